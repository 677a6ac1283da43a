import { Emitter } from "./emitter.ts";
import { keyHash } from "./keyHash.ts";
import type { Disposable } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { IndexRecord, IndexRecords, KeyIndex, WriteLock } from "./storePorts.ts";

/** The index as this window last saw it, kept up with what other windows write. No secret. */
export class Records implements Disposable {
  readonly #index: KeyIndex;
  readonly #changed = new Emitter<Elsewhere>();
  /** From the first reading on: where nothing is listed, nothing is watched. */
  #subscription: Disposable | undefined;
  #known = new Map<string, IndexRecord | undefined>();
  #first: IndexRecords | undefined;
  #salt: string | undefined;
  #salting: Promise<Result<string, string>> | undefined;
  /** Our own updates that are under way: what is read meanwhile may be older than what we know. */
  #writing = 0;
  /** The reading that was begun last; what an earlier one finds is dropped. */
  #latest: object | undefined;
  /** A reading that has not touched the file yet. */
  #beginning: Promise<Result<IndexRecords, string>> | undefined;

  /** Fires when records have changed; tells of which accounts another window has changed the key. */
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

  /** As the file is at this moment. All who ask in the same moment, as a round does for each server, share a reading. */
  read(): Promise<Result<IndexRecords, string>> {
    this.#subscription ??= this.#index.onDidChange(() => void this.#follow());
    if (this.#beginning === undefined) {
      const mine = {};
      this.#latest = mine;
      this.#beginning = Promise.resolve().then(() => this.#readAs(mine));
    }
    return this.#beginning;
  }

  async #readAs(mine: object): Promise<Result<IndexRecords, string>> {
    this.#beginning = undefined;
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
    let elsewhere = nothing;
    this.#writing++;
    const updated = await this.#index.update(
      account,
      (old) => {
        elsewhere = this.#elsewhere([account], new Map([[account, old]]));
        return (record = change(old));
      },
      within,
    );
    this.#writing--;
    if (updated.ok) {
      if (record === undefined) this.#known.delete(account);
      else this.#known.set(account, record);
      this.#changed.fire(elsewhere);
    }
    void this.#follow();
    return updated;
  }

  /** Sets or removes one record, whatever it was. */
  async set(account: string, record: IndexRecord | undefined, within?: WriteLock): Promise<Result<void, IndexFailure>> {
    const updated = await this.update(account, () => record, within);
    return updated.ok ? ok() : fail({ step: "index", detail: updated.reason, done: true });
  }

  /** The hash by which equal keys are told; undefined when it cannot be had, and they are not told of. */
  async hash(secret: Secret, within?: WriteLock): Promise<string | undefined> {
    const salt = this.#salt === undefined ? await this.#readSalt(within) : ok(this.#salt);
    if (!salt.ok) return undefined;
    this.#salt = salt.value;
    return keyHash(secret, salt.value);
  }

  /** One reading for all who ask meanwhile. Who holds the lock cannot wait for one who waits for the lock. */
  #readSalt(within: WriteLock | undefined): Promise<Result<string, string>> {
    if (within !== undefined) return this.#index.salt(within);
    this.#salting ??= this.#index.salt().finally(() => (this.#salting = undefined));
    return this.#salting;
  }

  /** Reads again, unless an update of ours will do so when it is done. */
  async #follow(): Promise<void> {
    if (this.#writing === 0) await this.read();
  }

  #take(records: IndexRecords): void {
    const accounts = new Set([...this.#known.keys(), ...records.keys()]);
    const different = [...accounts].filter((account) => !same(this.#known.get(account), records.get(account)));
    const elsewhere = this.#elsewhere(different, records);
    this.#known = new Map(records);
    this.#first ??= records;
    if (different.length > 0) this.#changed.fire(elsewhere);
  }

  /** How these accounts differ from what was known. At first nothing was known, and nothing is another. */
  #elsewhere(accounts: readonly string[], records: IndexRecords): Elsewhere {
    if (this.#first === undefined) return nothing;
    const pairs = accounts.map((account) => [account, this.#known.get(account), records.get(account)] as const);
    const replaced = pairs.filter(([, before, after]) => !isSameKey(before, after)).map(([account]) => account);
    const moved = pairs.filter(([, before, after]) => before?.store !== after?.store).map(([account]) => account);
    return { replaced: new Set(replaced), moved: new Set(moved) };
  }
}

/** The index could not be read or written. `done`: a store was changed before. */
export interface IndexFailure {
  readonly step: "index";
  readonly detail: string;
  readonly done: boolean;
}

/** Accounts that another window has changed: they have another key or none, or their key is in another store. */
export interface Elsewhere {
  readonly replaced: ReadonlySet<string>;
  readonly moved: ReadonlySet<string>;
}

const nothing: Elsewhere = { replaced: new Set(), moved: new Set() };

function same(one: IndexRecord | undefined, other: IndexRecord | undefined): boolean {
  return (
    isSameKey(one, other) &&
    one?.store === other?.store &&
    one?.lastValid === other?.lastValid &&
    one?.expires === other?.expires &&
    JSON.stringify(one?.replacing) === JSON.stringify(other?.replacing)
  );
}

/** Whether two records of an account are of the same key. While a key is being replaced, its record has no hash. */
export function isSameKey(one: IndexRecord | undefined, other: IndexRecord | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.path === other.path && one.issued === other.issued && one.hash === other.hash;
}
