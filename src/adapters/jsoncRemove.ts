import type { TextRange } from "../core/ports.ts";
import { beginsLine, endOf, lineStart, tailAt, type Tree } from "./jsoncTree.ts";

/** Blanks, commas and comments up to and with the end of the line, where nothing else stands. */
const restOfLine = /(?:[^\S\r\n]|,|\/\*(?:[^*\r\n]|\*(?!\/))*\*\/|\/\/[^\r\n]*)*(?:\r\n|[\r\n])/y;

/**
 * The text without this property of the object, or element of the array. With it go its own comma and, where it stands alone on its lines, the
 * whole lines with the comment behind it. Comments on lines of their own stay: whose they are cannot be known.
 * (jsonc-parser's own `modify` also takes the comments of the neighbours.)
 */
export function withoutMember(text: string, container: Tree, member: Tree): string {
  const { offset } = member;
  const end = endOf(member);
  const { comma: following } = tailAt(text, end);
  const previous = container.children?.[container.children.indexOf(member) - 1];
  const comma = following ?? (previous && tailAt(text, endOf(previous)).comma);
  const line = beginsLine(text, offset) ? endOfLine(text, end) : undefined;

  if (line !== undefined) return cut(text, { start: lineStart(text, offset), end: line }, comma);
  if (following !== undefined && text.slice(end, following).trim() === "") {
    const blanks = /^[^\S\r\n]*/.exec(text.slice(following + 1))?.[0] ?? "";
    return cut(text, { start: offset, end: following + 1 + blanks.length });
  }
  if (comma !== undefined && comma < offset && text.slice(comma + 1, offset).trim() === "") {
    return cut(text, { start: comma, end });
  }
  return cut(text, { start: offset, end }, comma);
}

function endOfLine(text: string, offset: number): number | undefined {
  restOfLine.lastIndex = offset;
  return restOfLine.test(text) ? restOfLine.lastIndex : undefined;
}

/** Takes out the span, and the one character at `comma` when that is not inside it. */
function cut(text: string, { start, end }: TextRange, comma?: number): string {
  if (comma === undefined || (comma >= start && comma < end)) return text.slice(0, start) + text.slice(end);
  return comma < start
    ? text.slice(0, comma) + text.slice(comma + 1, start) + text.slice(end)
    : text.slice(0, start) + text.slice(end, comma) + text.slice(comma + 1);
}
