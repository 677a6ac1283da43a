import { asItStands, underLock, type ChangeFailure, type Seen } from "./changing.ts";
import type { Exchanging, ExchangeFailure, Settled } from "./exchanging.ts";
import { formatDay } from "./expiry.ts";
import type { Observation, Reason } from "./health.ts";
import type { KeyReader } from "./keyReader.ts";
import { accountOf } from "./names.ts";
import type { Clock, ServerList } from "./ports.ts";
import type { Records } from "./records.ts";
import {
  carryingOf,
  consumersOf,
  factsOf,
  outageSince,
  retired,
  ticked,
  withCarrying,
  type Begun,
  type Carrying,
  type EntryFacts,
  type Procedure,
  type Replacement,
} from "./replacement.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { KeyEntry, KeyKind, ServerEntry } from "./servers.ts";
import type { IndexRecord, WriteLock } from "./storePorts.ts";
import type { Vault } from "./vault.ts";
import type { Verifier } from "./verification.ts";

/** A key that has passed its test, and what is to be recorded of it. */
export interface Successor {
  readonly secret: Secret;
  readonly checked: Observation;
  readonly procedure: Procedure;
  /** When the step in SDP was shown, milliseconds since the epoch. */
  readonly since: number;
  /** What the entry is to say; the date of issue is today's. */
  readonly facts: Omit<EntryFacts, "issued"> & { readonly kind: KeyKind };
}

/** `cancelled`: nothing was changed. */
export type ReplaceFailure = ExchangeFailure | { readonly step: "cancelled" };

/** Replaces keys of entries, and keeps account of what then has to be done elsewhere. */
export class Replacing {
  readonly #list: ServerList;
  readonly #records: Records;
  readonly #vault: Vault;
  readonly #exchanging: Exchanging;
  readonly #reader: Pick<KeyReader, "read">;
  readonly #verifier: Pick<Verifier, "tryKey">;
  readonly #lock: WriteLock;
  readonly #seen: Seen;
  readonly #clock: Clock;

  constructor(
    list: ServerList,
    records: Records,
    vault: Vault,
    exchanging: Exchanging,
    reader: Pick<KeyReader, "read">,
    verifier: Pick<Verifier, "tryKey">,
    lock: WriteLock,
    seen: Seen,
    clock: Clock,
  ) {
    this.#list = list;
    this.#records = records;
    this.#vault = vault;
    this.#exchanging = exchanging;
    this.#reader = reader;
    this.#verifier = verifier;
    this.#lock = lock;
    this.#seen = seen;
    this.#clock = clock;
  }

  /** Notes that the step in SDP is shown, after which the old key may be refused. */
  async begin(server: ServerEntry, key: KeyEntry, begun: Begun): Promise<Result<void, ChangeFailure>> {
    const updated = await this.#update(server, key, (old) => {
      if (old === undefined || old.replacing?.stage === "storing") return old;
      const earlier = carryingOf(old.replacing);
      return { ...old, replacing: earlier === undefined ? begun : { ...begun, earlier } };
    });
    const account = accountOf(server.name, key.name, server.address.origin);
    const noted = this.#records.known.get(account)?.replacing?.stage === "begun";
    return updated.ok && !noted ? fail({ step: "changed" }) : updated;
  }

  /** Takes the note of {@link begin} back: the old key is still accepted. Nothing, where it is further on by now. */
  withdraw(server: ServerEntry, key: KeyEntry, { since }: Begun): Promise<Result<void, ChangeFailure>> {
    return this.#update(server, key, (old) =>
      old?.replacing?.stage === "begun" && old.replacing.since === since
        ? { ...old, replacing: old.replacing.earlier }
        : old,
    );
  }

  /**
   * Stores a key in the place of the entry's, and writes the entry. The old key is asked about once: one that is refused
   * goes, any other is kept until all is carried over. One that a replacement which was broken off has stored is left
   * there, and that comes to its end.
   */
  async put(
    server: ServerEntry,
    key: KeyEntry,
    successor: Successor,
    signal: AbortSignal,
  ): Promise<Result<void, ReplaceFailure>> {
    const [[, read] = []] = await this.#reader.read(server, [key], "person");
    if (read?.kind !== "found") return fail(whyUnread(read?.reason));
    if (read.secret.equals(successor.secret)) return this.#finish(server, key.name);
    const answer = await this.#verifier.tryKey(server, read.secret, signal);
    if (answer === undefined || signal.aborted) return fail({ step: "cancelled" });
    return underLock(this.#lock, async (within): Promise<Result<void, ExchangeFailure>> => {
      const known = await this.#settled(server, key.name, within);
      if (!known.ok) return known;
      const entry = asItStands(await this.#list.readNow(), server)?.keys.find(({ name }) => name === key.name);
      if (entry === undefined) return fail({ step: "changed" });
      const { secret, checked, procedure, since, facts } = successor;
      const earlier = carryingOf(known.value);
      const back: Begun = {
        stage: "begun",
        procedure,
        since,
        kind: facts.kind,
        worked: known.value?.stage === "begun" && known.value.worked,
        ...(earlier && { earlier }),
      };
      const plan = {
        secret,
        inPlaceOf: read.secret,
        facts: { ...facts, issued: formatDay(new Date(this.#clock.now())) },
        validAt: checked.state === "valid" ? (checked.checkedAt ?? undefined) : undefined,
        back,
        forth: carryingAfter(back, entry, answer),
      };
      const exchanged = await this.#exchanging.exchange(server, key.name, plan, within);
      if (exchanged.ok) this.#seen.observe(server, key.name, checked);
      return exchanged;
    });
  }

  /** A key that is there already was put there by a replacement, or its entry and its record are not about it. */
  #finish(server: ServerEntry, key: string): Promise<Result<void, ExchangeFailure>> {
    return underLock(this.#lock, async (within): Promise<Result<void, ExchangeFailure>> => {
      const settled = await this.#settled(server, key, within);
      if (!settled.ok) return settled;
      return settled.value?.stage === "carrying" ? ok() : fail({ step: "changed" });
    });
  }

  /** Brings a replacement that was broken off while keys were changed over to its end. */
  resume(server: ServerEntry, key: KeyEntry): Promise<Result<Settled, ChangeFailure>> {
    return underLock(this.#lock, async (within) => {
      const settled = await this.#exchanging.settle(server, key.name, within);
      if (settled.ok) this.#seen.forget(server, key.name);
      return settled;
    });
  }

  /** Notes that a consumer has the new key. With the last one the old key goes. */
  tick(server: ServerEntry, key: KeyEntry, consumer: string): Promise<Result<void, ChangeFailure>> {
    return this.#advance(server, key, (replacement) => ticked(replacement, consumer));
  }

  /** Notes that the old key is switched off in SDP. */
  retire(server: ServerEntry, key: KeyEntry): Promise<Result<void, ChangeFailure>> {
    return this.#advance(server, key, retired);
  }

  #advance(
    server: ServerEntry,
    key: KeyEntry,
    change: (replacement: Carrying) => Carrying | undefined,
  ): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, async (within): Promise<Result<void, ChangeFailure>> => {
      const index = await this.#records.read();
      if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
      const account = accountOf(server.name, key.name, server.address.origin);
      const record = index.value.get(account);
      // Another window has finished it.
      if (record?.replacing === undefined) return ok();
      if (record.replacing.stage === "storing" || carryingOf(record.replacing) === undefined) {
        return fail({ step: "changed" });
      }
      const replacing = withCarrying(record.replacing, change);
      const isLeft = carryingOf(replacing) !== undefined;
      const dropped = isLeft ? ok() : await this.#vault.removePrevious(server, key.name, within);
      return dropped.ok ? this.#records.set(account, { ...record, replacing }, within) : dropped;
    });
  }

  async #update(
    server: ServerEntry,
    key: KeyEntry,
    change: (old: IndexRecord | undefined) => IndexRecord | undefined,
  ): Promise<Result<void, ChangeFailure>> {
    const updated = await this.#records.update(accountOf(server.name, key.name, server.address.origin), change);
    return updated.ok ? ok() : fail({ step: "index", detail: updated.reason, done: false });
  }

  /** The replacement that is under way; one that was broken off while keys were changed over comes to its end first. */
  async #settled(
    server: ServerEntry,
    key: string,
    within: WriteLock,
  ): Promise<Result<Replacement | undefined, ChangeFailure>> {
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const replacing = index.value.get(accountOf(server.name, key, server.address.origin))?.replacing;
    if (replacing?.stage !== "storing") return ok(replacing);
    const settled = await this.#exchanging.settle(server, key, within);
    return settled.ok ? this.#settled(server, key, within) : settled;
  }
}

function whyUnread(reason: Reason | undefined): ExchangeFailure {
  switch (reason?.kind) {
    case "store":
      return { step: "store", failure: reason.failure };
    case "denied":
      return { step: "store", failure: { kind: "denied", detail: "" } };
    case "index-unreadable":
      return { step: "index", detail: reason.detail, done: false };
    default:
      return { step: "changed" };
  }
}

/**
 * What is left to be done once another key is in the place of this entry's.
 * @param answer what the server said of the old key
 */
function carryingAfter(begun: Begun, entry: KeyEntry, { state }: Observation): Carrying {
  const { procedure, since, earlier } = begun;
  const isAccepted = state === "valid" || state === "forbidden";
  const kept = state !== "invalid";
  return {
    stage: "carrying",
    procedure,
    since,
    remaining: consumersOf(entry),
    done: [],
    // What the old key had not been carried to yet is out for as long as before.
    outage: outageSince(procedure === "in-place" && isAccepted ? earlier : begun),
    // The one of before may still be to be switched off, too.
    retire: (kept && procedure === "side-by-side") || earlier?.retire === true,
    kept,
    before: factsOf(entry),
  };
}
