import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { IndexRecord, KeyIndex, WriteLock } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { isObject, SharedFile, type JsonObject } from "./sharedFiles.ts";

const record = v.object({
  store: v.picklist(["os", "vscode"]),
  path: v.string(),
  issued: v.optional(v.string()),
  expires: v.optional(v.string()),
  lastValid: v.optional(v.number()),
});
const known = new Set(Object.keys(record.entries));

/**
 * The index in `index.json`: `{"accounts": {"<account>": {"store": "os", "path": "", …}}}`. Later versions only add to
 * it: what this version does not know is kept, and a record it cannot read is never changed.
 */
export class IndexFile implements KeyIndex {
  readonly #file: SharedFile;

  /** @param directory what all windows share; made when missing */
  constructor(directory: string, lock: WriteLock) {
    this.#file = new SharedFile(join(directory, "index.json"), lock);
  }

  async read(): Promise<Result<ReadonlyMap<string, IndexRecord | undefined>, string>> {
    const content = await this.#file.read();
    if (!content.ok) return content;
    const accounts = this.#accounts(content.value);
    if (!accounts.ok) return accounts;
    const records = new Map<string, IndexRecord | undefined>();
    for (const [account, raw] of Object.entries(accounts.value)) {
      const parsed = v.safeParse(record, raw);
      records.set(account, parsed.success ? parsed.output : undefined);
    }
    return ok(records);
  }

  update(
    account: string,
    change: (old: IndexRecord | undefined) => IndexRecord | undefined,
  ): Promise<Result<void, string>> {
    return this.#file.update((content) => {
      const accounts = this.#accounts(content);
      if (!accounts.ok) return accounts;
      const raw = Object.hasOwn(accounts.value, account) ? accounts.value[account] : undefined;
      const old = raw === undefined ? undefined : v.safeParse(record, raw);
      if (old?.success === false) {
        return fail(l10n.t("The record of {0} was written by a later version of this extension.", account));
      }
      const next = change(old?.output);
      if (next === undefined && raw === undefined) return ok("same");
      content.accounts = accounts.value;
      if (next === undefined) delete accounts.value[account];
      else setOwn(accounts.value, account, { ...unknownPart(raw), ...next });
      return ok("changed");
    });
  }

  #accounts({ accounts = {} }: JsonObject): Result<JsonObject, string> {
    return isObject(accounts) ? ok(accounts) : fail(this.#file.broken());
  }
}

/** Assigning to `__proto__` would set the prototype. */
function setOwn(object: JsonObject, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function unknownPart(raw: unknown): JsonObject {
  return Object.fromEntries(Object.entries(raw ?? {}).filter(([name]) => !known.has(name)));
}
