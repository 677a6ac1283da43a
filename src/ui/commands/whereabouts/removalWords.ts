import * as l10n from "@vscode/l10n";
import type { Clearance } from "../../../core/clearing.ts";
import type { ChosenKey, ServerEntry } from "../../../core/servers.ts";
import { storeSentence } from "../../../core/stores/storeSentences.ts";
import { failureSentence } from "../failures.ts";
import { entryName } from "../storedKeyQuestion.ts";
import { storeName } from "../storeWords.ts";
import type { Question } from "./words.ts";

/** Lines of a dialog that are still read. */
const LISTED = 10;

/** Asks whether the keys of these servers, of which there is one key at least, may be deleted. */
export function removalQuestion(servers: readonly ServerEntry[]): Question {
  const concerned = servers.filter(({ keys }) => keys.length > 0);
  const count = concerned.reduce((sum, { keys }) => sum + keys.length, 0);
  const lines = concerned.slice(0, LISTED).map(lineOf);
  const rest = concerned.slice(LISTED);
  if (rest.length > 0) {
    const guarded = rest.filter((server) => server.protected).length;
    lines.push(
      guarded === 0
        ? l10n.t("and {0} more", rest.length)
        : l10n.t("and {0} more, {1} of them protected", rest.length, guarded),
    );
  }
  const stays = [
    l10n.t("The entries stay in your settings, without keys."),
    l10n.t("Nothing changes in ServiceDesk Plus: what uses a key goes on working."),
    l10n.t("Keys that are not in this editor's list stay, too: Where Are My Keys? lists them."),
  ];
  return {
    question:
      count === 1
        ? l10n.t("Remove the one key of this list from this machine?")
        : l10n.t("Remove the keys of all {0} entries from this machine?", count),
    detail: [...lines, "", stays.join(" ")].join("\n"),
  };
}

function lineOf(server: ServerEntry): string {
  const name = server.label ?? server.name;
  const count = server.keys.length;
  if (server.protected) return l10n.t("{0} (protected): {1}", name, count);
  return l10n.t("{0}: {1}", name, count);
}

/** What is to be said once keys were removed, or not. */
export interface ClearanceReport {
  readonly sentence: string;
  readonly failed: readonly ChosenKey[];
  /** Nothing is left to be told of or done. */
  readonly done: boolean;
}

/** @param total how many keys were to be removed; fewer outcomes than that: a person said stop */
export function clearanceReport({ outcomes, unsure }: Clearance, total: number): ClearanceReport {
  const failed = outcomes.flatMap(({ chosen, outcome }) => (outcome.ok ? [] : [{ chosen, failure: outcome.reason }]));
  const removed = outcomes.length - failed.length;
  const [first] = failed;
  const [doubt] = unsure;
  const sentences = [removedSentence(removed, total)];
  if (first !== undefined) {
    const why = `${entryName(first.chosen)}: ${failureSentence(first.failure)}`;
    sentences.push(failed.length === 1 ? why : l10n.t("{0} could not be removed. {1}", failed.length, why));
  } else if (doubt !== undefined) {
    const copies = l10n.t("Copies may be left in {0}, which does not work.", storeName(doubt.store));
    sentences.push(copies, storeSentence(doubt.failure));
  }
  return {
    sentence: sentences.join(" "),
    failed: failed.map(({ chosen }) => chosen),
    done: first === undefined && doubt === undefined,
  };
}

function removedSentence(removed: number, total: number): string {
  if (removed < total) return l10n.t("The keys of {0} of {1} entries are removed from this machine.", removed, total);
  return removed === 1
    ? l10n.t("The key is removed from this machine.")
    : l10n.t("The keys of all {0} entries are removed from this machine.", removed);
}
