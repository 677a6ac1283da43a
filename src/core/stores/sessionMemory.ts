import type { Listen } from "../ports.ts";
import type { Result } from "../result.ts";
import type { Secret } from "../secret.ts";
import type { LateRead } from "./deadlineStore.ts";
import type { KeyStore, StoredItem, StoreFailure, StoreId } from "../storePorts.ts";

/** A store that can show whether it works. */
export interface CheckedStore extends KeyStore {
  check(): Promise<Result<void, StoreFailure>>;
  /** Tells of a key that was read after all when its caller had been told to wait. */
  readonly onLateRead: Listen<LateRead>;
}

/** Keeps what was read for the session, since reading may ask the person: on macOS once for each key. */
export class SessionMemory implements KeyStore {
  readonly id: StoreId;
  readonly #store: CheckedStore;
  readonly #remembered = new Map<string, Secret>();

  constructor(store: CheckedStore) {
    this.id = store.id;
    this.#store = store;
    // Who took long to answer the dialog of the OS is not asked again.
    store.onLateRead(({ account, secret }) => this.#remember(account, secret));
  }

  /** Whether {@link get} answers without asking the store. */
  remembers(account: string): boolean {
    return this.#remembered.has(account);
  }

  async get(account: string): Promise<Result<Secret | undefined, StoreFailure>> {
    const remembered = this.#remembered.get(account);
    return remembered === undefined ? this.getAnew(account) : { ok: true, value: remembered };
  }

  /** From the store itself, for where the memory may be behind it. */
  async getAnew(account: string): Promise<Result<Secret | undefined, StoreFailure>> {
    const read = await this.#store.get(account);
    if (read.ok) this.#remember(account, read.value);
    return read;
  }

  async set(account: string, secret: Secret): Promise<Result<void, StoreFailure>> {
    this.forget(account);
    const set = await this.#store.set(account, secret);
    if (set.ok) this.#remember(account, secret);
    return set;
  }

  async delete(account: string): Promise<Result<boolean, StoreFailure>> {
    const deleted = await this.#store.delete(account);
    // Afterwards, since a read that was under way has remembered it again.
    this.forget(account);
    return deleted;
  }

  list(known: readonly string[]): Promise<Result<readonly StoredItem[], StoreFailure>> {
    return this.#store.list(known);
  }

  check(): Promise<Result<void, StoreFailure>> {
    return this.#store.check();
  }

  /** The key may be another by now. */
  forget(account: string): void {
    this.#remembered.delete(account);
  }

  #remember(account: string, secret: Secret | undefined): void {
    if (secret === undefined) this.#remembered.delete(account);
    else this.#remembered.set(account, secret);
  }
}
