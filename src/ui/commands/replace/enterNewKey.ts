import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../../core/activity.ts";
import type { Fleet } from "../../../core/fleet.ts";
import type { Begun } from "../../../core/replacement.ts";
import type { Replacing, ReplaceFailure } from "../../../core/replacing.ts";
import { ok, type Result } from "../../../core/result.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import { confirm, warn } from "../../gates/messages.ts";
import { withCancel } from "../../gates/progress.ts";
import { commandId } from "../../ids.ts";
import { dialogue } from "../../prompts.ts";
import { canRetry, failureSentence } from "../failures.ts";
import type { KeyForUseNeeds } from "../keyForUse.ts";
import { keyName } from "../keyName.ts";
import type { SendNeeds } from "../unencrypted.ts";
import { checkOld } from "./checkOld.ts";
import { NewKeyQuestions, type Answers, type QuestionNeeds } from "./newKeyQuestions.ts";

export interface EnterNeeds extends QuestionNeeds, KeyForUseNeeds, SendNeeds {
  readonly fleet: Fleet;
  readonly replacing: Pick<Replacing, "begin" | "withdraw" | "put" | "resume">;
  readonly activity: ActivityNotes;
  /** Shows the key in the view. */
  readonly reveal: (server: string, key: string) => Promise<void>;
}

/**
 * From the step in SDP on: asks for the key that was made there, stores it, and goes on with what uses it. Who leaves
 * before is told how the old key stands.
 */
export async function enterNewKey(needs: EnterNeeds, chosen: ChosenKey, begun: Begun): Promise<void> {
  const { server, key } = chosen;
  const questions = new NewKeyQuestions(needs, chosen, begun, needs.fleet.build(server));
  const title =
    begun.procedure === "in-place"
      ? l10n.t("Replace in Place: {0}", keyName(chosen))
      : l10n.t("Replace Side by Side: {0}", keyName(chosen));
  const answered = await dialogue(title, questions.steps);
  const { answers } = questions;
  if (!answered || answers === undefined || !(await store(needs, chosen, begun, answers))) {
    await leave(needs, chosen, begun);
    return;
  }
  await needs.reveal(server.name, key.name);
  await vscode.commands.executeCommand(commandId("continueReplacement"), server.name, key.name);
}

/** Whether it is stored; what fails is said, and can be tried again. */
async function store(needs: EnterNeeds, chosen: ChosenKey, begun: Begun, answers: Answers): Promise<boolean> {
  const { server, key } = chosen;
  const { procedure, kind, since } = begun;
  const { secret, checked, expires, owner } = answers;
  const attempt = async (signal: AbortSignal): Promise<Result<void, ReplaceFailure>> => {
    // An attempt that was broken off is brought to its end first.
    const isBrokenOff = needs.fleet.replacement(server, key)?.stage === "storing";
    const settled = isBrokenOff ? await needs.replacing.resume(server, key) : ok("back");
    if (!settled.ok) return settled;
    const facts = { kind, owner, expires };
    return needs.replacing.put(server, key, { secret, checked, procedure, since, facts }, signal);
  };
  for (;;) {
    const target = { server: server.name, key: key.name };
    const stored = await withCancel(l10n.t("Storing the new key of {0}", keyName(chosen)), (signal) =>
      needs.activity.follow("replaceKey", target, attempt(signal)),
    );
    if (stored.ok) return true;
    if (!(await triesAgain(needs, chosen, stored.reason))) return false;
  }
}

/** The new key is in no store of this machine yet, and SDP may not show it again: it is not given up by accident. */
async function triesAgain({ fleet }: EnterNeeds, chosen: ChosenKey, failure: ReplaceFailure): Promise<boolean> {
  const { server, key } = chosen;
  const retry = l10n.t("Retry");
  const sentence = failureSentence(failure);
  const isUnderWay = fleet.replacement(server, key)?.stage === "storing";
  const message = isUnderWay
    ? l10n.t("The new key is not wholly stored yet. {0}", sentence)
    : l10n.t("The new key is not stored. {0}", sentence);
  const buttons = failure.step === "cancelled" || canRetry(failure) ? [retry] : [];
  for (;;) {
    if ((await warn(message, ...buttons)) === retry) return true;
    if (isUnderWay || buttons.length === 0) return false;
    const discards = await confirm(
      l10n.t("Discard the new key of {0}?", keyName(chosen)),
      l10n.t("The server accepts it, but it is not stored here, and ServiceDesk Plus may not show it again."),
      l10n.t("Discard Key"),
    );
    if (discards) return false;
  }
}

/** The person may have made another key in SDP or not: the server knows. */
async function leave(needs: EnterNeeds, chosen: ChosenKey, begun: Begun): Promise<void> {
  const { server, key } = chosen;
  const seen = await checkOld(needs.fleet, chosen, l10n.t("Checking whether the old key still works…"));
  const isAccepted = seen?.state === "valid" || seen?.state === "forbidden";
  if (isAccepted) await needs.replacing.withdraw(server, key, begun);
  const left = needs.fleet.replacement(server, key);
  if (isAccepted && left?.stage !== "storing") {
    vscode.window.setStatusBarMessage(`$(pass) ${l10n.t("The key was not replaced, and still works.")}`, 8_000);
  }
  if (seen?.state !== "invalid" || left?.stage !== "begun") return;
  needs.activity.note("replaceKey", { server: server.name, key: key.name }, "failed", l10n.t("not finished"));
  const goOn = l10n.t("Continue Replacement…");
  const message = l10n.t("The replacement of {0} is not finished: the server refuses the old key.", keyName(chosen));
  if ((await warn(message, goOn)) !== goOn) return;
  await vscode.commands.executeCommand(commandId("continueReplacement"), server.name, key.name);
}
