import { Emitter } from "../../../src/core/emitter.ts";
import type { ConfigEdit, ConfigPath, EditFailure, ServerList } from "../../../src/core/ports.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

type Node = Record<string, unknown>;

/** The list in memory, with the ways in which settings.json cannot be written. */
export class FakeServerList implements ServerList {
  /** While set, no edit is made and each fails so. */
  trouble: EditFailure["kind"] | undefined;
  readonly #changed = new Emitter();
  readonly onDidChange = this.#changed.listen;
  #value: unknown;

  constructor(value?: unknown) {
    this.#value = value;
  }

  /** As the person who edits settings.json by hand. */
  set(value: unknown): void {
    this.#value = value;
    this.#changed.fire();
  }

  read(): unknown {
    return structuredClone(this.#value);
  }

  edit(edits: readonly ConfigEdit[], onlyIfAbsent?: ConfigPath): Promise<Result<void, EditFailure>> {
    if (this.trouble !== undefined) {
      return Promise.resolve(fail({ kind: this.trouble, detail: "settings.json cannot be written" }));
    }
    if (onlyIfAbsent !== undefined && this.#has(onlyIfAbsent)) {
      return Promise.resolve(fail({ kind: "taken", detail: `${onlyIfAbsent.join(" / ")} is there already` }));
    }
    const root: Node = { list: this.read() };
    for (const { path, value } of edits) change(root, ["list", ...path], value);
    this.#value = root.list;
    this.#changed.fire();
    return Promise.resolve(ok());
  }

  #has(path: ConfigPath): boolean {
    let at: unknown = this.#value;
    for (const name of path) {
      if (!isNode(at) || !Object.hasOwn(at, name)) return false;
      at = at[name];
    }
    return true;
  }
}

/** Sets or, with undefined, removes one property; objects on the way to it are made where there are none. */
function change(root: Node, path: readonly string[], value: unknown): void {
  let at = root;
  for (const name of path.slice(0, -1)) {
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    if (isNode(next)) {
      at = next;
      continue;
    }
    if (value === undefined) return;
    const made: Node = {};
    at[name] = made;
    at = made;
  }
  const last = path.at(-1);
  if (last === undefined) return;
  if (value === undefined) delete at[last];
  else at[last] = value;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
