import { Emitter } from "./emitter.ts";
import type { Disposable } from "./ports.ts";
import type { Result } from "./result.ts";
import type { IndexRecord, IndexRecords, KeyIndex, WriteLock } from "./storePorts.ts";

/** The index as this window last saw it, kept up with what other windows write. No secret. */
export class Records implements Disposable {
  readonly #index: KeyIndex;
  readonly #changed = new Emitter<ReadonlySet<string>>();
  /** From the first reading on: where nothing is listed, nothing is watched. */
  #subscription: Disposable | undefined;
  #known = new Map<string, IndexRecord | undefined>();
  #first: IndexRecords | undefined;
  /** Our own updates that are under way: what is read meanwhile may be older than what we know. */
  #writing = 0;
  /** The reading that was begun last; what an earlier one finds is dropped. */
  #latest: object | undefined;

  /** Fires when records have changed; tells the accounts whose key another window stored, moved or removed. */
  readonly onDidChange = this.#changed.listen;

  constructor(index: KeyIndex) {
    this.#index = index;
  }

  dispose(): void {
    this.#latest = undefined;
    this.#subscription?.dispose();
  }

  /** As it was when this window read it first; undefined before. */
  get atFirst(): IndexRecords | undefined {
    return this.#first;
  }

  /** As last seen; empty before the first {@link read}. */
  get known(): IndexRecords {
    return this.#known;
  }

  /** As the file is at this moment. */
  async read(): Promise<Result<IndexRecords, string>> {
    this.#subscription ??= this.#index.onDidChange(() => void this.#follow());
    const mine = {};
    this.#latest = mine;
    const read = await this.#index.read();
    if (read.ok && this.#latest === mine && this.#writing === 0) this.#take(read.value);
    return read;
  }

  /** Sets or removes one record, as {@link KeyIndex.update} does. */
  async update(
    account: string,
    change: (old: IndexRecord | undefined) => IndexRecord | undefined,
    within?: WriteLock,
  ): Promise<Result<void, string>> {
    let record: IndexRecord | undefined;
    let elsewhere: readonly string[] = [];
    this.#writing++;
    const updated = await this.#index.update(
      account,
      (old) => {
        elsewhere = this.#keysElsewhere([account], new Map([[account, old]]));
        return (record = change(old));
      },
      within,
    );
    this.#writing--;
    if (updated.ok) {
      if (record === undefined) this.#known.delete(account);
      else this.#known.set(account, record);
      this.#changed.fire(new Set(elsewhere));
    }
    void this.#follow();
    return updated;
  }

  salt(within?: WriteLock): Promise<Result<string, string>> {
    return this.#index.salt(within);
  }

  /** Reads again, unless an update of ours will do so when it is done. */
  async #follow(): Promise<void> {
    if (this.#writing === 0) await this.read();
  }

  #take(records: IndexRecords): void {
    const accounts = new Set([...this.#known.keys(), ...records.keys()]);
    const different = [...accounts].filter((account) => !same(this.#known.get(account), records.get(account)));
    const elsewhere = this.#keysElsewhere(different, records);
    this.#known = new Map(records);
    this.#first ??= records;
    if (different.length > 0) this.#changed.fire(new Set(elsewhere));
  }

  /** Those of these accounts that have another key than was known. At first nothing was known, and nothing is another. */
  #keysElsewhere(accounts: readonly string[], records: IndexRecords): readonly string[] {
    if (this.#first === undefined) return [];
    return accounts.filter((account) => !sameKey(this.#known.get(account), records.get(account)));
  }
}

function same(one: IndexRecord | undefined, other: IndexRecord | undefined): boolean {
  return sameKey(one, other) && one?.lastValid === other?.lastValid && one?.expires === other?.expires;
}

/** A hash that is only added, to a record that had none, is of the same key. */
function sameKey(one: IndexRecord | undefined, other: IndexRecord | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const hashes = one.hash === undefined || other.hash === undefined || one.hash === other.hash;
  return one.store === other.store && one.path === other.path && one.issued === other.issued && hashes;
}
