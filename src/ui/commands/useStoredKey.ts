import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { Reusing } from "../../core/reusing.ts";
import type { ServerEntry } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import { withTitle } from "../gates/progress.ts";
import { commandId } from "../ids.ts";
import { canRetry, failureSentence, type Failure } from "./failures.ts";
import { warnOfLeftover } from "./rename.ts";
import { chooseServerOrKey, names, type ServerOrKey } from "./selection.ts";
import { entryName, storedKeyQuestion, type Relink } from "./storedKeyQuestion.ts";

export interface UseStoredNeeds {
  readonly fleet: Pick<Fleet, "servers" | "outlook">;
  readonly reusing: Pick<Reusing, "useStored">;
  readonly activity: ActivityNotes;
}

/**
 * Uses stored keys for entries that were renamed or given another address by hand, once the person has agreed, and
 * checks them.
 */
export function useStoredKey(needs: UseStoredNeeds): Command {
  const { fleet } = needs;
  return async (...args) => {
    const chosen = await choose(fleet, args);
    if (chosen === undefined) return;
    const relinks = relinksOf(fleet, chosen.server).filter(({ key }) => !chosen.key || key.name === chosen.key.name);
    if (relinks.length === 0) return tellNone(chosen);
    const { question, detail, yes } = storedKeyQuestion(relinks);
    if (!(await confirm(question, detail, yes))) return;
    for (let left: readonly Relink[] = relinks; left.length > 0;) {
      const outcome = await useAll(needs, left);
      await verify(outcome.used);
      if (outcome.failed === undefined || !(await retries(outcome.failed, outcome.left.length))) return;
      left = outcome.left;
    }
  };
}

/** From the palette only what can be used is offered. */
async function choose(fleet: UseStoredNeeds["fleet"], args: readonly unknown[]): Promise<ServerOrKey | undefined> {
  const named = names(args)[0] !== undefined;
  const servers = named ? fleet.servers : fleet.servers.flatMap((server) => withRelinksOnly(fleet, server));
  if (servers.length === 0) void tell(noneSentence());
  if (servers.length === 0) return undefined;
  return chooseServerOrKey(servers, l10n.t("Use Stored Key"), l10n.t("For which server or key?"), args);
}

function withRelinksOnly(fleet: UseStoredNeeds["fleet"], server: ServerEntry): readonly ServerEntry[] {
  const keys = relinksOf(fleet, server).map(({ key }) => key);
  return keys.length === 0 ? [] : [{ ...server, keys }];
}

function relinksOf(fleet: UseStoredNeeds["fleet"], server: ServerEntry): readonly Relink[] {
  return server.keys.flatMap((key) => {
    const { candidate } = fleet.outlook(server, key);
    return candidate === undefined ? [] : [{ server, key, candidate }];
  });
}

async function tellNone({ server, key }: ServerOrKey): Promise<void> {
  if (key === undefined) {
    void tell(noneSentence());
    return;
  }
  const enter = l10n.t("Enter Key…");
  const answer = await tell(noneSentence(), enter);
  if (answer === enter) await vscode.commands.executeCommand(commandId("enterKey"), server.name, key.name);
}

function noneSentence(): string {
  return l10n.t("There is no stored key that could be used.");
}

interface Outcome {
  readonly used: readonly Relink[];
  /** Not used: those that failed, and those not tried since what stopped one would stop them too. */
  readonly left: readonly Relink[];
  /** The first failure, or a key that is also left where it was. */
  readonly failed: { readonly relink: Relink; readonly failure: Failure } | undefined;
}

function useAll({ reusing, activity }: UseStoredNeeds, relinks: readonly Relink[]): Thenable<Outcome> {
  return withTitle(l10n.t("Using stored keys"), async () => {
    const used: Relink[] = [];
    const left: Relink[] = [];
    let failed: Outcome["failed"];
    let leftover: Outcome["failed"];
    for (const [index, relink] of relinks.entries()) {
      const { server, key, candidate } = relink;
      const target = { server: server.name, key: key.name };
      const using = reusing.useStored(server, key, candidate.account);
      const done = await activity.follow("useStoredKey", target, using);
      const trouble = done.ok ? undefined : { relink, failure: done.reason };
      if (trouble === undefined || trouble.failure.step === "leftover") {
        used.push(relink);
        leftover ??= trouble;
      } else if (canRetry(trouble.failure)) {
        return { used, left: [...left, ...relinks.slice(index)], failed: trouble };
      } else {
        left.push(relink);
        failed ??= trouble;
      }
    }
    return { used, left, failed: failed ?? leftover };
  });
}

/** The person has just agreed that these keys go to their server. */
async function verify(used: readonly Relink[]): Promise<void> {
  const [first, second] = used;
  if (first === undefined) return;
  await (second === undefined
    ? vscode.commands.executeCommand(commandId("verifyKey"), first.server.name, first.key.name)
    : vscode.commands.executeCommand(commandId("verifyServer"), first.server.name));
}

/** Says what stopped it; whether to try again. */
async function retries({ relink, failure }: NonNullable<Outcome["failed"]>, left: number): Promise<boolean> {
  const sentence = failureSentence(failure);
  if (failure.step === "leftover") {
    await warnOfLeftover(l10n.t("{0} has its key. {1}", entryName(relink), sentence));
    return false;
  }
  const retry = l10n.t("Retry");
  const message =
    left === 1
      ? l10n.t("The stored key is not used for {0}. {1}", entryName(relink), sentence)
      : l10n.t("{0} stored keys are not used. {1}: {2}", left, entryName(relink), sentence);
  return (await warn(message, ...(canRetry(failure) ? [retry] : []))) === retry;
}
