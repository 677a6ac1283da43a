import type { KeyState } from "./health.ts";
import type { KeyEntry, KeyKind } from "./servers.ts";

/**
 * How a key is replaced. `side-by-side`: the old one goes on working until it is set inactive in SDP. `in-place`: making
 * the new one stops the old one at once.
 */
export type Procedure = "side-by-side" | "in-place";

/** What an entry says of its key, and a replacement changes. */
export interface EntryFacts {
  readonly issued?: string | undefined;
  /** As written in the settings. */
  readonly expires?: string | undefined;
  readonly kind?: KeyKind | undefined;
  readonly owner?: string | undefined;
}

/** The step in SDP was shown: the old key may not be accepted any more, and no other is stored. */
export interface Begun {
  readonly stage: "begun";
  readonly procedure: Procedure;
  /** When the step in SDP was shown, milliseconds since the epoch. */
  readonly since: number;
  /** Of the key that is being made. */
  readonly kind: KeyKind;
  /** The server had accepted the old key, and let it do the check. */
  readonly worked: boolean;
  /** A replacement before this one, of which some consumers were not done. */
  readonly earlier?: Carrying | undefined;
}

/** The new key is stored and stands in the entry; some of what uses it has the old one. */
export interface Carrying {
  readonly stage: "carrying";
  readonly procedure: Procedure;
  readonly since: number;
  /** Names of the consumers that were not ticked off yet; {@link EVERYTHING} where none are listed. */
  readonly remaining: readonly string[];
  /** Names of those that were. */
  readonly done: readonly string[];
  /** Since when what remains may have no key that works, milliseconds since the epoch; undefined: it has one. */
  readonly outage?: number | undefined;
  /** The old key is still to be switched off in SDP. */
  readonly retire: boolean;
  /** The old key is kept, beside the new one, so that it can be taken back. */
  readonly kept: boolean;
  /** What the entry said of the old key. */
  readonly before: EntryFacts;
}

/** Keys are being changed over; broken off, it is known from the store whether that was done. */
export interface Storing {
  readonly stage: "storing";
  /** Salted hash of the key that is being stored. */
  readonly hash: string;
  /** What the entry is to say of it. */
  readonly facts: EntryFacts;
  /** When a server accepted it, milliseconds since the epoch. */
  readonly validAt?: number | undefined;
  /** What the record says when it was not stored. */
  readonly back: Begun | Carrying;
  /** What the record says when it was; undefined: nothing is left to be done. */
  readonly forth?: Carrying | undefined;
}

/** A replacement of a key that is not at its end. Kept in the index, so that all windows know of it, also after a restart. */
export type Replacement = Begun | Storing | Carrying;

/** What an entry says. */
export function factsOf({ issued, expiresText, kind, owner }: KeyEntry): EntryFacts {
  return { issued, expires: expiresText, kind, owner };
}

/** Stands for whatever uses a key, where nobody has listed it. No consumer has an empty name. */
export const EVERYTHING = "";

/** What is to be ticked off once the key of this entry has another one in its place. */
export function consumersOf(key: KeyEntry): readonly string[] {
  return key.usedBy.length === 0 ? [EVERYTHING] : [...new Set(key.usedBy.map(({ name }) => name))];
}

/**
 * What is left to be done once another key is in the place of this entry's.
 * @param state what the server said of the old key
 */
export function carryingAfter(begun: Begun, entry: KeyEntry, state: KeyState): Carrying {
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

/** The replacement without this consumer; undefined when it is at its end. */
export function ticked(replacement: Carrying, consumer: string): Carrying | undefined {
  const { remaining, done } = replacement;
  if (!remaining.includes(consumer)) return unlessDone(replacement);
  const left = remaining.filter((name) => name !== consumer);
  return unlessDone({ ...replacement, remaining: left, done: [...done, consumer] });
}

/** The replacement once the old key is switched off in SDP; undefined when it is at its end. */
export function retired(replacement: Carrying): Carrying | undefined {
  return unlessDone({ ...replacement, retire: false });
}

function unlessDone(replacement: Carrying): Carrying | undefined {
  return replacement.remaining.length === 0 && !replacement.retire ? undefined : replacement;
}

/** The replacement with another name for a consumer. */
export function withRenamed(replacement: Replacement, from: string, to: string): Replacement {
  const change = (names: readonly string[]): readonly string[] => names.map((name) => (name === from ? to : name));
  return withCarrying(replacement, (carrying) => ({
    ...carrying,
    remaining: change(carrying.remaining),
    done: change(carrying.done),
  }));
}

/** What is still to be carried: by this replacement, or by one before it; undefined: nothing. */
export function carryingOf(replacement: Replacement | undefined): Carrying | undefined {
  switch (replacement?.stage) {
    case "begun":
      return replacement.earlier;
    case "storing":
      return carryingOf(replacement.back);
    case "carrying":
      return replacement;
    case undefined:
      return undefined;
  }
}

/** The replacement with another state of what is to be carried; undefined: it is at its end. */
export function withCarrying(replacement: Replacement, change: (carrying: Carrying) => Carrying): Replacement;
export function withCarrying<C extends Carrying | undefined>(
  replacement: Begun | Carrying,
  change: (carrying: Carrying) => C,
): Begun | C;
export function withCarrying(
  replacement: Replacement,
  change: (carrying: Carrying) => Carrying | undefined,
): Replacement | undefined {
  if (replacement.stage === "carrying") return change(replacement);
  if (replacement.stage === "storing" || replacement.earlier === undefined) return replacement;
  return { ...replacement, earlier: change(replacement.earlier) };
}

/** Since when what uses the key may have none that works, milliseconds since the epoch; undefined: no outage. */
export function outageSince(replacement: Replacement | undefined): number | undefined {
  const carrying = carryingOf(replacement);
  const before = carrying && carrying.remaining.length > 0 ? carrying.outage : undefined;
  const step = replacement?.stage === "storing" ? replacement.back : replacement;
  if (step?.stage !== "begun" || step.procedure !== "in-place") return before;
  return Math.min(step.since, before ?? Infinity);
}
