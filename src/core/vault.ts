import * as l10n from "@vscode/l10n";
import { accountOf } from "./names.ts";
import type { IndexRecord, KeyIndex, KeyStore, StoreFailure } from "./ports.ts";
import type { Reason } from "./health.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";

/** What came of looking for an entry's key on this machine. */
export type KeyRead =
  | { readonly kind: "found"; readonly secret: Secret; readonly recorded: boolean }
  | { readonly kind: "missing"; readonly reason: Reason }
  | { readonly kind: "store-unavailable"; readonly reason: Reason };

/** What is recorded beside a stored key. */
export interface KeyFacts {
  readonly issued: string | undefined;
  readonly expires: string | undefined;
}

/** A step of storing or removing that failed, in words for people. The steps before it stand. */
export type VaultFailure =
  { readonly step: "store"; readonly failure: StoreFailure } | { readonly step: "index"; readonly detail: string };

/** Keys by entry: finds, stores and removes them in the secret store, and keeps the index of what is stored. */
export class Vault {
  readonly #store: KeyStore;
  readonly #index: KeyIndex;

  constructor(store: KeyStore, index: KeyIndex) {
    this.#store = store;
    this.#index = index;
  }

  /** The keys of these entries, where this machine has them for this very origin and context path. */
  async read(server: ServerEntry, keys: readonly KeyEntry[]): Promise<readonly (readonly [KeyEntry, KeyRead])[]> {
    const index = await this.#index.read();
    if (!index.ok) {
      const unavailable = storeUnavailable({ kind: "unavailable", detail: index.reason });
      return keys.map((key) => [key, unavailable] as const);
    }
    return Promise.all(
      keys.map(async (key) => {
        const account = accountOf(server.name, key.name, server.address.origin);
        const record = index.value.get(account);
        if (record === undefined && index.value.has(account)) return [key, storeUnavailable(unreadable())] as const;
        return [key, await this.#readOne(server, key, account, record)] as const;
      }),
    );
  }

  async #readOne(
    server: ServerEntry,
    key: KeyEntry,
    account: string,
    record: IndexRecord | undefined,
  ): Promise<KeyRead> {
    if (record !== undefined && record.path !== server.address.path) {
      return missing({ kind: "path-changed", from: server.address.origin + record.path });
    }
    if (record !== undefined && wasReplacedElsewhere(record, key)) {
      return missing({ kind: "replaced-elsewhere", on: key.issued });
    }
    const read = await this.#store.get(account);
    if (!read.ok) return storeUnavailable(read.reason);
    return read.value === undefined
      ? missing({ kind: "no-key" })
      : { kind: "found", secret: read.value, recorded: record !== undefined };
  }

  /** What the store holds for this name and origin, whoever put it there. */
  async held(server: ServerEntry, key: string): Promise<Result<Secret | undefined, VaultFailure>> {
    const read = await this.#store.get(accountOf(server.name, key, server.address.origin));
    return read.ok ? read : fail({ step: "store", failure: read.reason });
  }

  /** Stores a key for this entry: the secret first, then the index. */
  async put(server: ServerEntry, key: string, secret: Secret, facts: KeyFacts): Promise<Result<void, VaultFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const stored = await this.#store.set(account, secret);
    if (!stored.ok) return fail({ step: "store", failure: stored.reason });
    const record: IndexRecord = { store: this.#store.id, path: server.address.path, ...facts };
    const indexed = await this.#index.update(account, () => record);
    return indexed.ok ? ok() : fail({ step: "index", detail: indexed.reason });
  }

  /** Removes an entry's key: the secret first, then its record. Removing what is not there succeeds. */
  async remove(server: ServerEntry, key: string): Promise<Result<void, VaultFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const deleted = await this.#store.delete(account);
    if (!deleted.ok) return fail({ step: "store", failure: deleted.reason });
    const indexed = await this.#index.update(account, () => undefined);
    return indexed.ok ? ok() : fail({ step: "index", detail: indexed.reason });
  }

  /**
   * Notes that a key was asked about: from then on a key that was not stored by us belongs to this context path.
   * @param validAt when the server accepted it, milliseconds since the epoch; undefined when it did not
   */
  async noteAsked(server: ServerEntry, key: KeyEntry, validAt: number | undefined): Promise<Result<void, string>> {
    const account = accountOf(server.name, key.name, server.address.origin);
    return this.#index.update(account, (old) => ({
      store: this.#store.id,
      path: server.address.path,
      issued: key.issued,
      expires: key.expiresText,
      ...old,
      lastValid: validAt ?? old?.lastValid,
    }));
  }
}

function unreadable(): StoreFailure {
  const detail = l10n.t("Its record was written by a later version of this extension.");
  return { kind: "unavailable", detail };
}

/** The list syncs, keys do not: a later `issued` than that of the key stored here means another machine replaced it. */
function wasReplacedElsewhere(record: IndexRecord, key: KeyEntry): key is KeyEntry & { issued: string } {
  return key.issued !== undefined && record.issued !== undefined && key.issued > record.issued;
}

function missing(reason: Reason): KeyRead {
  return { kind: "missing", reason };
}

function storeUnavailable(failure: StoreFailure): KeyRead {
  const { detail, kind } = failure;
  return { kind: "store-unavailable", reason: { kind: "store", detail, waiting: kind === "waiting" } };
}
