import type { IndexRecord, KeyIndex } from "../../../src/core/ports.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

/** An index in memory. */
export class FakeIndex implements KeyIndex {
  readonly records: Map<string, IndexRecord>;
  /** Accounts whose records a later version wrote. */
  readonly unreadable = new Set<string>();
  /** Why the file cannot be read; undefined while it can. */
  broken: string | undefined;

  constructor(records: Readonly<Record<string, IndexRecord>> = {}) {
    this.records = new Map(Object.entries(records));
  }

  async read(): Promise<Result<ReadonlyMap<string, IndexRecord | undefined>, string>> {
    if (this.broken !== undefined) return fail(this.broken);
    const unreadable = [...this.unreadable].map((account) => [account, undefined] as const);
    return ok(new Map<string, IndexRecord | undefined>([...this.records, ...unreadable]));
  }

  async update(
    account: string,
    change: (old: IndexRecord | undefined) => IndexRecord | undefined,
  ): Promise<Result<void, string>> {
    if (this.broken !== undefined) return fail(this.broken);
    const record = change(this.records.get(account));
    if (record === undefined) this.records.delete(account);
    else this.records.set(account, record);
    return ok();
  }
}
