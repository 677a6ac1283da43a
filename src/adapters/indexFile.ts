import { randomBytes } from "node:crypto";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { Listen } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { isObject } from "../core/settingForms.ts";
import type { IndexRecord, IndexRecords, KeyIndex, WriteLock } from "../core/storePorts.ts";
import { SharedFile, type JsonObject } from "./sharedFiles.ts";

const kind = v.picklist(["technician", "integration"]);
const facts = v.object({
  issued: v.optional(v.string()),
  expires: v.optional(v.string()),
  kind: v.optional(kind),
  owner: v.optional(v.string()),
});
const procedure = v.picklist(["side-by-side", "in-place"]);
const carrying = v.object({
  stage: v.literal("carrying"),
  procedure,
  since: v.number(),
  remaining: v.array(v.string()),
  done: v.array(v.string()),
  outage: v.optional(v.number()),
  retire: v.boolean(),
  kept: v.boolean(),
  before: facts,
});
const begun = v.object({
  stage: v.literal("begun"),
  procedure,
  since: v.number(),
  kind,
  worked: v.boolean(),
  earlier: v.optional(carrying),
});
const storing = v.object({
  stage: v.literal("storing"),
  hash: v.string(),
  facts,
  validAt: v.optional(v.number()),
  back: v.variant("stage", [begun, carrying]),
  forth: v.optional(carrying),
});

const record = v.object({
  store: v.picklist(["os", "vscode"]),
  path: v.string(),
  issued: v.optional(v.string()),
  expires: v.optional(v.string()),
  lastValid: v.optional(v.number()),
  hash: v.optional(v.string()),
  replacing: v.optional(v.variant("stage", [begun, storing, carrying])),
});
const known = new Set(Object.keys(record.entries));

const SALT_BYTES = 32;
/** At least 16 bytes in hex. */
const salt = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2}){16,}$/));

/** What the file holds, as this version knows it. */
interface Parts {
  readonly accounts: JsonObject;
  readonly salt: string | undefined;
}

/**
 * The index in `index.json`: `{"accounts": {"<account>": {"store": "os", "path": "", …}}, "salt": "<hex>"}`. Later
 * versions only add to it: what this version does not know is kept, and a record it cannot read is never changed.
 */
export class IndexFile implements KeyIndex {
  readonly #file: SharedFile;

  readonly onDidChange: Listen;

  /**
   * @param directory what all windows share; made when missing
   * @param changes tells of changes of `index.json`, by whomever
   */
  constructor(directory: string, lock: WriteLock, changes: Listen) {
    const file = new SharedFile(join(directory, "index.json"), lock);
    this.#file = file;
    this.onDidChange = (listener) => {
      const subscriptions = [changes(listener), file.onDidWrite(listener)];
      return { dispose: () => subscriptions.forEach((subscription) => subscription.dispose()) };
    };
  }

  async read(): Promise<Result<IndexRecords, string>> {
    const parts = await this.#read();
    if (!parts.ok) return parts;
    const records = new Map<string, IndexRecord | undefined>();
    for (const [account, raw] of Object.entries(parts.value.accounts)) {
      const parsed = v.safeParse(record, raw);
      records.set(account, parsed.success ? parsed.output : undefined);
    }
    return ok(records);
  }

  update(
    account: string,
    change: (old: IndexRecord | undefined) => IndexRecord | undefined,
    within?: WriteLock,
  ): Promise<Result<void, string>> {
    return this.#file.update((content) => {
      const parts = this.#partsOf(content);
      if (!parts.ok) return parts;
      const { accounts } = parts.value;
      const raw = Object.hasOwn(accounts, account) ? accounts[account] : undefined;
      const old = raw === undefined ? undefined : v.safeParse(record, raw);
      if (old?.success === false) {
        return fail(l10n.t("The record of {0} was written by a later version of this extension.", account));
      }
      const next = change(old?.output);
      if (next === undefined && raw === undefined) return ok("same");
      content.accounts = accounts;
      if (next === undefined) delete accounts[account];
      else setOwn(accounts, account, { ...unknownPart(raw), ...next });
      return ok("changed");
    }, within);
  }

  async salt(within?: WriteLock): Promise<Result<string, string>> {
    const parts = await this.#read();
    if (!parts.ok) return parts;
    if (parts.value.salt !== undefined) return ok(parts.value.salt);
    // Another window may make one before this one has the lock.
    let agreed = randomBytes(SALT_BYTES).toString("hex");
    const updated = await this.#file.update((content) => {
      const current = this.#partsOf(content);
      if (!current.ok) return current;
      if (current.value.salt === undefined) {
        content.salt = agreed;
        return ok("changed");
      }
      agreed = current.value.salt;
      return ok("same");
    }, within);
    return updated.ok ? ok(agreed) : updated;
  }

  async #read(): Promise<Result<Parts, string>> {
    const content = await this.#file.read();
    return content.ok ? this.#partsOf(content.value) : content;
  }

  #partsOf({ accounts = {}, salt: raw }: JsonObject): Result<Parts, string> {
    const parsed = v.safeParse(v.optional(salt), raw);
    if (!isObject(accounts) || !parsed.success) return fail(this.#file.broken());
    return ok({ accounts, salt: parsed.output });
  }
}

/** Assigning to `__proto__` would set the prototype. */
function setOwn(object: JsonObject, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function unknownPart(raw: unknown): JsonObject {
  return Object.fromEntries(Object.entries(raw ?? {}).filter(([name]) => !known.has(name)));
}
