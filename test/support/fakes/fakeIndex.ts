import { randomBytes } from "node:crypto";
import { Emitter } from "../../../src/core/emitter.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";
import type { IndexRecord, IndexRecords, KeyIndex } from "../../../src/core/storePorts.ts";

/** An index in memory. */
export class FakeIndex implements KeyIndex {
  readonly records: Map<string, IndexRecord>;
  /** Accounts whose records a later version wrote. */
  readonly unreadable = new Set<string>();
  /** Why the file can neither be read nor written; undefined while it can. */
  broken: string | undefined;
  /** Why the file cannot be written, though it can be read; undefined while it can. */
  full: string | undefined;
  readonly #salt = randomBytes(32).toString("hex");
  readonly #changed = new Emitter();

  readonly onDidChange = this.#changed.listen;

  constructor(records: Readonly<Record<string, IndexRecord>> = {}) {
    this.records = new Map(Object.entries(records));
  }

  async read(): Promise<Result<IndexRecords, string>> {
    if (this.broken !== undefined) return fail(this.broken);
    const unreadable = [...this.unreadable].map((account) => [account, undefined] as const);
    return ok(new Map<string, IndexRecord | undefined>([...this.records, ...unreadable]));
  }

  async update(
    account: string,
    change: (old: IndexRecord | undefined) => IndexRecord | undefined,
  ): Promise<Result<void, string>> {
    const trouble = this.broken ?? this.full;
    if (trouble !== undefined) return fail(trouble);
    if (this.unreadable.has(account)) return fail("written by a later version");
    const old = this.records.get(account);
    const record = change(old);
    if (record === undefined && old === undefined) return ok();
    this.#set(account, record);
    this.#changed.fire();
    return ok();
  }

  async salt(): Promise<Result<string, string>> {
    return this.broken === undefined ? ok(this.#salt) : fail(this.broken);
  }

  /** Sets these records, or removes those that are undefined, as another window does. */
  changedElsewhere(records: Readonly<Record<string, IndexRecord | undefined>>): void {
    for (const [account, record] of Object.entries(records)) this.#set(account, record);
    this.#changed.fire();
  }

  #set(account: string, record: IndexRecord | undefined): void {
    if (record === undefined) this.records.delete(account);
    else this.records.set(account, record);
  }
}
