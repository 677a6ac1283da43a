import type { Observation } from "./health.ts";
import { formatDay } from "./expiry.ts";
import { nameIdentity } from "./names.ts";
import { formatPin } from "./pin.ts";
import type { Clock, ConfigEdit, EditFailure, EditTerms, ServerList } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import { namesIn, readServers, type KeyKind, type ServerEntry } from "./servers.ts";
import type { StoreId, WriteLock } from "./storePorts.ts";
import type { Vault, VaultFailure } from "./vault.ts";

/**
 * Why a change was not made, or not wholly. Steps before the one that failed stand, those after it were not begun; the
 * same call can be made again.
 */
export type ChangeFailure =
  | VaultFailure
  | { readonly step: "entry"; readonly failure: EditFailure }
  /** Nothing was changed: another window is writing. */
  | { readonly step: "lock"; readonly detail: string }
  /** Nothing was changed: an entry of this name is there already. */
  | { readonly step: "taken" }
  /** Nothing was changed: the server's entry, or a stored key, is another than the one the person was asked about. */
  | { readonly step: "changed" }
  /** Nothing was changed: the store holds another key under this account, which the person was not asked about. */
  | { readonly step: "occupied" };

/** A server as a person has entered it. */
export interface ServerDraft {
  readonly name: string;
  readonly url: string;
  /** SHA-256 of the certificate that was trusted, lower-case hex. */
  readonly pin?: string | undefined;
}

/** A key as a person has entered it. */
export interface KeyDraft {
  readonly name: string;
  readonly secret: Secret;
  /** Undefined: left as it is in an entry that exists. */
  readonly kind?: KeyKind | undefined;
  /** Undefined: not known, also in an entry that has the date of an earlier key. */
  readonly expires: string | undefined;
  /** The person has agreed that a key that the store holds under this account is overwritten. */
  readonly overwrite?: boolean;
}

/** Where what was seen of a key is kept. */
export interface Seen {
  observe(server: ServerEntry, key: string, observation: Observation): void;
  forget(server: ServerEntry, key: string): void;
}

/**
 * Adds and removes servers and keys: the secret first, then the entry, so that no entry is left without its reason. Each
 * change is made whole under the lock, on the list and the store as they are then, so that two windows never undo each
 * other's work.
 */
export class Changes {
  readonly #list: ServerList;
  readonly #vault: Vault;
  readonly #lock: WriteLock;
  readonly #seen: Seen;
  readonly #clock: Clock;

  constructor(list: ServerList, vault: Vault, lock: WriteLock, seen: Seen, clock: Clock) {
    this.#list = list;
    this.#vault = vault;
    this.#lock = lock;
    this.#seen = seen;
    this.#clock = clock;
  }

  addServer(draft: ServerDraft): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, async (within) => {
      if (isTaken(draft.name, namesIn(await this.#list.readNow()))) return fail({ step: "taken" });
      const tls = draft.pin === undefined ? {} : { tls: { pin: formatPin(draft.pin) } };
      const edit = { path: [draft.name], value: { url: draft.url, ...tls, keys: {} } };
      return this.#edit([edit], { onlyIfAbsent: [draft.name], within });
    });
  }

  /** Trusts the server's certificate by its fingerprint. */
  pin(server: ServerEntry, fingerprint: string): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, async (within) => {
      if (asItStands(await this.#list.readNow(), server) === undefined) return fail({ step: "changed" });
      const edit = { path: [server.name, "tls", "pin"], value: formatPin(fingerprint) };
      const edited = await this.#edit([edit], { within });
      if (edited.ok) for (const key of server.keys) this.#seen.forget(server, key.name);
      return edited;
    });
  }

  /** Stores a key that was checked, and writes its entry, or the dates of the entry that there is; says in which store. */
  async putKey(server: ServerEntry, draft: KeyDraft, checked: Observation): Promise<Result<StoreId, ChangeFailure>> {
    const before = await this.#vault.mark(server, [draft.name]);
    return underLock(this.#lock, async (within) => {
      const list = await this.#list.readNow();
      const standing = asItStands(list, server);
      if (standing === undefined) return fail({ step: "changed" });
      const exists = standing.keys.some(({ name }) => name === draft.name);
      const expected = server.keys.some(({ name }) => name === draft.name);
      if (exists ? !expected : isTaken(draft.name, namesIn(list, server.name))) return fail({ step: "taken" });
      const agreed = draft.overwrite === true && before === (await this.#vault.mark(server, [draft.name]));
      const free = agreed ? ok() : await this.#isFree(server, draft);
      if (!free.ok) return free;
      const issued = formatDay(new Date(this.#clock.now()));
      const facts = { issued, expires: draft.expires };
      const stored = await this.#vault.put(server, draft.name, draft.secret, facts, within);
      if (!stored.ok) return stored;
      this.#seen.observe(server, draft.name, checked);
      const path = [server.name, "keys", draft.name];
      const written = await this.#edit(entryEdits(path, draft, issued, exists), {
        onlyIfAbsent: exists ? undefined : path,
        within,
      });
      return written.ok ? stored : written;
    });
  }

  /** Takes back a stored key whose entry could not be written. */
  discardKey(server: ServerEntry, key: string): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, (within) => this.#discard(server, key, within));
  }

  async removeKey(server: ServerEntry, key: string): Promise<Result<void, ChangeFailure>> {
    const before = await this.#vault.mark(server, [key]);
    return underLock(this.#lock, async (within) => {
      if (asItStands(await this.#list.readNow(), server) === undefined) return fail({ step: "changed" });
      if (before !== (await this.#vault.mark(server, [key]))) return fail({ step: "changed" });
      const removed = await this.#discard(server, key, within);
      if (!removed.ok) return removed;
      return this.#edit([{ path: [server.name, "keys", key], value: undefined }], { within });
    });
  }

  /** Removes a server with all its keys. The first key that cannot be removed ends it, with the entry still there. */
  async removeServer(server: ServerEntry): Promise<Result<void, ChangeFailure>> {
    const names = (of: ServerEntry): string[] => of.keys.map(({ name }) => name).sort();
    const before = await this.#vault.mark(server, names(server));
    return underLock(this.#lock, async (within) => {
      const standing = asItStands(await this.#list.readNow(), server);
      if (standing === undefined || String(names(standing)) !== String(names(server))) return fail({ step: "changed" });
      if (before !== (await this.#vault.mark(server, names(server)))) return fail({ step: "changed" });
      for (const key of server.keys) {
        const removed = await this.#discard(server, key.name, within);
        if (!removed.ok) return removed;
      }
      return this.#edit([{ path: [server.name], value: undefined }], { within });
    });
  }

  async #discard(server: ServerEntry, key: string, within: WriteLock): Promise<Result<void, ChangeFailure>> {
    const removed = await this.#vault.remove(server, key, within);
    if (removed.ok) this.#seen.forget(server, key);
    return removed;
  }

  /** Another editor shares the store, and another window may be ahead: their key is not overwritten unasked. */
  async #isFree(server: ServerEntry, draft: KeyDraft): Promise<Result<void, ChangeFailure>> {
    const held = await this.#vault.held(server, draft.name);
    if (!held.ok) return held;
    return held.value === undefined || held.value.equals(draft.secret) ? ok() : fail({ step: "occupied" });
  }

  async #edit(edits: readonly ConfigEdit[], terms: EditTerms): Promise<Result<void, ChangeFailure>> {
    const edited = await this.#list.edit(edits, terms);
    return edited.ok ? ok() : fail({ step: "entry", failure: edited.reason });
  }
}

/** A whole entry, or in one that exists what a new key changes. */
function entryEdits(path: readonly string[], draft: KeyDraft, issued: string, exists: boolean): readonly ConfigEdit[] {
  const { kind, expires } = draft;
  if (!exists) return [{ path, value: { ...(kind && { kind }), issued, ...(expires !== undefined && { expires }) } }];
  return [
    ...(kind === undefined ? [] : [{ path: [...path, "kind"], value: kind }]),
    { path: [...path, "issued"], value: issued },
    { path: [...path, "expires"], value: expires },
  ];
}

/** Runs a change under the lock; that it cannot be had is one more way to fail. */
export async function underLock<T, F>(
  lock: WriteLock,
  work: (within: WriteLock) => Promise<Result<T, F>>,
): Promise<Result<T, F | { readonly step: "lock"; readonly detail: string }>> {
  const held = await lock.run(work);
  return held.ok ? held.value : fail({ step: "lock", detail: held.reason });
}

/** The server's entry in the list, if it still has the name and address that the person saw. */
export function asItStands(list: unknown, server: ServerEntry): ServerEntry | undefined {
  const { servers } = readServers(list);
  return servers.find(({ name, address }) => name === server.name && address.href === server.address.href);
}

/** Names must differ in more than case. */
export function isTaken(name: string, others: readonly string[]): boolean {
  return others.some((other) => nameIdentity(other) === nameIdentity(name));
}
