import type { ConfigEdit, ConfigPath } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { isObject } from "../core/settingForms.ts";
import { elementIndex } from "./elementIndex.ts";
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

/** Whether there is a property, or an element, at the end of that path. */
function hasPath(value: unknown, path: ConfigPath): boolean {
  let at = value;
  for (const segment of path) at = memberOf(at, segment);
  return at !== undefined;
}

function memberOf(value: unknown, segment: string): unknown {
  if (Array.isArray(value)) return value[elementIndex(segment, value.length) ?? value.length] as unknown;
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

/** What is not there is removed already. */
function withValue(value: unknown, path: ConfigPath, to: unknown): Result<unknown, TextProblem> {
  if (isOpen(value, path)) return ok(changed(value, path, to));
  return to === undefined ? ok(value) : fail("broken");
}

function isOpen(value: unknown, [name, ...rest]: ConfigPath): boolean {
  if (name === undefined || value === undefined || value === null) return true;
  const canHave = Array.isArray(value) ? elementIndex(name, value.length) !== undefined : isObject(value);
  return canHave && isOpen(memberOf(value, name), rest);
}

/** By entries, since these make own properties also of names such as `__proto__`. */
function changed(value: unknown, [name, ...rest]: ConfigPath, to: unknown): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value)) return withElement(value, name, rest, to);
  const entries = new Map(Object.entries(value ?? {}));
  if (to === undefined && !entries.has(name)) return value;
  const inner = changed(entries.get(name), rest, to);
  if (inner === undefined) entries.delete(name);
  else entries.set(name, inner);
  return Object.fromEntries(entries);
}

function withElement(array: readonly unknown[], name: string, rest: ConfigPath, to: unknown): unknown {
  const index = elementIndex(name, array.length) ?? array.length;
  if (to === undefined && index === array.length) return array;
  const inner = changed(array[index], rest, to);
  return array.toSpliced(index, 1, ...(inner === undefined ? [] : [inner]));
}

/** A renamed property keeps its place among the others. An element has no name. */
function withName(value: unknown, [name, ...rest]: ConfigPath, to: string): Result<unknown, TextProblem> {
  const member = name === undefined ? undefined : memberOf(value, name);
  if (name === undefined || member === undefined) return fail("absent");
  if (rest.length > 0) {
    const inner = withName(member, rest, to);
    return inner.ok ? ok(changed(value, [name], inner.value)) : inner;
  }
  if (!isObject(value)) return fail("absent");
  if (to !== name && Object.hasOwn(value, to)) return fail("taken");
  const entries = Object.entries(value);
  return ok(Object.fromEntries(entries.map(([each, held]) => [each === name ? to : each, held])));
}
