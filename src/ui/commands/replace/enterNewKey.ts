import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../../core/activity.ts";
import type { Fleet } from "../../../core/fleet.ts";
import type { Observation } from "../../../core/health.ts";
import type { Replacing, ReplaceFailure } from "../../../core/replacing.ts";
import { ok, type Result } from "../../../core/result.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import { warn } from "../../gates/messages.ts";
import { commandId } from "../../ids.ts";
import { dialogue } from "../../prompts.ts";
import { canRetry, failureSentence } from "../failures.ts";
import type { KeyForUseNeeds } from "../keyForUse.ts";
import type { SendNeeds } from "../unencrypted.ts";
import { checkOld } from "./checkOld.ts";
import { NewKeyQuestions, type Answers, type QuestionNeeds } from "./newKeyQuestions.ts";
import type { Way } from "./ways.ts";
import { keyName } from "./words.ts";

export interface EnterNeeds extends QuestionNeeds, KeyForUseNeeds, SendNeeds {
  readonly fleet: Fleet;
  readonly replacing: Pick<Replacing, "begin" | "put" | "resume">;
  readonly activity: ActivityNotes;
  /** Shows the key in the view. */
  readonly reveal: (server: string, key: string) => Promise<void>;
}

/**
 * From the step in SDP on: asks for the key that was made there, stores it, and goes on with what uses it. Who leaves
 * before is told how the old key stands.
 * @param before what the server said of the old key
 * @param since when the step in SDP was shown, milliseconds since the epoch
 */
export async function enterNewKey(
  needs: EnterNeeds,
  chosen: ChosenKey,
  way: Way,
  before: Observation,
  since: number,
): Promise<void> {
  const { server, key } = chosen;
  const questions = new NewKeyQuestions(needs, chosen, way, needs.fleet.build(server), before);
  const title =
    way.procedure === "in-place"
      ? l10n.t("Replace in Place: {0}", keyName(chosen))
      : l10n.t("Replace Side by Side: {0}", keyName(chosen));
  const answered = await dialogue(title, questions.steps);
  const { answers } = questions;
  if (!answered || answers === undefined || !(await store(needs, chosen, way, since, answers))) {
    await leave(needs, chosen, way, since);
    return;
  }
  await needs.reveal(server.name, key.name);
  await vscode.commands.executeCommand(commandId("continueReplacement"), server.name, key.name);
}

/** Whether it is stored; what fails is said, and can be tried again. */
async function store(
  needs: EnterNeeds,
  chosen: ChosenKey,
  way: Way,
  since: number,
  { secret, checked, expires, owner }: Answers,
): Promise<boolean> {
  const { server, key } = chosen;
  const { procedure, kind } = way;
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: l10n.t("Storing the new key of {0}", keyName(chosen)),
  };
  for (;;) {
    const stored = await vscode.window.withProgress(
      options,
      async (_, token): Promise<Result<unknown, ReplaceFailure>> => {
        const cancel = new AbortController();
        token.onCancellationRequested(() => cancel.abort());
        // An attempt that was broken off may be done by now.
        const settled =
          needs.fleet.replacement(server, key)?.stage === "storing"
            ? await needs.replacing.resume(server, key)
            : ok("back");
        if (!settled.ok || settled.value === "forth") return settled;
        const facts = { kind, owner, expires };
        return needs.replacing.put(server, key, { secret, checked, procedure, since, facts }, cancel.signal);
      },
    );
    await needs.activity.follow("replaceKey", { server: server.name, key: key.name }, Promise.resolve(stored));
    if (stored.ok) return true;
    if (!(await triesAgain(needs, chosen, stored.reason))) return false;
  }
}

async function triesAgain(
  { fleet }: EnterNeeds,
  { server, key }: ChosenKey,
  failure: ReplaceFailure,
): Promise<boolean> {
  if (failure.step === "cancelled") return false;
  const retry = l10n.t("Retry");
  const sentence = failureSentence(failure);
  const message =
    fleet.replacement(server, key)?.stage === "storing"
      ? l10n.t("It is not known yet whether the new key is stored. {0}", sentence)
      : l10n.t("The new key is not stored. {0}", sentence);
  return (await warn(message, ...(canRetry(failure) ? [retry] : []))) === retry;
}

/** The person may have made another key in SDP or not: the server knows. */
async function leave(needs: EnterNeeds, chosen: ChosenKey, way: Way, since: number): Promise<void> {
  const { server, key } = chosen;
  await needs.replacing.begin(server, key, { ...way, since });
  const seen = await checkOld(needs.fleet, chosen, l10n.t("Checking whether the old key still works…"));
  if (seen?.state === "valid" || seen?.state === "forbidden") {
    vscode.window.setStatusBarMessage(`$(pass) ${l10n.t("Nothing was changed: the old key still works.")}`, 8_000);
  }
  if (seen?.state !== "invalid") return;
  const goOn = l10n.t("Continue Replacement…");
  const message = l10n.t("The replacement of {0} is not finished: the server refuses the old key.", keyName(chosen));
  if ((await warn(message, goOn)) !== goOn) return;
  await vscode.commands.executeCommand(commandId("continueReplacement"), server.name, key.name);
}
