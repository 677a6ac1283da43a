import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../core/activity.ts";
import { roundDetail } from "../../core/activityText.ts";
import type { Fleet, Selection } from "../../core/fleet.ts";
import type { Reason, VerifyRow } from "../../core/health.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { Command } from "../gates/commands.ts";
import { tell, warn } from "../gates/messages.ts";
import { withCount } from "../gates/progress.ts";
import { chooseKey, chooseServer } from "./selection.ts";
import { maySend, type SendNeeds } from "./unencrypted.ts";

export interface VerifyNeeds extends SendNeeds {
  readonly fleet: Fleet;
  readonly activity: ActivityNotes;
}

/** Checks every key. Resolves to rows without secrets, for other programs. */
export function verifyAll(needs: VerifyNeeds): Command {
  return () => verify(needs, {});
}

/** `verifyServer(server?)`: checks a server's keys; asks which where it is not said. */
export function verifyServer(needs: VerifyNeeds): Command {
  return async (...args) => {
    const server = await chooseServer(needs.fleet, l10n.t("Verify Keys of Server"), args);
    if (server === undefined || !(await maySend(needs, server))) return [];
    return verify(needs, { server: server.name });
  };
}

/** `verifyKey(server?, key?)`: checks one key; asks which where it is not said. */
export function verifyKey(needs: VerifyNeeds): Command {
  return async (...args) => {
    const chosen = await chooseKey(needs.fleet, l10n.t("Verify Key"), args);
    if (chosen === undefined || !(await maySend(needs, chosen.server))) return [];
    return verify(needs, { server: chosen.server.name, key: chosen.key.name });
  };
}

/** A round with progress and Cancel, and a closing line for the person who asked. */
async function verify(needs: VerifyNeeds, selection: Selection): Promise<readonly VerifyRow[]> {
  const words = (done: number, total: number): string => l10n.t("Checking keys: {0} of {1}", done, total);
  const rows = await withCount(words, async (count, signal) => {
    const seen = await needs.fleet.verify(selection, count, signal);
    return { seen, cancelled: signal.aborted };
  });
  if (rows.cancelled) needs.activity.note("verify", selection, "failed", "cancelled");
  else if (rows.seen.length > 0) needs.activity.note("verify", selection, "done", roundDetail(rows.seen));
  if (!rows.cancelled) void summarise(needs, selection, rows.seen);
  return rows.seen;
}

async function summarise(needs: VerifyNeeds, selection: Selection, rows: readonly VerifyRow[]): Promise<void> {
  if (rows.length === 0) {
    void tell(l10n.t("There are no keys yet."));
    return;
  }
  const good = rows.filter(({ state, expiry }) => state === "valid" && expiry !== "expired" && expiry !== "expiring");
  if (good.length === rows.length) {
    const words = rows.length === 1 ? l10n.t("The key is valid.") : l10n.t("All {0} keys are valid.", rows.length);
    vscode.window.setStatusBarMessage(`$(pass) ${words}`, 8_000);
    return;
  }
  const unread = rows.map((row) => reasonNotRead(needs.fleet, row)).find((reason) => reason !== undefined);
  if (unread !== undefined) {
    const retry = l10n.t("Retry");
    if ((await warn(reasonSentence(unread), retry)) === retry) await verify(needs, selection);
    return;
  }
  const show = l10n.t("Show Problems");
  const answer = await warn(attention(rows, rows.length - good.length), show);
  if (answer === show) await vscode.commands.executeCommand("workbench.actions.view.problems");
}

/** Why a key could not be read, where it is no trouble of the store: a dialog is open, or the person said no. */
function reasonNotRead(fleet: Fleet, row: VerifyRow): Reason | undefined {
  const server = fleet.server(row.server);
  const key = server?.keys.find(({ name }) => name === row.key);
  const seen = server && key && fleet.observation(server, key);
  if (seen?.state !== "unchecked") return undefined;
  return seen.reason.kind === "store" || seen.reason.kind === "denied" ? seen.reason : undefined;
}

function attention(rows: readonly VerifyRow[], count: number): string {
  if (rows.some(({ state }) => state === "store-unavailable")) {
    return l10n.t("The secret store does not work, so keys could not be checked.");
  }
  if (rows.length === 1) return l10n.t("The key needs attention.");
  return count === 1
    ? l10n.t("1 of {0} keys needs attention.", rows.length)
    : l10n.t("{0} of {1} keys need attention.", count, rows.length);
}
