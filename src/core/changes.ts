import type { Observation } from "./health.ts";
import { formatDay } from "./expiry.ts";
import { nameIdentity } from "./names.ts";
import { formatPin } from "./pin.ts";
import type { Clock, ConfigEdit, ConfigPath, EditFailure, ServerList } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import { readServers, type KeyKind, type ServerEntry } from "./servers.ts";
import type { Vault, VaultFailure } from "./vault.ts";

/** Which step failed. Steps before it stand, those after it were not begun; the same call can be made again. */
export type ChangeFailure =
  | VaultFailure
  | { readonly step: "entry"; readonly failure: EditFailure }
  /** Nothing was changed: another window has added an entry of this name. */
  | { readonly step: "taken" };

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
  readonly expires?: string | undefined;
}

/** Where what was seen of a key is kept. */
interface Seen {
  observe(server: ServerEntry, key: string, observation: Observation): void;
  forget(server: ServerEntry, key: string): void;
}

/** Adds and removes servers and keys: the secret first, then the entry, so that no entry is left without its reason. */
export class Changes {
  readonly #list: ServerList;
  readonly #vault: Vault;
  readonly #seen: Seen;
  readonly #clock: Clock;

  constructor(list: ServerList, vault: Vault, seen: Seen, clock: Clock) {
    this.#list = list;
    this.#vault = vault;
    this.#seen = seen;
    this.#clock = clock;
  }

  async addServer(draft: ServerDraft): Promise<Result<void, ChangeFailure>> {
    const tls = draft.pin === undefined ? {} : { tls: { pin: formatPin(draft.pin) } };
    return this.#edit([{ path: [draft.name], value: { url: draft.url, ...tls, keys: {} } }], [draft.name]);
  }

  /** Trusts the server's certificate by its fingerprint. */
  async pin(server: ServerEntry, fingerprint: string): Promise<Result<void, ChangeFailure>> {
    const edited = await this.#edit([{ path: [server.name, "tls", "pin"], value: formatPin(fingerprint) }]);
    if (edited.ok) for (const key of server.keys) this.#seen.forget(server, key.name);
    return edited;
  }

  /** Stores a key that was checked, and writes its entry, or the dates of the entry that there is. */
  async putKey(server: ServerEntry, draft: KeyDraft, checked: Observation): Promise<Result<void, ChangeFailure>> {
    const existing = server.keys.find(({ name }) => name === draft.name);
    if (existing === undefined && this.#isTaken(server, draft.name)) return fail({ step: "taken" });
    const issued = formatDay(new Date(this.#clock.now()));
    const expires = draft.expires ?? existing?.expiresText;
    const stored = await this.#vault.put(server, draft.name, draft.secret, { issued, expires });
    if (!stored.ok) return stored;
    this.#seen.observe(server, draft.name, checked);
    const path = [server.name, "keys", draft.name];
    if (existing === undefined) {
      const { kind } = draft;
      const entry = { ...(kind && { kind }), issued, ...(expires !== undefined && { expires }) };
      return this.#edit([{ path, value: entry }], path);
    }
    const changed = Object.entries({ kind: draft.kind, issued, expires: draft.expires });
    return this.#edit(
      changed.flatMap(([name, value]) => (value === undefined ? [] : [{ path: [...path, name], value }])),
    );
  }

  /** Takes back a stored key whose entry could not be written. */
  async discardKey(server: ServerEntry, key: string): Promise<Result<void, ChangeFailure>> {
    const removed = await this.#vault.remove(server, key);
    if (removed.ok) this.#seen.forget(server, key);
    return removed;
  }

  async removeKey(server: ServerEntry, key: string): Promise<Result<void, ChangeFailure>> {
    const removed = await this.discardKey(server, key);
    return removed.ok ? this.#edit([{ path: [server.name, "keys", key], value: undefined }]) : removed;
  }

  /** Removes a server with all its keys. The first key that cannot be removed ends it, with the entry still there. */
  async removeServer(server: ServerEntry): Promise<Result<void, ChangeFailure>> {
    for (const key of server.keys) {
      const removed = await this.discardKey(server, key.name);
      if (!removed.ok) return removed;
    }
    return this.#edit([{ path: [server.name], value: undefined }]);
  }

  /** Another window may have added a key of this name: storing this one would overwrite it. */
  #isTaken(server: ServerEntry, key: string): boolean {
    const now = readServers(this.#list.read()).servers.find(({ name }) => name === server.name);
    return now?.keys.some(({ name }) => nameIdentity(name) === nameIdentity(key)) === true;
  }

  async #edit(edits: readonly ConfigEdit[], onlyIfAbsent?: ConfigPath): Promise<Result<void, ChangeFailure>> {
    const edited = await this.#list.edit(edits, onlyIfAbsent);
    return edited.ok ? ok() : fail({ step: "entry", failure: edited.reason });
  }
}
