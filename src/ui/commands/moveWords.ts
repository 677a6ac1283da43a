import * as l10n from "@vscode/l10n";
import type { MoveFailure, MoveOutcome } from "../../core/moving.ts";
import type { ChosenKey } from "../../core/servers.ts";
import type { StoreId } from "../../core/storePorts.ts";
import { failureSentence } from "./failures.ts";
import { keyName } from "./keyName.ts";
import { editorStoreSentence, storeName } from "./storeWords.ts";

/** How many keys are named before the rest is only counted. */
const NAMED = 8;

/** A key that is to be moved, and the store that it is recorded in, if any. */
export interface Movable extends ChosenKey {
  readonly store: StoreId | undefined;
}

/** How many of these keys a store has already; undefined when none. */
export function thereWords(keys: readonly Movable[], store: StoreId): string | undefined {
  const there = keys.filter((key) => key.store === store).length;
  if (there === 0) return undefined;
  if (keys.length === 1) return l10n.t("the key is there");
  return l10n.t("{0} of {1} keys are there", there, keys.length);
}

/** What a person is asked before anything moves. */
export function moveQuestion(keys: readonly Movable[], to: StoreId): string {
  const [only] = keys;
  return keys.length === 1 && only !== undefined
    ? l10n.t("Move {0} to {1}?", keyName(only), storeName(to))
    : l10n.t("Move {0} keys to {1}?", keys.length, storeName(to));
}

/** What moves from where, what is special about it, and where it goes. */
export function moveDetail(keys: readonly Movable[], to: StoreId): string {
  const from: StoreId = to === "os" ? "vscode" : "os";
  const named = (store: StoreId | undefined): string => listed(keys.filter((key) => key.store === store).map(keyName));
  const [moving, there, unrecorded] = [named(from), named(to), named(undefined)];
  const guarded = keys.filter(({ server }) => server.protected).map(({ server }) => server.label ?? server.name);
  const keysWords = [
    moving && l10n.t("From {0}: {1}", storeName(from), moving),
    unrecorded && l10n.t("If this machine has a key for them: {0}", unrecorded),
    there && l10n.t("There already: {0}. A copy that was left in {1} is deleted.", there, storeName(from)),
    guarded.length > 0 && l10n.t("Protected servers among them: {0}", listed([...new Set(guarded)])),
  ].filter((line) => line !== false && line !== "");
  const storeWords =
    to === "os"
      ? [l10n.t("Other editors on this machine share that store.")]
      : [
          editorStoreSentence(),
          l10n.t("Keys that you add later go there too where the operating system has no secret store."),
        ];
  return `${keysWords.join("\n")}\n\n${storeWords.join(" ")}`;
}

/** How a move ended. The keys of a cancelled one that were not begun are in none of the counts but the total. */
export interface MoveTally {
  readonly total: number;
  /** In the store where they should be, those that were there before too. */
  readonly there: number;
  /** Entries without a key on this machine. */
  readonly none: number;
  readonly failed: readonly FailedMove[];
}

export interface FailedMove {
  readonly chosen: ChosenKey;
  readonly reason: MoveFailure;
}

/** @param total how many keys were to be moved */
export function tallyOf(total: number, outcomes: readonly MoveOutcome[]): MoveTally {
  const none = outcomes.filter(({ outcome }) => outcome.ok && outcome.value === "none").length;
  const failed = outcomes.flatMap(({ chosen, outcome }) => (outcome.ok ? [] : [{ chosen, reason: outcome.reason }]));
  return { total, none, failed, there: outcomes.length - none - failed.length };
}

/** Whether a move ended before all keys had their turn. */
export function isCutShort({ total, there, none, failed }: MoveTally): boolean {
  return there + none + failed.length < total;
}

/** What is said at the end, with the reason why the first one was not moved. */
export function moveReport(tally: MoveTally, to: StoreId): string {
  const cancelled = isCutShort(tally) ? l10n.t("Cancelled.") : "";
  const parts = [cancelled, thereSentence(tally, to), noneSentence(tally), failedSentence(tally)];
  return parts.filter((part) => part !== "").join(" ");
}

function thereSentence(tally: MoveTally, to: StoreId): string {
  const { there, total } = tally;
  const store = storeName(to);
  if (isCutShort(tally)) {
    if (there === 0) return l10n.t("No key was moved.");
    return there === 1
      ? l10n.t("1 of {0} keys is in {1}.", total, store)
      : l10n.t("{0} of {1} keys are in {2}.", there, total, store);
  }
  if (there === 0) return "";
  if (total === 1) return l10n.t("The key is in {0}.", store);
  return there === 1 ? l10n.t("1 key is in {0}.", store) : l10n.t("{0} keys are in {1}.", there, store);
}

function noneSentence({ none, total }: MoveTally): string {
  if (none === 0) return "";
  if (total === 1) return l10n.t("The entry has no key on this machine.");
  return none === 1
    ? l10n.t("1 entry has no key on this machine.")
    : l10n.t("{0} entries have no key on this machine.", none);
}

function failedSentence({ failed, total }: MoveTally): string {
  const [first] = failed;
  if (first === undefined) return "";
  const reason = failureSentence(first.reason);
  if (total === 1) return l10n.t("The key was not moved, or not wholly. {0}", reason);
  return failed.length === 1
    ? l10n.t("1 key was not moved, or not wholly. {0}", reason)
    : l10n.t("{0} keys were not moved, or not wholly. {1}", failed.length, reason);
}

/** For the log: the names and the reason, which holds no key. */
export function logLine({ chosen, reason }: FailedMove, to: StoreId): string {
  return `${chosen.server.name}/${chosen.key.name}: not moved to ${to}: ${JSON.stringify(reason)}`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const shown = names.slice(0, NAMED).join(", ");
  return rest > 0 ? l10n.t("{0} and {1} more", shown, rest) : shown;
}
