import * as l10n from "@vscode/l10n";
import { formatDay } from "./expiry.ts";
import { EVERYTHING, outageSince, type Carrying, type Replacement } from "./replacement.ts";

/** What has the old key, or has the new one by now, as people call it. */
export function consumerName(consumer: string): string {
  return consumer === EVERYTHING ? l10n.t("Everything that uses this key") : consumer;
}

/** How far a replacement is, in a few words, as the tree shows it. */
export function replacementWords(replacement: Replacement): string {
  return replacement.stage === "carrying" ? carryingWords(replacement) : l10n.t("replacement not finished");
}

function carryingWords({ remaining }: Carrying): string {
  if (remaining.length === 0) return l10n.t("old key still active");
  if (remaining.length > 1) return l10n.t("{0} consumers still have the old key", remaining.length);
  return remaining[0] === EVERYTHING
    ? l10n.t("new key not carried over yet")
    : l10n.t("1 consumer still has the old key");
}

/** What is to be done next for a replacement, in a sentence or two. */
export function replacementSentence(replacement: Replacement): string {
  switch (replacement.stage) {
    case "begun":
      return replacement.procedure === "in-place"
        ? l10n.t("No new key is stored, and the old one may have stopped working. Go on with Continue Replacement…")
        : l10n.t("No new key is stored yet. Go on with Continue Replacement…");
    case "storing":
      return l10n.t("The change of keys was broken off. Continue Replacement… brings it to its end.");
    case "carrying":
      return replacement.remaining.length > 0
        ? l10n.t("Give the new key to what still has the old one. Continue Replacement… leads through it.")
        : l10n.t("Switch off the old key in ServiceDesk Plus. Continue Replacement… shows where.");
  }
}

/**
 * Since when what uses the key may have none that works: the local time, with its day unless that is today's; empty
 * without an outage.
 * @param now milliseconds since the epoch
 */
export function outageWords(replacement: Replacement | undefined, now: number): string {
  const since = outageSince(replacement);
  if (since === undefined) return "";
  const date = new Date(since);
  const time = [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  const day = formatDay(date);
  return l10n.t("outage since {0}", day === formatDay(new Date(now)) ? time : `${day} ${time}`);
}
