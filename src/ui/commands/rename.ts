import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { Renaming, RenameFailure } from "../../core/renaming.ts";
import type { Result } from "../../core/result.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, warn } from "../gates/messages.ts";
import { withTitle } from "../gates/progress.ts";
import { commandId } from "../ids.ts";
import { alone, askText } from "../prompts.ts";
import { canRetry, failureSentence } from "./failures.ts";
import { nameProblem } from "./naming.ts";
import { protectedSentence } from "./protection.ts";
import { chooseServerOrKey, type ServerOrKey } from "./selection.ts";

export interface RenameNeeds {
  readonly fleet: Fleet;
  readonly renaming: Renaming;
  readonly activity: ActivityNotes;
}

/** Gives a server or key another name, and its stored keys the account that goes with it. */
export function rename({ fleet, renaming, activity }: RenameNeeds): Command {
  return async (...args) => {
    const question = l10n.t("Rename which server or key?");
    const chosen = await chooseServerOrKey(fleet.servers, l10n.t("Rename"), question, args);
    if (chosen === undefined) return;
    const { server, key } = chosen;
    const from = key?.name ?? server.name;
    const to = await askName(fleet, chosen, from);
    if (to === undefined || to === from) return;
    if (server.protected && !(await confirmProtected(chosen, from, to))) return;
    const attempt = (): Promise<Result<void, RenameFailure>> => {
      const work = key === undefined ? renaming.renameServer(server, to) : renaming.renameKey(server, key, to);
      return activity.follow("rename", { server: server.name, key: key?.name }, work, l10n.t("to {0}", to));
    };
    for (;;) {
      const renamed = await withTitle(l10n.t("Renaming {0} to {1}", from, to), attempt);
      if (renamed.ok || !(await retries(renamed.reason, from, to))) return;
    }
  };
}

async function askName(fleet: Fleet, { server, key }: ServerOrKey, from: string): Promise<string | undefined> {
  const taken = fleet.takenNames(key && server.name).filter((name) => name !== from);
  const stays = key === undefined && server.label !== undefined;
  const answer = await askText(alone(l10n.t("Rename {0}", from)), {
    prompt: stays
      ? l10n.t("Another name. It is part of the account in the secret store. The label {0} stays.", server.label)
      : l10n.t("Another name. It is part of the account in the secret store."),
    value: from,
    validate: (text) => nameProblem(text, taken),
  });
  return answer.kind === "answer" ? answer.value : undefined;
}

function confirmProtected({ server, key }: ServerOrKey, from: string, to: string): Promise<boolean> {
  const what =
    key === undefined
      ? l10n.t("Its keys ({0}) are stored anew under accounts with that name.", server.keys.length)
      : l10n.t("The key is stored anew under an account with that name.");
  const who = l10n.t("What reads them there by the account of before does not find them any more.");
  return confirm(
    l10n.t("Rename {0} to {1}?", from, to),
    `${what} ${who}\n\n${protectedSentence(server)}`,
    l10n.t("Rename"),
  );
}

/** Says what stopped it, and what is true; whether to try again. */
async function retries(failure: RenameFailure, from: string, to: string): Promise<boolean> {
  const sentence = failureSentence(failure);
  if (failure.step === "leftover") {
    await warnOfLeftover(l10n.t("{0} is renamed to {1}. {2}", from, to, sentence));
    return false;
  }
  const retry = l10n.t("Retry");
  const buttons = canRetry(failure) ? [retry] : [];
  return (await warn(l10n.t("{0} is not renamed. {1}", from, sentence), ...buttons)) === retry;
}

/** Says that a key is in the store twice, and offers to look. */
export async function warnOfLeftover(message: string): Promise<void> {
  const where = l10n.t("Where Are My Keys?");
  const answer = await warn(message, where);
  if (answer === where) await vscode.commands.executeCommand(commandId("whereAreMyKeys"));
}
