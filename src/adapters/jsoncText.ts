import type { ConfigEdit, ConfigPath, Located, TextRange } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { withValue } from "./jsoncInsert.ts";
import { withoutMember } from "./jsoncRemove.ts";
import { withName } from "./jsoncRename.ts";
import { endOf, memberAt, memberOf, propertyOf, valueOf, type Tree } from "./jsoncTree.ts";

/**
 * `broken`: not JSON with comments, or not of the shape that the edit needs. `taken`: `onlyIfAbsent` is there, or a
 * property of the name that another is to get. `absent`: what is to be renamed is not there.
 */
export type TextProblem = "broken" | "taken" | "absent";

const BOM = "\uFEFF";

/**
 * Edits one setting of a settings.json and returns the whole text. What is not edited stays byte for byte: comments,
 * order, unknown properties, byte order mark, line ends, indentation, trailing commas. Paths begin below the setting.
 */
export async function editText(
  text: string,
  setting: string,
  edits: readonly ConfigEdit[],
  onlyIfAbsent?: ConfigPath,
): Promise<Result<string, TextProblem>> {
  const parse = await parser();
  const mark = text.startsWith(BOM) ? BOM : "";
  let body = text.slice(mark.length);
  const { root, broken } = parse(body);
  if (broken) return fail("broken");
  if (onlyIfAbsent !== undefined && memberAt(root, [setting, ...onlyIfAbsent])) return fail("taken");
  for (const edit of edits) {
    const edited = made(body, [setting, ...edit.path], edit, parse);
    if (!edited.ok) return edited;
    body = edited.value;
  }
  return ok(mark + body);
}

function made(text: string, path: readonly string[], edit: ConfigEdit, parse: Parse): Result<string, TextProblem> {
  if ("rename" in edit) return renamed(text, path, edit.rename, parse);
  return edit.value === undefined ? ok(without(text, path, parse)) : changed(text, path, edit.value, parse);
}

function changed(text: string, path: readonly string[], value: unknown, parse: Parse): Result<string, TextProblem> {
  const { root, plain } = parse(text);
  const old = memberAt(root, path);
  const same = old !== undefined && JSON.stringify(plain(valueOf(old))) === JSON.stringify(value);
  const edited = same ? text : withValue(text, root, path, value);
  return edited === undefined ? fail("broken") : ok(edited);
}

/**
 * All of that name get the other: an earlier one would come into force when the last is gone. The setting itself has
 * no name that could be another.
 */
function renamed(text: string, path: readonly string[], to: string, parse: Parse): Result<string, TextProblem> {
  const object = valueAt(parse(text).root, path.slice(0, -1));
  const name = path.at(-1);
  if (object === undefined || name === undefined || !propertyOf(object, name)) return fail("absent");
  if (to !== name && propertyOf(object, to)) return fail("taken");
  return ok(withName(text, object, name, to));
}

/**
 * All properties of that name go: an earlier one would come into force when the last is gone. Of elements, which move up,
 * the one goes.
 */
function without(text: string, path: readonly string[], parse: Parse): string {
  const { root } = parse(text);
  const member = memberAt(root, path);
  const parent = path.length === 1 ? root : valueAt(root, path.slice(0, -1));
  if (member === undefined || parent === undefined) return text;
  const removed = withoutMember(text, parent, member);
  return parent.type === "array" ? removed : without(removed, path, parse);
}

function valueAt(root: Tree | undefined, path: readonly string[]): Tree | undefined {
  const member = memberAt(root, path);
  return member && valueOf(member);
}

/** The value of a setting as this settings.json has it: plain data, undefined when absent. */
export async function readValue(text: string, setting: string): Promise<Result<unknown, "broken">> {
  const parse = await parser();
  const { root, broken, plain } = parse(text.startsWith(BOM) ? text.slice(BOM.length) : text);
  return broken ? fail("broken") : ok(plain(valueAt(root, [setting])));
}

/** Every setting of this settings.json with its value as plain data; of a broken text, as far as it can be read. */
export async function readSettings(text: string): Promise<readonly (readonly [string, unknown])[]> {
  const parse = await parser();
  const { root, plain } = parse(text.startsWith(BOM) ? text.slice(BOM.length) : text);
  return Object.entries(root?.type === "object" ? (plain(root) as object) : {});
}

/**
 * Where these properties stand, for diagnostics; `[]` is the setting itself. What is not there gets the place of its
 * nearest ancestor that is, at last the start of the text. A name is with its quotes, an element of an array is its
 * own name. A broken text is read as far as that goes.
 */
export async function locate(text: string, setting: string, paths: readonly ConfigPath[]): Promise<Located[]> {
  const parse = await parser();
  const skipped = text.startsWith(BOM) ? BOM.length : 0;
  const { root } = parse(text.slice(skipped));
  const span = (node: Tree): TextRange => ({
    start: node.offset + skipped,
    end: node.length < 0 ? text.length : endOf(node) + skipped,
  });
  return paths.map((path) => {
    const start = { start: 0, end: 0 };
    let place: Located = { name: start, value: start };
    let node = root;
    for (const segment of [setting, ...path]) {
      const member = node && memberOf(node, segment);
      const name = member?.type === "property" ? member.children?.[0] : member;
      if (member === undefined || name === undefined) break;
      node = valueOf(member);
      place = { name: span(name), value: span(node ?? name) };
    }
    return place;
  });
}

interface Parsed {
  /** Undefined when there is nothing but blanks and comments. */
  readonly root: Tree | undefined;
  readonly broken: boolean;
  /** A node's value as plain data; a property named `__proto__` is one like any other. */
  plain(node: Tree | undefined): unknown;
}

type Parse = (text: string) => Parsed;

/** Loads jsonc-parser, which a start that changes nothing should not pay for. */
async function parser(): Promise<Parse> {
  const { getNodeValue, parseTree } = await import("jsonc-parser");
  return (text) => {
    const errors: Parameters<typeof parseTree>[1] = [];
    const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
    return {
      root,
      broken: errors.length > 0 || (root !== undefined && root.type !== "object"),
      plain: (node) =>
        node && (JSON.parse(JSON.stringify(getNodeValue(node as Parameters<typeof getNodeValue>[0]))) as unknown),
    };
  };
}
