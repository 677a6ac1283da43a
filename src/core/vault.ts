import * as l10n from "@vscode/l10n";
import { accountOf, previousOf } from "./names.ts";
import type { IndexFailure, Records } from "./records.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { ServerEntry } from "./servers.ts";
import type { IndexRecord, StoreFailure, StoreId, WriteLock } from "./storePorts.ts";
import type { SessionMemory } from "./stores/sessionMemory.ts";
import { ignoresCase, otherSpelling } from "./stores/spelling.ts";
import type { Stores } from "./stores/stores.ts";

/** No address has this context path. */
const UNKNOWN_PATH = "?";

/** Where an account's key is kept, or would be. */
interface Place {
  readonly store: SessionMemory;
  readonly record: IndexRecord | undefined;
}

/** What is recorded beside a stored key. */
export interface KeyFacts {
  readonly issued: string | undefined;
  readonly expires: string | undefined;
}

/** A step of storing or removing that failed. The steps before it stand. */
export type VaultFailure = { readonly step: "store"; readonly failure: StoreFailure } | IndexFailure;

/** Keys by entry: finds, stores and removes them in the secret stores, and keeps the index of what is stored. */
export class Vault {
  readonly #stores: Stores;
  readonly #records: Records;

  constructor(stores: Stores, records: Records) {
    this.#stores = stores;
    this.#records = records;
  }

  /** A text that is another when any of these keys was stored, moved or removed since, in whichever window. */
  async mark(server: ServerEntry, keys: readonly string[]): Promise<string> {
    const index = await this.#records.read();
    const records = keys.map((key) => {
      const record = index.ok ? index.value.get(accountOf(server.name, key, server.address.origin)) : undefined;
      return record && [record.store, record.path, record.issued, record.hash];
    });
    return JSON.stringify(records);
  }

  /** What is stored for this name and origin, whoever put it there. */
  async held(server: ServerEntry, key: string): Promise<Result<Secret | undefined, VaultFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const place = await this.#place(account);
    if (!place.ok) return place;
    const read = await place.value.store.getAnew(account);
    return read.ok ? read : fail({ step: "store", failure: read.reason });
  }

  /**
   * Stores a key for this entry, where the one before is or else where new ones go. What it is entered for is recorded
   * before it is stored, so that a key that nothing more could be recorded of is never taken for another address.
   * @param into the store that the person wants instead, since the one of the key before is not there any more
   */
  async put(
    server: ServerEntry,
    key: string,
    secret: Secret,
    facts: KeyFacts,
    within?: WriteLock,
    into?: StoreId,
  ): Promise<Result<StoreId, VaultFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const { path } = server.address;
    const place = await this.#place(account, into);
    if (!place.ok) return place;
    const { store, record } = place.value;
    // Until it is known which of two keys is there, it is for neither's context path.
    const meanwhile = record === undefined || record.path === path ? path : UNKNOWN_PATH;
    const begun = await this.#records.set(
      account,
      { ...record, store: store.id, path: meanwhile, hash: undefined },
      within,
    );
    if (!begun.ok) return fail({ ...begun.reason, done: false });
    const stored = await store.set(account, secret);
    if (!stored.ok) {
      if (stored.reason.kind !== "waiting") await this.#records.set(account, record, within);
      return fail({ step: "store", failure: stored.reason });
    }
    const hash = await this.#records.hash(secret, within);
    const indexed = await this.#records.set(account, { store: store.id, path, hash, ...facts }, within);
    if (!indexed.ok) return indexed;
    await this.forgetOtherSpelling(store, account, within);
    // What an earlier key had taken the place of is nothing that this one could be exchanged for.
    await this.#removeRecorded(previousOf(account), within);
    return ok(store.id);
  }

  /** Where case is ignored, the other's item was overwritten: its record would tell wrong things of this key. */
  async forgetOtherSpelling(
    store: SessionMemory,
    account: string,
    within?: WriteLock,
  ): Promise<Result<void, VaultFailure>> {
    const other = otherSpelling(account, this.#records.known);
    const ignored = other === undefined ? undefined : await ignoresCase(store, account);
    const overwritten = other !== undefined && ignored?.ok === true && ignored.value;
    return overwritten ? this.#records.set(other, undefined, within) : ok();
  }

  /**
   * Removes an entry's key, and what it has taken the place of: the secret first, then its record. Removing what is not
   * there succeeds.
   */
  async remove(server: ServerEntry, key: string, within?: WriteLock): Promise<Result<void, VaultFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const previous = await this.#removeRecorded(previousOf(account), within);
    if (!previous.ok) return previous;
    const place = await this.#place(account);
    if (!place.ok) return place;
    return this.#removeFrom(place.value.store, account, within);
  }

  /** Removes the key that an entry's key has taken the place of. */
  removePrevious(server: ServerEntry, key: string, within?: WriteLock): Promise<Result<void, VaultFailure>> {
    return this.#removeRecorded(previousOf(accountOf(server.name, key, server.address.origin)), within);
  }

  /** Forgets an entry's key, and leaves what the store may have. */
  async forget(server: ServerEntry, key: string, within?: WriteLock): Promise<Result<void, VaultFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const index = await this.#records.read();
    const accounts = index.ok && index.value.has(previousOf(account)) ? [previousOf(account), account] : [account];
    for (const one of accounts) {
      const forgotten = await this.#records.set(one, undefined, within);
      if (!forgotten.ok) return forgotten;
    }
    return ok();
  }

  /** Removes what the index tells of under this account, if anything. */
  async #removeRecorded(account: string, within: WriteLock | undefined): Promise<Result<void, VaultFailure>> {
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const record = index.value.get(account);
    return record === undefined ? ok() : this.#removeFrom(this.#stores.of(record.store), account, within);
  }

  async #removeFrom(
    store: SessionMemory,
    account: string,
    within: WriteLock | undefined,
  ): Promise<Result<void, VaultFailure>> {
    const deleted = await store.delete(account);
    if (!deleted.ok) return fail({ step: "store", failure: deleted.reason });
    return this.#records.set(account, undefined, within);
  }

  /** The store that an account is recorded in; without a record, the one that new keys go to. */
  async #place(account: string, into?: StoreId): Promise<Result<Place, VaultFailure>> {
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const record = index.value.get(account);
    if (record !== undefined) return ok({ store: this.#stores.of(into ?? record.store), record });
    if (index.value.has(account)) return fail(laterVersion());
    const store = into === undefined ? await this.#stores.forNew() : ok(this.#stores.of(into));
    return store.ok ? ok({ store: store.value, record: undefined }) : fail({ step: "store", failure: store.reason });
  }
}

/** A record that cannot be read says nothing of what its key was entered for, so that is left alone. */
export function laterVersion(): VaultFailure {
  const detail = l10n.t("Its record was written by a later version of this extension.");
  return { step: "index", detail, done: false };
}
