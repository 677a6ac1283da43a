import { asItStands, isTaken, underLock, type ChangeFailure, type Seen } from "./changing.ts";
import type { Observation } from "./health.ts";
import { formatDay } from "./expiry.ts";
import { formatPin } from "./pin.ts";
import type { Clock, ConfigEdit, EditTerms, ServerList } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import { namesIn, type KeyKind, type ServerEntry } from "./servers.ts";
import type { StoreId, WriteLock } from "./storePorts.ts";
import type { Vault } from "./vault.ts";

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
  /**
   * The person has agreed that a key that is stored for this entry is overwritten, when this was its mark
   * ({@link Changes.mark}); if it is another key by then, it is asked about.
   */
  readonly overwrite?: string | undefined;
  /** The store that the person wants it in, since the one that it is recorded in is not there any more. */
  readonly into?: StoreId | undefined;
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
  putKey(server: ServerEntry, draft: KeyDraft, checked: Observation): Promise<Result<StoreId, ChangeFailure>> {
    return underLock(this.#lock, async (within) => {
      const list = await this.#list.readNow();
      const standing = asItStands(list, server);
      if (standing === undefined) return fail({ step: "changed" });
      const exists = standing.keys.some(({ name }) => name === draft.name);
      const expected = server.keys.some(({ name }) => name === draft.name);
      if (expected && !exists) return fail({ step: "changed" });
      if (exists ? !expected : isTaken(draft.name, namesIn(list, server.name))) return fail({ step: "taken" });
      const agreed = draft.overwrite !== undefined && draft.overwrite === (await this.mark(server, [draft.name]));
      const free = agreed ? ok(true) : await this.#isFree(server, draft);
      if (!free.ok) return free;
      const issued = formatDay(new Date(this.#clock.now()));
      const facts = { issued, expires: draft.expires };
      const stored = await this.#vault.put(server, draft.name, draft.secret, facts, within, draft.into);
      const wasThere = free.value;
      if (!stored.ok) return fail({ ...stored.reason, wasThere });
      this.#seen.observe(server, draft.name, checked);
      const path = [server.name, "keys", draft.name];
      const written = await this.#edit(entryEdits(path, draft, issued, exists), {
        onlyIfAbsent: exists ? undefined : path,
        within,
      });
      return written.ok ? stored : fail({ ...written.reason, wasThere });
    });
  }

  /** Tells whether any of these keys was stored, moved or removed since: to be taken before a person is asked. */
  mark(server: ServerEntry, keys: readonly string[]): Promise<string> {
    return this.#vault.mark(server, keys);
  }

  /** Takes back a stored key whose entry could not be written; not if it has one by now, or another key was stored. */
  takeBack(server: ServerEntry, { name, secret }: KeyDraft): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, async (within): Promise<Result<void, ChangeFailure>> => {
      const held = await this.#vault.held(server, name);
      if (!held.ok) return held;
      const listed = namesIn(await this.#list.readNow(), server.name).includes(name);
      if (listed || held.value?.equals(secret) === false) return fail({ step: "changed" });
      return this.#discard(server, name, within);
    });
  }

  /** Deletes a stored key and leaves its entry. */
  discardKey(server: ServerEntry, key: string): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, (within) => this.#discard(server, key, within));
  }

  /** @param mark of the key, when the person was asked */
  removeKey(server: ServerEntry, key: string, mark: string): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, async (within) => {
      if (asItStands(await this.#list.readNow(), server) === undefined) return fail({ step: "changed" });
      if (mark !== (await this.mark(server, [key]))) return fail({ step: "changed" });
      const removed = await this.#discard(server, key, within);
      if (!removed.ok) return removed;
      return this.#edit([{ path: [server.name, "keys", key], value: undefined }], { within });
    });
  }

  /**
   * Removes a server with all its keys. The first key that cannot be removed ends it, with the entry still there.
   * @param mark of its keys in the order of the list, when the person was asked
   */
  removeServer(server: ServerEntry, mark: string): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, async (within) => {
      if (!hasTheseKeys(asItStands(await this.#list.readNow(), server), server)) return fail({ step: "changed" });
      if (mark !== (await this.mark(server, namesOf(server)))) return fail({ step: "changed" });
      for (const key of server.keys) {
        const removed = await this.#discard(server, key.name, within);
        if (!removed.ok) return removed;
      }
      return this.#edit([{ path: [server.name], value: undefined }], { within });
    });
  }

  /**
   * Removes an entry, or a server's with all its keys, and leaves what a store that is not there any more may still have:
   * for where the person knows that nothing else can be done.
   */
  removeEntry(server: ServerEntry, key: string | undefined): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, async (within): Promise<Result<void, ChangeFailure>> => {
      const standing = asItStands(await this.#list.readNow(), server);
      const stands = key === undefined ? hasTheseKeys(standing, server) : standing !== undefined;
      if (!stands) return fail({ step: "changed" });
      for (const { name } of server.keys.filter((one) => key === undefined || one.name === key)) {
        const forgotten = await this.#vault.forget(server, name, within);
        if (!forgotten.ok) return forgotten;
        this.#seen.forget(server, name);
      }
      return this.#edit([{ path: key === undefined ? [server.name] : [server.name, "keys", key], value: undefined }], {
        within,
      });
    });
  }

  async #discard(server: ServerEntry, key: string, within: WriteLock): Promise<Result<void, ChangeFailure>> {
    const removed = await this.#vault.remove(server, key, within);
    if (removed.ok) this.#seen.forget(server, key);
    return removed;
  }

  /**
   * Another editor shares the store, and another window may be ahead: their key is not overwritten unasked. Whether the
   * same key is there already.
   */
  async #isFree(server: ServerEntry, draft: KeyDraft): Promise<Result<boolean, ChangeFailure>> {
    const held = await this.#vault.held(server, draft.name);
    if (!held.ok) return held;
    const wasThere = held.value !== undefined;
    return held.value?.equals(draft.secret) === false ? fail({ step: "occupied" }) : ok(wasThere);
  }

  async #edit(edits: readonly ConfigEdit[], terms: EditTerms): Promise<Result<void, ChangeFailure>> {
    const edited = await this.#list.edit(edits, terms);
    return edited.ok ? ok() : fail({ step: "entry", failure: edited.reason });
  }
}

function namesOf(server: ServerEntry): readonly string[] {
  return server.keys.map(({ name }) => name);
}

/** Whether the entry has the keys that the person saw, and no other. */
function hasTheseKeys(standing: ServerEntry | undefined, server: ServerEntry): boolean {
  return standing !== undefined && String(namesOf(standing)) === String(namesOf(server));
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
