import type { KeyState, Reason } from "./health.ts";
import { accountOf, parseAccount } from "./names.ts";
import { verdictOn } from "./outlook.ts";
import type { Disposable } from "./ports.ts";
import { isSameKey, type Records } from "./records.ts";
import type { Replacement } from "./replacement.ts";
import type { Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";
import type { IndexRecord, IndexRecords, StoreFailure, StoreId } from "./storePorts.ts";
import { otherSpelling } from "./stores/spelling.ts";
import type { Stores } from "./stores/stores.ts";

/** Who wants a key read: only for a person may the OS ask questions about a key that this editor has not read before. */
export type Asker = "person" | "timer";

/** What came of looking for an entry's key on this machine. */
export type KeyRead =
  | {
      readonly kind: "found";
      readonly secret: Secret;
      readonly store: StoreId;
      /** Undefined: this editor did not store it, and nobody has asked about it here. */
      readonly record: IndexRecord | undefined;
      /** It was read earlier in this session, and may have been replaced since. */
      readonly remembered: boolean;
    }
  | {
      readonly kind: "not-found";
      readonly state: Extract<KeyState, "missing" | "store-unavailable" | "unchecked">;
      readonly reason: Reason;
    };

type NotFound = Extract<KeyRead, { kind: "not-found" }>;

/**
 * Finds the keys of entries in the secret stores, with manners: what this editor has not read before is read for a
 * person only, and one no ends the reading for timers.
 */
export class KeyReader implements Disposable {
  readonly #stores: Stores;
  readonly #records: Records;
  readonly #subscription: Disposable;
  /** A person has said no to a read: nothing is read for a timer any more in this session. */
  #denied = false;

  constructor(stores: Stores, records: Records) {
    this.#stores = stores;
    this.#records = records;
    this.#subscription = records.onDidChange(({ replaced, moved }) => {
      for (const account of [...replaced, ...moved]) stores.forget(account);
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
    if (index.ok) {
      return Promise.all(keys.map(async (key) => [key, await this.#readOne(server, key, index.value, asker)] as const));
    }
    const unavailable = notFound("store-unavailable", { kind: "index-unreadable", detail: index.reason });
    return keys.map((key) => [key, unavailable] as const);
  }

  async #readOne(server: ServerEntry, key: KeyEntry, records: IndexRecords, asker: Asker): Promise<KeyRead> {
    const account = accountOf(server.name, key.name, server.address.origin);
    const record = records.get(account);
    const verdict = verdictOn(server, key, records);
    if (verdict !== undefined) return { kind: "not-found", ...verdict };
    // A store that ignores case would give us the other's key, whatever path that was entered for.
    const other = record === undefined ? parseAccount(otherSpelling(account, records) ?? "") : undefined;
    if (other !== undefined) return notFound("missing", { kind: "stored-as", server: other.server, key: other.key });
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
    if (secret === undefined) await this.#records.read();
    const known = this.#records.known.get(account);
    // While a dialog was open, another window may have stored another key there, or moved it: what came is not kept.
    if (record !== undefined && (!isSameKey(record, known) || record.store !== known?.store)) {
      this.#stores.forget(account);
      return this.#readOne(server, key, this.#records.known, asker);
    }
    if (secret === undefined) {
      return notFound("missing", { kind: record?.store === "vscode" ? "not-kept" : "no-key" });
    }
    if (!remembered && (await this.#isOfOtherBrowser(record, secret))) {
      return notFound("missing", { kind: "other-browser" });
    }
    return { kind: "found", secret, store: store.id, record, remembered };
  }

  /**
   * In a browser VS Code's own store is that browser's, while the index is on the server, for all of them: what it tells
   * may be of a key that was entered in another browser.
   */
  async #isOfOtherBrowser(record: IndexRecord | undefined, secret: Secret): Promise<boolean> {
    if (record?.store !== "vscode" || record.hash === undefined) return false;
    const hash = await this.#records.hash(secret);
    return hash !== undefined && hash !== record.hash;
  }

  /** Reads a key again that the server refused as this session remembers it; undefined: it is still that key. */
  async readAnew(server: ServerEntry, key: KeyEntry, refused: Secret): Promise<Secret | undefined> {
    const account = accountOf(server.name, key.name, server.address.origin);
    const record = this.#records.known.get(account);
    const read = record && (await this.#stores.of(record.store).getAnew(account));
    return read?.ok === true && read.value?.equals(refused) === false ? read.value : undefined;
  }

  /**
   * Notes that a key was asked about: from then on a key that was not stored by us belongs to this context path.
   * @param validAt when the server accepted it, milliseconds since the epoch; undefined when it did not
   */
  async noteAsked(
    server: ServerEntry,
    key: KeyEntry,
    read: { readonly secret: Secret; readonly store: StoreId; readonly record: IndexRecord | undefined },
    validAt: number | undefined,
  ): Promise<Result<void, string>> {
    const account = accountOf(server.name, key.name, server.address.origin);
    const hash = await this.#records.hash(read.secret);
    return this.#records.update(account, (old) => {
      // Another key by now, or none: what was answered is not about it.
      if (!isSameKey(old, read.record)) return old;
      return {
        store: read.store,
        path: server.address.path,
        issued: key.issued,
        expires: key.expiresText,
        ...old,
        hash: hash ?? old?.hash,
        lastValid: validAt ?? old?.lastValid,
        ...(validAt !== undefined && old?.replacing && { replacing: afterAccepted(old.replacing, validAt) }),
      };
    });
  }
}

/** How long after its page of SDP was shown a person may still be there, milliseconds. */
const AT_THE_PAGE = 3_600_000;

/** A key that is accepted long after a replacement of it was begun was not replaced: a window has died over it. */
function afterAccepted(replacing: Replacement, at: number): Replacement | undefined {
  return replacing.stage === "begun" && at - replacing.since > AT_THE_PAGE ? replacing.earlier : replacing;
}

function notFound(state: NotFound["state"], reason: Reason): NotFound {
  return { kind: "not-found", state, reason };
}

/** A dialog that is open, and a person's no, are not the store's fault. */
function noStore(failure: StoreFailure): NotFound {
  if (failure.kind === "denied") return notFound("unchecked", { kind: "denied" });
  return notFound(failure.kind === "waiting" ? "unchecked" : "store-unavailable", { kind: "store", failure });
}
