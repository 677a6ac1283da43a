import type { ConfigEdit, ConfigPath } from "../core/ports.ts";
import { isObject } from "../core/settingForms.ts";

/** The value with these edits, for where its text cannot be had; undefined when a value on the way is no object. */
export function withEdits(value: unknown, edits: readonly ConfigEdit[]): { readonly value: unknown } | undefined {
  let edited = value;
  for (const edit of edits) {
    if (!isOpen(edited, edit.path)) return undefined;
    edited = withEdit(edited, edit.path, edit.value);
  }
  return { value: edited };
}

/** Whether there is a property at the end of that path. */
export function hasPath(value: unknown, path: ConfigPath): boolean {
  let at = value;
  for (const name of path) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return false;
    at = at[name];
  }
  return at !== undefined;
}

function isOpen(value: unknown, [name, ...rest]: ConfigPath): boolean {
  if (name === undefined || value === undefined || value === null) return true;
  return isObject(value) && (!Object.hasOwn(value, name) || isOpen(value[name], rest));
}

/** By entries, since these make own properties also of names such as `__proto__`. */
function withEdit(value: unknown, [name, ...rest]: ConfigPath, to: unknown): unknown {
  if (name === undefined) return to;
  const entries = new Map(Object.entries(value ?? {}));
  if (to === undefined && !entries.has(name)) return value;
  const inner = withEdit(entries.get(name), rest, to);
  if (inner === undefined) entries.delete(name);
  else entries.set(name, inner);
  return Object.fromEntries(entries);
}
