import type { Observation } from "./health.ts";
import { formatDay } from "./expiry.ts";
import { nameIdentity } from "./names.ts";
import { formatPin } from "./pin.ts";
import type { Clock, ConfigEdit, ConfigPath, EditFailure, ServerList } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import { namesIn, readServers, type KeyKind, type ServerEntry } from "./servers.ts";
import type { Vault, VaultFailure } from "./vault.ts";

/**
 * Why a change was not made, or not wholly. Steps before the one that failed stand, those after it were not begun; the
 * same call can be made again.
 */
export type ChangeFailure =
  | VaultFailure
  | { readonly step: "entry"; readonly failure: EditFailure }
  /** Nothing was changed: an entry of this name is there already. */
  | { readonly step: "taken" }
  /** Nothing was changed: the server's entry is another than the one the person was asked about. */
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
    if (isTaken(draft.name, namesIn(this.#list.read()))) return fail({ step: "taken" });
    const tls = draft.pin === undefined ? {} : { tls: { pin: formatPin(draft.pin) } };
    return this.#edit([{ path: [draft.name], value: { url: draft.url, ...tls, keys: {} } }], [draft.name]);
  }

  /** Trusts the server's certificate by its fingerprint. */
  async pin(server: ServerEntry, fingerprint: string): Promise<Result<void, ChangeFailure>> {
    if (this.#asItStands(server) === undefined) return fail({ step: "changed" });
    const edited = await this.#edit([{ path: [server.name, "tls", "pin"], value: formatPin(fingerprint) }]);
    if (edited.ok) for (const key of server.keys) this.#seen.forget(server, key.name);
    return edited;
  }

  /** Stores a key that was checked, and writes its entry, or the dates of the entry that there is. */
  async putKey(server: ServerEntry, draft: KeyDraft, checked: Observation): Promise<Result<void, ChangeFailure>> {
    const standing = this.#asItStands(server);
    if (standing === undefined) return fail({ step: "changed" });
    const existing = standing.keys.find(({ name }) => name === draft.name);
    if (existing === undefined) {
      if (isTaken(draft.name, namesIn(this.#list.read(), server.name))) return fail({ step: "taken" });
    } else if (!server.keys.some(({ name }) => name === draft.name)) {
      return fail({ step: "taken" });
    }
    const free = await this.#mayStore(server, draft);
    if (!free.ok) return free;
    const { kind, expires } = draft;
    const issued = formatDay(new Date(this.#clock.now()));
    const stored = await this.#vault.put(server, draft.name, draft.secret, { issued, expires });
    if (!stored.ok) return stored;
    this.#seen.observe(server, draft.name, checked);
    const path = [server.name, "keys", draft.name];
    if (existing === undefined) {
      const entry = { ...(kind && { kind }), issued, ...(expires !== undefined && { expires }) };
      return this.#edit([{ path, value: entry }], path);
    }
    return this.#edit([
      ...(kind === undefined ? [] : [{ path: [...path, "kind"], value: kind }]),
      { path: [...path, "issued"], value: issued },
      { path: [...path, "expires"], value: expires },
    ]);
  }

  /** Takes back a stored key whose entry could not be written. */
  async discardKey(server: ServerEntry, key: string): Promise<Result<void, ChangeFailure>> {
    const removed = await this.#vault.remove(server, key);
    if (removed.ok) this.#seen.forget(server, key);
    return removed;
  }

  async removeKey(server: ServerEntry, key: string): Promise<Result<void, ChangeFailure>> {
    if (this.#asItStands(server) === undefined) return fail({ step: "changed" });
    const removed = await this.discardKey(server, key);
    return removed.ok ? this.#edit([{ path: [server.name, "keys", key], value: undefined }]) : removed;
  }

  /** Removes a server with all its keys. The first key that cannot be removed ends it, with the entry still there. */
  async removeServer(server: ServerEntry): Promise<Result<void, ChangeFailure>> {
    const standing = this.#asItStands(server);
    const names = (of: ServerEntry | undefined): string => JSON.stringify(of?.keys.map(({ name }) => name).sort());
    if (standing === undefined || names(standing) !== names(server)) return fail({ step: "changed" });
    for (const key of server.keys) {
      const removed = await this.discardKey(server, key.name);
      if (!removed.ok) return removed;
    }
    return this.#edit([{ path: [server.name], value: undefined }]);
  }

  /** The server's entry now, if it still has the name and address that the person saw. */
  #asItStands(server: ServerEntry): ServerEntry | undefined {
    const { servers } = readServers(this.#list.read());
    return servers.find(({ name, address }) => name === server.name && address.href === server.address.href);
  }

  /** Another editor shares the store, and another window may be ahead: their key is not overwritten unasked. */
  async #mayStore(server: ServerEntry, draft: KeyDraft): Promise<Result<void, ChangeFailure>> {
    if (draft.overwrite === true) return ok();
    const held = await this.#vault.held(server, draft.name);
    if (!held.ok) return held;
    return held.value === undefined || held.value.equals(draft.secret) ? ok() : fail({ step: "occupied" });
  }

  async #edit(edits: readonly ConfigEdit[], onlyIfAbsent?: ConfigPath): Promise<Result<void, ChangeFailure>> {
    const edited = await this.#list.edit(edits, onlyIfAbsent);
    return edited.ok ? ok() : fail({ step: "entry", failure: edited.reason });
  }
}

/** Names must differ in more than case. */
function isTaken(name: string, others: readonly string[]): boolean {
  return others.some((other) => nameIdentity(other) === nameIdentity(name));
}
