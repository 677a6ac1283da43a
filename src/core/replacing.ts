import { asItStands, underLock, type ChangeFailure, type Seen } from "./changing.ts";
import type { Exchanging, ExchangeFailure, Settled } from "./exchanging.ts";
import { formatDay } from "./expiry.ts";
import type { Observation, Reason } from "./health.ts";
import type { KeyReader } from "./keyReader.ts";
import { accountOf } from "./names.ts";
import type { Clock, ServerList } from "./ports.ts";
import type { Records } from "./records.ts";
import {
  carryingAfter,
  carryingOf,
  type Begun,
  type EntryFacts,
  type Procedure,
  type Replacement,
} from "./replacement.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { KeyEntry, KeyKind, ServerEntry } from "./servers.ts";
import type { IndexRecord, WriteLock } from "./storePorts.ts";
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
  readonly #exchanging: Exchanging;
  readonly #reader: Pick<KeyReader, "read">;
  readonly #verifier: Pick<Verifier, "tryKey">;
  readonly #lock: WriteLock;
  readonly #seen: Seen;
  readonly #clock: Clock;

  constructor(
    list: ServerList,
    records: Records,
    exchanging: Exchanging,
    reader: Pick<KeyReader, "read">,
    verifier: Pick<Verifier, "tryKey">,
    lock: WriteLock,
    seen: Seen,
    clock: Clock,
  ) {
    this.#list = list;
    this.#records = records;
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
        forth: carryingAfter(back, entry, answer.state),
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
