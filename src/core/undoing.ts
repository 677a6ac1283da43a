import { underLock, type Seen } from "./changing.ts";
import type { CarryFailure } from "./carrier.ts";
import type { Exchanging } from "./exchanging.ts";
import type { Observation } from "./health.ts";
import type { Stored } from "./inventory.ts";
import { accountOf, previousOf } from "./names.ts";
import type { Records } from "./records.ts";
import type { Replacement } from "./replacement.ts";
import type { ReplaceFailure } from "./replacing.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";
import type { WriteLock } from "./storePorts.ts";
import type { Stores } from "./stores/stores.ts";
import type { VaultFailure } from "./vault.ts";
import type { Verifier } from "./verification.ts";

/** `not-accepted`: the server did not accept the old key, so nothing was changed. */
export type UndoFailure = ReplaceFailure | { readonly step: "not-accepted"; readonly seen: Observation };

/** A key that is kept, and the replacement that it is kept for. */
interface Old {
  readonly secret: Secret;
  readonly replacing: Replacement | undefined;
}

/** Takes replacements back, as long as the old key is kept and the server accepts it. */
export class Undoing {
  readonly #stores: Stores;
  readonly #records: Records;
  readonly #exchanging: Exchanging;
  readonly #verifier: Pick<Verifier, "tryKey">;
  readonly #lock: WriteLock;
  readonly #seen: Seen;

  constructor(
    stores: Stores,
    records: Records,
    exchanging: Exchanging,
    verifier: Pick<Verifier, "tryKey">,
    lock: WriteLock,
    seen: Seen,
  ) {
    this.#stores = stores;
    this.#records = records;
    this.#exchanging = exchanging;
    this.#verifier = verifier;
    this.#lock = lock;
    this.#seen = seen;
  }

  /** What the server says of the old key that is kept; undefined: cancelled. */
  async askOld(
    server: ServerEntry,
    key: KeyEntry,
    signal: AbortSignal,
  ): Promise<Result<Observation | undefined, CarryFailure>> {
    const old = await this.#old(server, key);
    return old.ok ? ok(await this.#verifier.tryKey(server, old.value.secret, signal)) : old;
  }

  /**
   * An old key beside the entry's that this editor has not put there: another editor is replacing the same key, or has
   * left it behind. Undefined: none.
   */
  async stray(server: ServerEntry, key: KeyEntry): Promise<Result<Stored | undefined, VaultFailure>> {
    const account = accountOf(server.name, key.name, server.address.origin);
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const record = index.value.get(account);
    if (record === undefined || index.value.has(previousOf(account))) return ok(undefined);
    const store = this.#stores.of(record.store);
    const found = await store.getAnew(previousOf(account));
    store.forget(previousOf(account));
    if (!found.ok) return fail({ step: "store", failure: found.reason });
    return ok(found.value && { account: previousOf(account), store: record.store, record: undefined });
  }

  /** Puts the old key back in its place, with what the entry said of it, unless the server refuses it. */
  async undo(server: ServerEntry, key: KeyEntry, signal: AbortSignal): Promise<Result<void, UndoFailure>> {
    const old = await this.#old(server, key);
    if (!old.ok) return old;
    const { secret } = old.value;
    const seen = await this.#verifier.tryKey(server, secret, signal);
    if (seen === undefined || signal.aborted) return fail({ step: "cancelled" });
    if (seen.state !== "valid" && seen.state !== "forbidden") return fail({ step: "not-accepted", seen });
    return underLock(this.#lock, async (within): Promise<Result<void, UndoFailure>> => {
      const now = await this.#old(server, key);
      if (!now.ok) return now;
      const back = now.value.replacing;
      if (back?.stage !== "carrying" || !back.kept || !now.value.secret.equals(secret))
        return fail({ step: "changed" });
      const validAt = seen.state === "valid" ? (seen.checkedAt ?? undefined) : undefined;
      const plan = { secret, facts: back.before, validAt, back };
      const exchanged = await this.#exchanging.exchange(server, key.name, plan, within);
      if (exchanged.ok) this.#seen.observe(server, key.name, seen);
      return exchanged;
    });
  }

  /** The old key, if it is kept and was entered for this very address. */
  async #old(server: ServerEntry, key: KeyEntry): Promise<Result<Old, CarryFailure>> {
    const account = accountOf(server.name, key.name, server.address.origin);
    const previous = previousOf(account);
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const record = index.value.get(previous);
    if (record?.path !== server.address.path) return fail({ step: "gone" });
    const read = await this.#stores.of(record.store).getAnew(previous);
    if (!read.ok) return fail({ step: "store", failure: read.reason });
    const replacing = index.value.get(account)?.replacing;
    return read.value === undefined ? fail({ step: "gone" }) : ok({ secret: read.value, replacing });
  }
}
