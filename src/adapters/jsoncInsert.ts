import { beginsLine, endOf, indentAt, propertyOf, tailAt, valueOf, type Tree } from "./jsoncTree.ts";

/** How the text breaks and indents its lines. */
interface Style {
  readonly eol: string;
  readonly unit: string;
}

/**
 * The text with that value at the end of the path; objects on the way are made where they are missing or null.
 * Undefined: a value on the way is neither. No other byte changes, and none at all when the value is already there.
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
  let object = root;
  for (const [depth, name] of path.entries()) {
    if (object.type !== "object") return undefined;
    const rest = nested(path.slice(depth + 1), value);
    const property = propertyOf(object, name);
    const found = property && valueOf(property);
    if (found === undefined) return inserted(text, object, name, rest, style);
    if (found.type === "null" || depth === path.length - 1) return replaced(text, found, rest, style);
    object = found;
  }
  return undefined;
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inner, name) => ({ [name]: inner }), value);
}

function replaced(text: string, old: Tree, value: unknown, style: Style): string {
  const before = text.slice(0, old.offset);
  return before + printed(value, indentAt(text, old.offset), style) + text.slice(endOf(old));
}

function inserted(text: string, object: Tree, name: string, value: unknown, style: Style): string {
  const last = object.children?.at(-1);
  const base = indentAt(text, object.offset);
  const property = (indent: string): string => `${JSON.stringify(name)}: ${printed(value, indent, style)}`;
  if (last === undefined) return intoEmpty(text, object, base, style, property(base + style.unit));

  const ownLine = beginsLine(text, last.offset);
  const tail = tailAt(text, endOf(last));
  const comma = tail.comma === undefined ? "" : ",";
  if (!ownLine && (typeof value !== "object" || value === null)) {
    return tail.comma === undefined
      ? `${text.slice(0, endOf(last))}, ${property(base)}${text.slice(endOf(last))}`
      : `${text.slice(0, tail.comma)}, ${property(base)}${text.slice(tail.comma)}`;
  }
  const indent = ownLine ? indentAt(text, last.offset) : base + style.unit;
  const rest = text.slice(tail.end);
  const sameLine = /^[ \t]*(?=\})/.exec(rest)?.[0];
  return [
    text.slice(0, endOf(last)),
    comma === "" ? "," : "",
    text.slice(endOf(last), tail.end),
    style.eol + indent + property(indent) + comma,
    sameLine === undefined ? rest : style.eol + base + rest.slice(sameLine.length),
  ].join("");
}

/** Between the braces there are only blanks and comments; comments stay, and the property comes after them. */
function intoEmpty(text: string, object: Tree, base: string, style: Style, property: string): string {
  const open = object.offset + 1;
  const inner = text.slice(open, endOf(object) - 1);
  const comments = inner.trimEnd();
  const blanks = inner.slice(comments.length);
  const closing = /[\r\n]/.test(blanks) ? blanks : style.eol + base;
  return (
    text.slice(0, open) + comments + style.eol + base + style.unit + property + closing + text.slice(endOf(object) - 1)
  );
}

function printed(value: unknown, indent: string, { eol, unit }: Style): string {
  return JSON.stringify(value, undefined, unit).replaceAll("\n", eol + indent);
}

/** Four blanks where the text does not show its own, as VS Code does. */
function styleOf(text: string, root: Tree | undefined): Style {
  const first = root?.children?.[0];
  const unit = first && beginsLine(text, first.offset) ? indentAt(text, first.offset) : "";
  return { eol: /\r\n|[\r\n]/.exec(text)?.[0] ?? "\n", unit: unit === "" ? "    " : unit };
}
