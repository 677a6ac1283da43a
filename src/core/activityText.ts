import * as l10n from "@vscode/l10n";
import type { Action } from "./activity.ts";
import type { ActivityEntry, Doer } from "./activityPort.ts";
import { formatDay } from "./expiry.ts";
import type { KeyState, VerifyRow } from "./health.ts";

/** Entries as lines, newest first, in columns: when (local time), who, what, to which entry, with what result. */
export function activityText(entries: readonly ActivityEntry[]): string {
  const rows = [...entries]
    .reverse()
    .sort((a, b) => b.at - a.at)
    .map((entry) => cellsOf(entry).map(inOneLine));
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, n) => Math.max(most[n] ?? 0, cell.length)),
    [],
  );
  const lines = rows.map((row) => row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join("  "));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

/** A round of checks in a few words: `valid`, or `3 keys: 2 valid, 1 invalid`, by the fixed names of states. */
export function roundDetail(rows: readonly Pick<VerifyRow, "state">[]): string {
  const counts = new Map<KeyState, number>();
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  const counted = [...counts].map(([state, count]) => (rows.length === 1 ? state : `${count} ${state}`)).join(", ");
  return rows.length === 1 ? counted : l10n.t("{0} keys: {1}", rows.length, counted);
}

/** A local moment as `YYYY-MM-DD hh:mm:ss`. */
function formatMoment(at: number): string {
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${formatDay(date)} ${time.map((part) => String(part).padStart(2, "0")).join(":")}`;
}

function cellsOf(entry: ActivityEntry): readonly string[] {
  const { at, by, action, result, detail = "" } = entry;
  return [
    formatMoment(at),
    doerWords(by),
    actionWords(action),
    targetWords(entry),
    result === "done" ? l10n.t("done") : l10n.t("failed"),
    result === "done" ? detail : stepWords(detail),
  ];
}

/** Whatever a name in the settings holds: line ends, other control characters, and what turns the direction of text. */
function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

function targetWords({ server, key }: ActivityEntry): string {
  if (server === undefined) return l10n.t("all");
  return key === undefined ? server : `${server}/${key}`;
}

function doerWords(by: Doer): string {
  switch (by) {
    case "person":
      return l10n.t("you");
    case "timer":
      return l10n.t("timer");
  }
}

function actionWords(action: Action): string {
  switch (action) {
    case "addServer":
      return l10n.t("Add Server");
    case "addKey":
      return l10n.t("Add Key");
    case "enterKey":
      return l10n.t("Enter Key");
    case "verify":
      return l10n.t("Verify");
    case "trustCertificate":
      return l10n.t("Trust Certificate");
    case "useStoredKey":
      return l10n.t("Use Stored Key");
    case "useThisAddress":
      return l10n.t("Use This Address");
    case "rename":
      return l10n.t("Rename");
    case "moveKeys":
      return l10n.t("Move Keys");
    case "remove":
      return l10n.t("Remove");
    case "removeAllKeys":
      return l10n.t("Remove All Keys");
    case "replaceKey":
      return l10n.t("Replace Key");
    case "undoReplacement":
      return l10n.t("Undo Replacement");
    case "tickConsumer":
      return l10n.t("Mark as Done");
    case "changeExpiry":
      return l10n.t("Change Expiry");
    case "edit":
      return l10n.t("Edit");
    case "copyKey":
      return l10n.t("Copy Key");
    case "openTerminal":
      return l10n.t("Open Terminal with Key");
  }
}

/** The step at which a change failed; any other detail as it is. */
function stepWords(detail: string): string {
  switch (detail) {
    case "store":
      return l10n.t("secret store");
    case "index":
      return l10n.t("list of stored keys");
    case "lock":
      return l10n.t("another window was writing");
    case "entry":
      return l10n.t("settings");
    case "taken":
      return l10n.t("name taken");
    case "changed":
      return l10n.t("changed meanwhile");
    case "occupied":
      return l10n.t("another key is stored there");
    case "gone":
      return l10n.t("no key there");
    case "leftover":
      return l10n.t("key also left where it was");
    case "not-accepted":
      return l10n.t("the server did not accept the key");
    case "cancelled":
      return l10n.t("cancelled");
    default:
      return detail;
  }
}
