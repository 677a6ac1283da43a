import type { ConfigEdit, ConfigPath } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { isObject } from "../core/settingForms.ts";
import type { TextProblem } from "./jsoncText.ts";

/** What `editText` does, on a plain value: for where its text cannot be had. */
export function withEdits(
  value: unknown,
  edits: readonly ConfigEdit[],
  onlyIfAbsent?: ConfigPath,
): Result<unknown, TextProblem> {
  if (onlyIfAbsent !== undefined && hasPath(value, onlyIfAbsent)) return fail("taken");
  let edited = value;
  for (const edit of edits) {
    const made = "rename" in edit ? withName(edited, edit.path, edit.rename) : withValue(edited, edit.path, edit.value);
    if (!made.ok) return made;
    edited = made.value;
  }
  return ok(edited);
}

/** Whether there is a property at the end of that path. */
function hasPath(value: unknown, path: ConfigPath): boolean {
  let at = value;
  for (const name of path) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return false;
    at = at[name];
  }
  return at !== undefined;
}

/** What is not there is removed already. */
function withValue(value: unknown, path: ConfigPath, to: unknown): Result<unknown, TextProblem> {
  if (isOpen(value, path)) return ok(changed(value, path, to));
  return to === undefined ? ok(value) : fail("broken");
}

function isOpen(value: unknown, [name, ...rest]: ConfigPath): boolean {
  if (name === undefined || value === undefined || value === null) return true;
  return isObject(value) && (!Object.hasOwn(value, name) || isOpen(value[name], rest));
}

/** By entries, since these make own properties also of names such as `__proto__`. */
function changed(value: unknown, [name, ...rest]: ConfigPath, to: unknown): unknown {
  if (name === undefined) return to;
  const entries = new Map(Object.entries(value ?? {}));
  if (to === undefined && !entries.has(name)) return value;
  const inner = changed(entries.get(name), rest, to);
  if (inner === undefined) entries.delete(name);
  else entries.set(name, inner);
  return Object.fromEntries(entries);
}

/** A renamed property keeps its place among the others. */
function withName(value: unknown, [name, ...rest]: ConfigPath, to: string): Result<unknown, TextProblem> {
  if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return fail("absent");
  if (rest.length > 0) {
    const inner = withName(value[name], rest, to);
    return inner.ok ? ok({ ...value, [name]: inner.value }) : inner;
  }
  if (to !== name && Object.hasOwn(value, to)) return fail("taken");
  const entries = Object.entries(value);
  return ok(Object.fromEntries(entries.map(([each, held]) => [each === name ? to : each, held])));
}
