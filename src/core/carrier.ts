import * as l10n from "@vscode/l10n";
import { nameIdentity, parseAccount } from "./names.ts";
import type { Records } from "./records.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { IndexRecord, StoreId, WriteLock } from "./storePorts.ts";
import type { SessionMemory } from "./stores/sessionMemory.ts";
import { ignoresCase, otherSpelling } from "./stores/spelling.ts";
import type { Stores } from "./stores/stores.ts";
import { laterVersion, type VaultFailure } from "./vault.ts";

/** A key that is to be carried, and where it is. */
export interface Cargo {
  readonly account: string;
  readonly store: StoreId;
  /** Undefined: this editor did not store it. */
  readonly record: IndexRecord | undefined;
}

/** `occupied`: another key is there already. `gone`: there is no key to carry. Nothing was changed then. */
export type CarryFailure = VaultFailure | { readonly step: "occupied" } | { readonly step: "gone" };

/** `leftover`: all is done, but the key is also left where it was before; Where Are My Keys? shows it. */
export type Leftover = { readonly step: "leftover"; readonly failure: CarryFailure };

/** After a `leftover` the same move clears it away. */
export type MoveFailure = CarryFailure | Leftover;

/** Whether a key was moved, or was there already. */
export type Moved = "moved" | "there";

/** Whether a key was copied, or was there already, by whomever. */
export type Copied = "copied" | "there";

/**
 * Carries keys between accounts and between stores, and never lets one go before it is seen to be at the other end:
 * write, read back, record, and only then delete. Broken off anywhere, it leaves the key at one end or at both, and can
 * be done again. All of it runs under the lock.
 */
export class Carrier {
  readonly #stores: Stores;
  readonly #records: Records;

  constructor(stores: Stores, records: Records) {
    this.#stores = stores;
    this.#records = records;
  }

  /**
   * Where the key of an account is; undefined when there is none.
   * @param store where to look, when the index does not tell
   */
  async find(account: string, store?: StoreId): Promise<Result<Cargo | undefined, VaultFailure>> {
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const record = index.value.get(account);
    if (record === undefined && index.value.has(account)) return fail(laterVersion());
    // A store that ignores case would give us the other's key, whatever path that was entered for.
    if (record === undefined && otherSpelling(account, index.value) !== undefined) return ok(undefined);
    const place = record?.store ?? store;
    const found = await (place === undefined
      ? this.#stores.find(account)
      : this.#stores.findIn(this.#stores.of(place), account));
    if (!found.ok) return fail({ step: "store", failure: found.reason });
    const { secret } = found.value;
    return ok(secret === undefined ? undefined : { account, store: found.value.store.id, record });
  }

  /** Moves a key to another store. What an earlier move left behind there or here is cleared away. */
  async move(cargo: Cargo, to: StoreId, path: string, within: WriteLock): Promise<Result<Moved, MoveFailure>> {
    const other: StoreId = to === "os" ? "vscode" : "os";
    if (cargo.store === to) return this.#clearCopy(cargo.account, this.#stores.of(to), this.#stores.of(other));
    const begun = cargo.record ? ok() : await this.#records.set(cargo.account, { store: cargo.store, path }, within);
    if (!begun.ok) return begun;
    const written = await this.#write(cargo, this.#stores.of(to), cargo.account);
    if (!written.ok) return written;
    const recorded = await this.#records.set(cargo.account, { ...cargo.record, store: to, path }, within);
    if (!recorded.ok) return recorded;
    return this.#leave(cargo.account, this.#stores.of(cargo.store));
  }

  /**
   * Writes a key under another account of the same store, for a context path, and keeps the one it has. The record comes
   * first: an item without one could be taken for another address.
   */
  async copy(cargo: Cargo, account: string, path: string, within: WriteLock): Promise<Result<Copied, CarryFailure>> {
    const store = this.#stores.of(cargo.store);
    const ready = await this.#prepare(cargo, store, account);
    if (!ready.ok) return ready;
    const { secret, there } = ready.value;
    const recorded = await this.#records.set(account, { ...cargo.record, store: store.id, path }, within);
    if (!recorded.ok) return recorded;
    const written = await writeAndReadBack(store, account, secret);
    if (written.ok) return ok(there ? "there" : "copied");
    if (!there) await this.drop({ ...cargo, account }, cargo.account, within);
    return written;
  }

  /** Where the key of an account is that the index tells of; others are not looked for. */
  async findRecorded(account: string): Promise<Result<Cargo | undefined, VaultFailure>> {
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    return index.value.has(account) ? this.find(account) : ok(undefined);
  }

  /** Forgets an account whose key is gone from the store. */
  forget(account: string, within: WriteLock): Promise<Result<void, VaultFailure>> {
    return this.#records.set(account, undefined, within);
  }

  /** The accounts of the index that have this server's name and one of these keys' names, at whichever address. */
  async namesakes(server: string, keys: readonly string[]): Promise<readonly string[]> {
    const index = await this.#records.read();
    return [...(index.ok ? index.value.keys() : [])].filter((account) => {
      const parts = parseAccount(account);
      return parts?.server === server && keys.includes(parts.key);
    });
  }

  /** Notes that a stored key belongs to this context path. */
  async readdress(cargo: Cargo, path: string, within: WriteLock): Promise<Result<void, CarryFailure>> {
    const { account, store } = cargo;
    return this.#records.set(account, { ...cargo.record, store, path }, within);
  }

  /**
   * Deletes a key that was carried to another account.
   * @param to the account that it was carried to; stores that ignore case hold one item for names alike but for case
   */
  async drop(cargo: Cargo, to: string, within: WriteLock): Promise<Result<void, VaultFailure>> {
    const store = this.#stores.of(cargo.store);
    const alike = nameIdentity(cargo.account) === nameIdentity(to);
    const same = alike ? await ignoresCase(store, cargo.account) : ok(false);
    if (!same.ok) return fail({ step: "store", failure: same.reason });
    const deleted = same.value ? ok(true) : await store.delete(cargo.account);
    if (!deleted.ok) return fail({ step: "store", failure: deleted.reason });
    store.forget(cargo.account);
    return this.#records.set(cargo.account, undefined, within);
  }

  async #write(cargo: Cargo, store: SessionMemory, account: string): Promise<Result<void, CarryFailure>> {
    const ready = await this.#prepare(cargo, store, account);
    return ready.ok ? writeAndReadBack(store, account, ready.value.secret) : ready;
  }

  /** The key that is to be carried, and whether it is at the other end; fails when another one is there. */
  async #prepare(
    cargo: Cargo,
    store: SessionMemory,
    account: string,
  ): Promise<Result<{ readonly secret: Secret; readonly there: boolean }, CarryFailure>> {
    const read = await this.#stores.of(cargo.store).getAnew(cargo.account);
    if (!read.ok) return fail({ step: "store", failure: read.reason });
    if (read.value === undefined) return fail({ step: "gone" });
    const there = await store.getAnew(account);
    if (!there.ok) return fail({ step: "store", failure: there.reason });
    if (there.value?.equals(read.value) === false) return fail({ step: "occupied" });
    return ok({ secret: read.value, there: there.value !== undefined });
  }

  /** A move that was broken off has left the same key in the other store. */
  async #clearCopy(account: string, store: SessionMemory, other: SessionMemory): Promise<Result<Moved, MoveFailure>> {
    const [here, copy] = [await store.getAnew(account), await other.getAnew(account)];
    if (!here.ok) return fail({ step: "store", failure: here.reason });
    if (here.value === undefined) return fail({ step: "gone" });
    // The other store may well not be there at all: that is why the key was moved.
    if (!copy.ok || copy.value?.equals(here.value) !== true) return ok("there");
    return this.#leave(account, other);
  }

  async #leave(account: string, store: SessionMemory): Promise<Result<Moved, MoveFailure>> {
    const deleted = await store.delete(account);
    return deleted.ok ? ok("moved") : fail({ step: "leftover", failure: { step: "store", failure: deleted.reason } });
  }
}

/** Writes a key, and fails unless it is there then. */
export async function writeAndReadBack(
  store: SessionMemory,
  account: string,
  secret: Secret,
): Promise<Result<void, VaultFailure>> {
  const written = await store.set(account, secret);
  if (!written.ok) return fail({ step: "store", failure: written.reason });
  const read = await store.getAnew(account);
  if (!read.ok) return fail({ step: "store", failure: read.reason });
  if (read.value?.equals(secret) === true) return ok();
  const detail = l10n.t("The secret store did not give back what was written to it.");
  return fail({ step: "store", failure: { kind: "unavailable", detail } });
}
