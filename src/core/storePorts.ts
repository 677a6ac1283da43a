/** What keys are kept with, and what all windows share of them: ports, as in `ports.ts`. */
import type { Listen } from "./ports.ts";
import type { Replacement } from "./replacement.ts";
import type { Result } from "./result.ts";
import type { Secret } from "./secret.ts";

export type StoreId = "os" | "vscode";

/** Why a store did not do what was asked. `detail` is the store's own text; it never holds a key. */
export interface StoreFailure {
  /** `waiting`: a dialog of the OS is still open, nothing is broken. `denied`: a person said no. */
  readonly kind: "unavailable" | "waiting" | "denied";
  readonly detail: string;
}

/** A place that keeps secrets by account, under our service name. Never throws. What answers `waiting` may still happen. */
export interface KeyStore {
  readonly id: StoreId;
  /** `undefined`: the store works and has no such account. */
  get(account: string): Promise<Result<Secret | undefined, StoreFailure>>;
  set(account: string, secret: Secret): Promise<Result<void, StoreFailure>>;
  /** Whether there was one. */
  delete(account: string): Promise<Result<boolean, StoreFailure>>;
  /**
   * Every item under our service. The OS may ask the person about each, so it is for Where Are My Keys? alone.
   * @param known accounts that may be there, for a store that cannot list what it holds
   */
  list(known: readonly string[]): Promise<Result<readonly StoredItem[], StoreFailure>>;
}

export interface StoredItem {
  readonly account: string;
  readonly secret: Secret;
}

/** Which store new keys go to, as set: `auto` is the OS store, or VS Code's where that is not there and a person agreed. */
export interface KeyStoreSetting {
  read(): "auto" | StoreId;
}

/** What this machine knows of a stored key. No secret, and shared by all windows. */
export interface IndexRecord {
  readonly store: StoreId;
  /** Context path of the server when the key was entered: part of what the key was entered for. */
  readonly path: string;
  /** As in the entry when this key was stored: `YYYY-MM-DD`. */
  readonly issued?: string | undefined;
  readonly expires?: string | undefined;
  /** When a server last accepted it, milliseconds since the epoch. */
  readonly lastValid?: number | undefined;
  /** Salted hash of the key (`keyHash.ts`): tells equal keys without reading them. */
  readonly hash?: string | undefined;
  /** Another key is taking the place of this one, or has taken it. */
  readonly replacing?: Replacement | undefined;
}

/** Records by account. Undefined stands for a record that this version cannot read. */
export type IndexRecords = ReadonlyMap<string, IndexRecord | undefined>;

/** The list of stored accounts, in a file that all windows share. */
export interface KeyIndex {
  /** Fails with the reason when the file cannot be read; an absent file is an empty index. */
  read(): Promise<Result<IndexRecords, string>>;
  /**
   * Sets (or, with `undefined`, removes) one record, on the file as it is at that moment, under the lock.
   * @param within the lock, by those who hold it
   */
  update(
    account: string,
    change: (old: IndexRecord | undefined) => IndexRecord | undefined,
    within?: WriteLock,
  ): Promise<Result<void, string>>;
  /** What the hashes of this machine are salted with, at least 16 random bytes in hex; made at the first call. */
  salt(within?: WriteLock): Promise<Result<string, string>>;
  /** Fires when the file was written, here or in another window. */
  readonly onDidChange: Listen;
}

/** One writer at a time, over all windows of this editor. */
export interface WriteLock {
  /**
   * Runs `work` while holding the lock; fails with the reason when it cannot be had in time. Not re-entrant: `work` is
   * given a lock that is held already, to hand to what would take it itself.
   */
  run<T>(work: (within: WriteLock) => Promise<T>): Promise<Result<T, string>>;
}

/** `insecure-http`: keys may go to this origin unencrypted. `vscode-store`: keys may be kept in VS Code's own store. */
export type Consent = { readonly kind: "insecure-http"; readonly origin: string } | { readonly kind: "vscode-store" };

/** What the user agreed to on this machine. */
export interface Consents {
  has(consent: Consent): Promise<boolean>;
  grant(consent: Consent): Promise<Result<void, string>>;
}
