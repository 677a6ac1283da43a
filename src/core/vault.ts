import * as l10n from "@vscode/l10n";
import type { KeyState, Reason } from "./health.ts";
import { keyHash } from "./keyHash.ts";
import { accountOf, nameIdentity, parseAccount } from "./names.ts";
import { verdictOn } from "./outlook.ts";
import type { Disposable } from "./ports.ts";
import type { Records } from "./records.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";
import type { IndexRecord, StoreFailure, StoreId, WriteLock } from "./storePorts.ts";
import type { SessionMemory } from "./stores/sessionMemory.ts";
import { ignoresCase, otherSpelling } from "./stores/spelling.ts";
import type { Stores } from "./stores/stores.ts";

/** Who wants a key read: only for a person may the OS ask questions about a key that this editor has not read before. */
export type Asker = "person" | "timer";

/** What came of looking for an entry's key on this machine. */
export type KeyRead =
  | {
      readonly kind: "found";
      readonly secret: Secret;
      readonly store: StoreId;
      readonly recorded: boolean;
      /** It was read earlier in this session, and may have been replaced since. */
      readonly remembered: boolean;
    }
  | {
      readonly kind: "not-found";
      readonly state: Extract<KeyState, "missing" | "store-unavailable" | "unchecked">;
      readonly reason: Reason;
    };

/** Where an account's key is kept, or would be. */
interface Place {
  readonly store: SessionMemory;
  readonly record: IndexRecord | undefined;
}

type NotFound = Extract<KeyRead, { kind: "not-found" }>;

/** What is recorded beside a stored key. */
export interface KeyFacts {
  readonly issued: string | undefined;
  readonly expires: string | undefined;
}

/** A step of storing or removing that failed. The steps before it stand. `done`: the store was changed before. */
export type VaultFailure =
  | { readonly step: "store"; readonly failure: StoreFailure }
  | { readonly step: "index"; readonly detail: string; readonly done: boolean };

/** Keys by entry: finds, stores and removes them in the secret stores, and keeps the index of what is stored. */
export class Vault implements Disposable {
  readonly #stores: Stores;
  readonly #records: Records;
  readonly #subscription: Disposable;
  /** A person has said no to a read: nothing is read for a timer any more in this session. */
  #denied = false;

  constructor(stores: Stores, records: Records) {
    this.#stores = stores;
    this.#records = records;
    this.#subscription = records.onDidChange((elsewhere) => {
      for (const account of elsewhere) stores.forget(account);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The keys of these entries, where this machine has them for this very origin and context path. */
  async read(
    server: ServerEntry,
    keys: readonly KeyEntry[],
    asker: Asker,
  ): Promise<readonly (readonly [KeyEntry, KeyRead])[]> {
    const index = await this.#records.read();
    if (!index.ok) {
      const unavailable = notFound("store-unavailable", { kind: "index-unreadable", detail: index.reason });
      return keys.map((key) => [key, unavailable] as const);
    }
    const spellings = new Map([...index.value.keys()].map((account) => [nameIdentity(account), account]));
    return Promise.all(
      keys.map(async (key) => {
        const account = accountOf(server.name, key.name, server.address.origin);
        const verdict = verdictOn(server, key, index.value);
        if (verdict !== undefined) return [key, { kind: "not-found", ...verdict }] as const;
        const namesake = parseAccount(spellings.get(nameIdentity(account)) ?? "");
        // A store that ignores case would give us its key, whatever path that was entered for.
        if (namesake && !index.value.has(account)) {
          return [key, notFound("missing", { kind: "stored-as", server: namesake.server, key: namesake.key })] as const;
        }
        return [key, await this.#readOne(account, index.value.get(account), asker)] as const;
      }),
    );
  }

  async #readOne(account: string, record: IndexRecord | undefined, asker: Asker): Promise<KeyRead> {
    const recorded = record && this.#stores.of(record.store);
    const remembered = recorded?.remembers(account) === true;
    if (asker === "timer" && !remembered) {
      if (record === undefined) return notFound("unchecked", { kind: "ask-first" });
      if (this.#denied) return notFound("unchecked", { kind: "denied" });
    }
    const read = await (recorded === undefined ? this.#stores.find(account) : this.#stores.findIn(recorded, account));
    if (!read.ok) {
      if (read.reason.kind === "denied") this.#denied = true;
      return noStore(read.reason);
    }
    const { store, secret } = read.value;
    if (secret === undefined && recorded !== undefined) {
      await this.#records.read();
      const now = this.#records.known.get(account);
      // Moved to the other store since the index was read.
      if (now !== undefined && now.store !== record?.store) return this.#readOne(account, now, asker);
    }
    if (secret === undefined) {
      return notFound("missing", { kind: record?.store === "vscode" ? "not-kept" : "no-key" });
    }
    return { kind: "found", secret, store: store.id, recorded: record !== undefined, remembered };
  }

  /** Reads a key again that the server refused as this session remembers it; undefined: it is still that key. */
  async readAnew(server: ServerEntry, key: KeyEntry, refused: Secret): Promise<Secret | undefined> {
    const account = accountOf(server.name, key.name, server.address.origin);
    const record = this.#records.known.get(account);
    const read = record && (await this.#stores.of(record.store).getAnew(account));
    return read?.ok === true && read.value?.equals(refused) === false ? read.value : undefined;
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
   */
  async put(
    server: ServerEntry,
    key: string,
    secret: Secret,
    facts: KeyFacts,
    within?: WriteLock,
  ): Promise<Result<StoreId, VaultFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const { path } = server.address;
    const place = await this.#place(account);
    if (!place.ok) return place;
    const { store, record } = place.value;
    if (record !== undefined && record.path !== path) {
      const deleted = await store.delete(account);
      if (!deleted.ok) return fail({ step: "store", failure: deleted.reason });
    }
    const begun = await this.#update(account, { ...record, store: store.id, path, hash: undefined }, within);
    if (!begun.ok) return fail({ ...begun.reason, done: false });
    const stored = await store.set(account, secret);
    if (!stored.ok) {
      if (record === undefined && stored.reason.kind !== "waiting") await this.#update(account, undefined, within);
      return fail({ step: "store", failure: stored.reason });
    }
    const hash = await this.#hash(secret, within);
    const indexed = await this.#update(account, { store: store.id, path, hash, ...facts }, within);
    if (indexed.ok) await this.#forgetOtherSpelling(store, account, within);
    return indexed.ok ? ok(store.id) : indexed;
  }

  /** Where case is ignored, the other's item was overwritten: its record would tell wrong things of this key. */
  async #forgetOtherSpelling(store: SessionMemory, account: string, within?: WriteLock): Promise<void> {
    const other = otherSpelling(account, this.#records.known);
    const ignored = other === undefined ? undefined : await ignoresCase(store, account);
    if (other !== undefined && ignored?.ok === true && ignored.value) await this.#update(other, undefined, within);
  }

  /** Removes an entry's key: the secret first, then its record. Removing what is not there succeeds. */
  async remove(server: ServerEntry, key: string, within?: WriteLock): Promise<Result<void, VaultFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const place = await this.#place(account);
    if (!place.ok) return place;
    const deleted = await place.value.store.delete(account);
    if (!deleted.ok) return fail({ step: "store", failure: deleted.reason });
    return this.#update(account, undefined, within);
  }

  /**
   * Notes that a key was asked about: from then on a key that was not stored by us belongs to this context path.
   * @param validAt when the server accepted it, milliseconds since the epoch; undefined when it did not
   */
  async noteAsked(
    server: ServerEntry,
    key: KeyEntry,
    read: { readonly secret: Secret; readonly store: StoreId },
    validAt: number | undefined,
  ): Promise<Result<void, string>> {
    const account = accountOf(server.name, key.name, server.address.origin);
    const hash = await this.#hash(read.secret);
    return this.#records.update(account, (old) => ({
      store: read.store,
      path: server.address.path,
      issued: key.issued,
      expires: key.expiresText,
      ...old,
      hash: hash ?? old?.hash,
      lastValid: validAt ?? old?.lastValid,
    }));
  }

  /** The store that an account is recorded in; without a record, the one that new keys go to. */
  async #place(account: string): Promise<Result<Place, VaultFailure>> {
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const record = index.value.get(account);
    if (record !== undefined) return ok({ store: this.#stores.of(record.store), record });
    if (index.value.has(account)) return fail(laterVersion());
    const store = await this.#stores.forNew();
    return store.ok ? ok({ store: store.value, record: undefined }) : fail({ step: "store", failure: store.reason });
  }

  async #update(
    account: string,
    record: IndexRecord | undefined,
    within?: WriteLock,
  ): Promise<Result<void, Extract<VaultFailure, { step: "index" }>>> {
    const updated = await this.#records.update(account, () => record, within);
    return updated.ok ? ok() : fail({ step: "index", detail: updated.reason, done: true });
  }

  /** A hash that cannot be had is only missed: equal keys are not told of then. */
  async #hash(secret: Secret, within?: WriteLock): Promise<string | undefined> {
    const salt = await this.#records.salt(within);
    return salt.ok ? keyHash(secret, salt.value) : undefined;
  }
}

/** A record that cannot be read says nothing of what its key was entered for, so that is left alone. */
export function laterVersion(): VaultFailure {
  const detail = l10n.t("Its record was written by a later version of this extension.");
  return { step: "index", detail, done: false };
}

function notFound(state: NotFound["state"], reason: Reason): NotFound {
  return { kind: "not-found", state, reason };
}

/** A dialog that is open, and a person's no, are not the store's fault. */
function noStore(failure: StoreFailure): NotFound {
  if (failure.kind === "denied") return notFound("unchecked", { kind: "denied" });
  return notFound(failure.kind === "waiting" ? "unchecked" : "store-unavailable", { kind: "store", failure });
}
