import { elementIndex } from "./elementIndex.ts";
import { beginsLine, endOf, indentAt, memberOf, tailAt, valueOf, type Tree } from "./jsoncTree.ts";

/** How the text breaks and indents its lines. */
interface Style {
  readonly eol: string;
  readonly unit: string;
}

/**
 * The text with that value at the end of the path; objects on the way are made where they are missing or null.
 * Undefined: a value on the way is neither, or an array without that place. No other byte changes.
 */
export function withValue(
  text: string,
  root: Tree | undefined,
  path: readonly string[],
  value: unknown,
): string | undefined {
  const style = styleOf(text, root);
  if (root === undefined) {
    const begun = text === "" || /[\r\n]$/.test(text) ? text : text + style.eol;
    return begun + printed(nested(path, value), "", style) + style.eol;
  }
  let container = root;
  for (const [depth, segment] of path.entries()) {
    if (!canHave(container, segment)) return undefined;
    const rest = nested(path.slice(depth + 1), value);
    const member = memberOf(container, segment);
    const found = member && valueOf(member);
    if (found === undefined) return inserted(text, container, segment, rest, style);
    if (found.type === "null" || depth === path.length - 1) return replaced(text, found, rest, style);
    container = found;
  }
  return undefined;
}

function canHave({ type, children = [] }: Tree, segment: string): boolean {
  return type === "object" || (type === "array" && elementIndex(segment, children.length) !== undefined);
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inner, name) => ({ [name]: inner }), value);
}

function replaced(text: string, old: Tree, value: unknown, style: Style): string {
  const before = text.slice(0, old.offset);
  return before + printed(value, indentAt(text, old.offset), style) + text.slice(endOf(old));
}

/** Behind the last property or element. */
function inserted(text: string, container: Tree, name: string, value: unknown, style: Style): string {
  const last = container.children?.at(-1);
  const base = indentAt(text, container.offset);
  const isElement = container.type === "array";
  const member = (indent: string): string =>
    isElement ? printed(value, indent, style) : `${JSON.stringify(name)}: ${printed(value, indent, style)}`;
  if (last === undefined) return intoEmpty(text, container, base, style, member(base + style.unit));

  const ownLine = beginsLine(text, last.offset);
  const tail = tailAt(text, endOf(last));
  const comma = tail.comma === undefined ? "" : ",";
  if (!ownLine && (isElement || typeof value !== "object" || value === null)) {
    const inLine = isElement ? printedInLine(value) : member(base);
    const at = tail.comma ?? endOf(last);
    return `${text.slice(0, at)}, ${inLine}${text.slice(at)}`;
  }
  const indent = ownLine ? indentAt(text, last.offset) : base + style.unit;
  const rest = text.slice(tail.end);
  const sameLine = /^[ \t]*(?=[\]}])/.exec(rest)?.[0];
  return [
    text.slice(0, endOf(last)),
    comma === "" ? "," : "",
    text.slice(endOf(last), tail.end),
    style.eol + indent + member(indent) + comma,
    sameLine === undefined ? rest : style.eol + base + rest.slice(sameLine.length),
  ].join("");
}

/** Between the brackets there are only blanks and comments; comments stay, and the member comes after them. */
function intoEmpty(text: string, container: Tree, base: string, style: Style, member: string): string {
  const open = container.offset + 1;
  const inner = text.slice(open, endOf(container) - 1);
  const comments = inner.trimEnd();
  const blanks = inner.slice(comments.length);
  const closing = /[\r\n]/.test(blanks) ? blanks : style.eol + base;
  return (
    text.slice(0, open) + comments + style.eol + base + style.unit + member + closing + text.slice(endOf(container) - 1)
  );
}

function printed(value: unknown, indent: string, { eol, unit }: Style): string {
  return JSON.stringify(value, undefined, unit).replaceAll("\n", eol + indent);
}

/** As the elements of an array in one line are written; a line end within a text is `\n` in JSON. */
function printedInLine(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replaceAll(/\n */g, " ");
}

/** Four blanks where the text does not show its own, as VS Code does. */
function styleOf(text: string, root: Tree | undefined): Style {
  const first = root?.children?.[0];
  const unit = first && beginsLine(text, first.offset) ? indentAt(text, first.offset) : "";
  return { eol: /\r\n|[\r\n]/.exec(text)?.[0] ?? "\n", unit: unit === "" ? "    " : unit };
}
