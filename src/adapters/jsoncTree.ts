import { elementIndex } from "./elementIndex.ts";

/** What is used of a node of jsonc-parser's tree. `length` is -1 where a broken text does not close it. */
export interface Tree {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly children?: readonly Tree[];
  readonly value?: unknown;
}

export function endOf(node: Tree): number {
  return node.offset + node.length;
}

/** The property of that name: of several the last, since that one is in force. Undefined also when it is no object. */
export function propertyOf(object: Tree, name: string): Tree | undefined {
  if (object.type !== "object") return undefined;
  return object.children?.findLast((property) => property.children?.[0]?.value === name);
}

/** The property of an object, or the element of an array, that this segment of a path says. */
export function memberOf(container: Tree, segment: string): Tree | undefined {
  if (container.type !== "array") return propertyOf(container, segment);
  const elements = container.children ?? [];
  return elements[elementIndex(segment, elements.length) ?? elements.length];
}

/** The value of a member: an element is its own; undefined where a broken text has none. */
export function valueOf(member: Tree): Tree | undefined {
  return member.type === "property" ? member.children?.[1] : member;
}

/** The member at the end of that path, from `root` downwards. */
export function memberAt(root: Tree | undefined, path: readonly string[]): Tree | undefined {
  let container = root;
  let member: Tree | undefined;
  for (const segment of path) {
    member = container && memberOf(container, segment);
    container = member && valueOf(member);
  }
  return member;
}

/** Where the line begins that holds this offset. */
export function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

/** The blanks that the line of this offset begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? "";
}

/** Whether nothing but blanks stands before this offset on its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === "";
}

/** What follows a member up to the next one or the closing bracket. */
export interface Tail {
  /** Offset of the comma, when there is one. */
  readonly comma: number | undefined;
  /** Behind the comma and the comments that begin on the member's own line. */
  readonly end: number;
}

/** Reads the comma and the comments behind a member that ends at this offset. */
export function tailAt(text: string, offset: number): Tail {
  const token = /[^\S\r\n]+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/|,|[\r\n]/y;
  token.lastIndex = offset;
  let comma: number | undefined;
  let end = offset;
  let sameLine = true;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === ",") comma = match.index;
    if (found === "\n" || found === "\r") sameLine = false;
    else if (found === "," || (sameLine && found.trim() !== "")) end = token.lastIndex;
  }
  return { comma, end };
}
