import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Expiry } from "../../core/expiry.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { Observation } from "../../core/health.ts";
import type { Outlook } from "../../core/outlook.ts";
import type { Replacement } from "../../core/replacement.ts";
import { outageWords, replacementSentence, replacementWords } from "../../core/replacementWords.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { KeyEntry, ServerEntry } from "../../core/servers.ts";
import { expiryWords, stateWords } from "../../core/words.ts";
import { viewItem } from "../ids.ts";
import { openTasks } from "./elements.ts";
import { colour, described, spoken, tooltip } from "./itemParts.ts";

/**
 * A key: what was seen of it, when it ends, and how far its replacement is.
 * @param now milliseconds since the epoch
 */
export function drawKey(server: ServerEntry, key: KeyEntry, fleet: Fleet, now: number): vscode.TreeItem {
  const seen = fleet.observation(server, key);
  const expiry = fleet.expiry(server, key);
  const outlook = fleet.outlook(server, key);
  const replacement = fleet.replacement(server, key);
  const twins = fleet.twins(server, key).map((twin) => `${twin.server.name}/${twin.key.name}`);
  const store = outlook.store === "vscode" && seen.state !== "missing" ? l10n.t("Kept in VS Code's secret store") : "";
  const same = twins.length > 0 ? l10n.t("The same key as {0}", twins.join(", ")) : "";
  const { None, Expanded } = vscode.TreeItemCollapsibleState;
  const isDone = openTasks(server.name, key.name, replacement).length === 0;
  const item = new vscode.TreeItem(key.name, isDone ? None : Expanded);
  const state = stateWords(seen);
  const end = seen.state === "missing" && expiry.expiry !== "expired" ? "" : expiryWords(expiry);
  const spokenEnd = isEnteredByPerson(key) && end !== "" ? l10n.t("{0}, entered by you", end) : end;
  const progress = replacement && replacementWords(replacement);
  const outage = outageWords(replacement, now);
  // What is left to be done comes first: the end of a long line is not seen.
  item.description = described(progress, state, end);
  const { icon, tint, alert } = look(seen, expiry, replacement);
  item.iconPath = new vscode.ThemeIcon(icon, tint === undefined ? undefined : colour(tint));
  item.contextValue = keyContext(seen, outlook, replacement);
  item.tooltip = tooltip(
    `${server.label ?? server.name} / ${key.name}`,
    reasonSentence(seen.reason),
    progress,
    outage,
    replacement && replacementSentence(replacement),
    endWords(key, expiry),
    key.owner && l10n.t("Owner: {0}", key.owner),
    key.usedBy.length > 0 ? l10n.t("Used by: {0}", key.usedBy.map(({ name }) => name).join(", ")) : undefined,
    store,
    same,
    seen.checkedAt === null ? undefined : l10n.t("Checked: {0}", new Date(seen.checkedAt).toLocaleString()),
  );
  item.accessibilityInformation = {
    label: spoken(server.label ?? server.name, key.name, progress, outage, state, spokenEnd, alert, store, same),
  };
  return item;
}

function endWords(key: KeyEntry, expiry: Expiry): string {
  const words = expiryWords(expiry);
  if (key.expiresText === undefined) return words;
  const dated = expiry.expiry === "never" ? words : `${words} (${key.expiresText})`;
  return isEnteredByPerson(key) ? l10n.t("{0}, entered by you", dated) : dated;
}

/** SDP knows when an Integration Key ends; until it has confirmed the date that stands here, that is the person's own. */
function isEnteredByPerson({ kind, expiresText }: KeyEntry): boolean {
  return kind === "integration" && expiresText !== undefined;
}

function keyContext(seen: Observation, outlook: Outlook, replacement: Replacement | undefined): string {
  return viewItem("key", {
    without: seen.state === "missing" || seen.state === "invalid",
    relinkable: isRelinkable(seen, outlook),
    replacing: replacement !== undefined,
    undoable: replacement?.stage === "carrying" && replacement.kept && outlook.previous,
  });
}

/** Whether a person can say that a key stored for another name or address may be used. */
export function isRelinkable({ state }: Observation, { candidate }: Outlook): boolean {
  return state === "missing" && candidate !== undefined;
}

interface Look {
  readonly icon: string;
  readonly tint?: string;
  /** Said to screen readers. */
  readonly alert?: string;
}

function look({ state, reason }: Observation, { expiry }: Expiry, replacement: Replacement | undefined): Look {
  const error = { tint: "list.errorForeground", alert: l10n.t("error") };
  const warning = { tint: "list.warningForeground", alert: l10n.t("warning") };
  switch (state) {
    case "invalid":
      return { icon: "error", ...error };
    case "store-unavailable":
      return { icon: "lock", ...error };
    case "missing":
      return { icon: "question", ...warning };
    case "untrusted-certificate":
    case "not-servicedesk":
      return { icon: "unverified", ...warning };
    case "unreachable":
    case "server-error":
    case "rate-limited":
    case "unlicensed":
      return expiry === "expired" ? { icon: "error", ...error } : { icon: "debug-disconnect" };
    case "valid":
    case "forbidden":
    case "unchecked":
      if (expiry === "expired")
        return state === "valid" ? { icon: "warning", ...warning } : { icon: "error", ...error };
      if (expiry === "expiring") return { icon: "warning", ...warning };
      if (replacement !== undefined) return { icon: "warning", ...warning };
      if (state !== "unchecked") return { icon: "pass", tint: "testing.iconPassed" };
      return { icon: reason.kind === "store" ? "watch" : "circle-large-outline" };
  }
}
