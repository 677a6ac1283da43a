import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ChangeFailure } from "../../../core/changing.ts";
import type { Observation } from "../../../core/health.ts";
import type { Inventory } from "../../../core/inventory.ts";
import type { Begun } from "../../../core/replacement.ts";
import type { Result } from "../../../core/result.ts";
import { reasonSentence } from "../../../core/sentences.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import type { Undoing } from "../../../core/undoing.ts";
import type { Command } from "../../gates/commands.ts";
import { confirm, warn } from "../../gates/messages.ts";
import { commandId } from "../../ids.ts";
import { alone, askChoice } from "../../prompts.ts";
import { failureSentence } from "../failures.ts";
import { takeKey } from "../keyForUse.ts";
import { keyName } from "../keyName.ts";
import { openInBrowser } from "../openServer.ts";
import { protectedSentence } from "../protection.ts";
import { untilDone } from "../retrying.ts";
import { chooseKey } from "../selection.ts";
import { maySend } from "../unencrypted.ts";
import { checkOld } from "./checkOld.ts";
import { enterNewKey, type EnterNeeds } from "./enterNewKey.ts";
import { openConsoles } from "./openConsole.ts";
import { outageWords, wayChoices } from "./ways.ts";

export interface ReplaceNeeds extends EnterNeeds {
  readonly undoing: Pick<Undoing, "stray">;
  readonly inventory: Pick<Inventory, "delete">;
}

/**
 * Replaces a key: says how, leads to the page of SDP where another is made, tests and stores that one, and goes on with
 * carrying it to what uses it.
 */
export function replaceKey(needs: ReplaceNeeds): Command {
  return async (...args) => {
    const chosen = await chooseKey(needs.fleet, l10n.t("Replace Key"), args);
    if (chosen === undefined) return;
    const anew = await beginsAnew(needs, chosen);
    if (anew === undefined) return;
    if (!anew) return run("continueReplacement", chosen);
    if (chosen.server.protected && !(await agreed(chosen))) return;
    const before = await lookAtOld(needs, chosen);
    if (before === undefined) return;
    const way = await askChoice(
      alone(l10n.t("Replace Key: {0}", keyName(chosen))),
      l10n.t("How is the new key made?"),
      wayChoices(chosen.key.kind, chosen.key.usedBy.length),
    );
    if (way.kind !== "answer") return;
    if (way.value === "extend") return run("changeExpiry", chosen);
    if (way.value.procedure === "in-place" && !(await agreesToOutage(chosen, before))) return;
    if (!(await clearsStray(needs, chosen))) return;
    // In place, what uses the key waits for the next one from the step in SDP on: its consoles come first.
    if (way.value.procedure === "in-place") await openConsoles(chosen.key.usedBy);
    const begun: Begun = {
      stage: "begun",
      ...way.value,
      since: needs.clock.now(),
      worked: before.state === "valid",
    };
    // Were it not noted, nothing would tell of it after a crash.
    const target = { server: chosen.server.name, key: chosen.key.name };
    const note = (): Promise<Result<void, ChangeFailure>> => needs.replacing.begin(chosen.server, chosen.key, begun);
    if ((await untilDone(() => needs.activity.follow("replaceKey", target, note(), l10n.t("begun")))) !== undefined)
      return;
    await openInBrowser(chosen.server);
    await enterNewKey(needs, chosen, begun);
  };
}

/** Whether a replacement is begun, or one that is not at its end is gone on with; undefined: neither. */
async function beginsAnew({ fleet }: EnterNeeds, chosen: ChosenKey): Promise<boolean | undefined> {
  const replacement = fleet.replacement(chosen.server, chosen.key);
  if (replacement === undefined) return true;
  if (replacement.stage === "storing") return false;
  const answer = await askChoice(
    alone(l10n.t("Replace Key: {0}", keyName(chosen))),
    l10n.t("A replacement of this key is not finished."),
    [
      { label: l10n.t("Continue Replacement"), value: false },
      {
        label: l10n.t("Replace the Key Again"),
        detail: replacement.stage === "carrying" ? l10n.t("All that uses it then needs the next key.") : "",
        value: true,
      },
    ],
  );
  return answer.kind === "answer" ? answer.value : undefined;
}

function agreed({ server, key }: ChosenKey): Promise<boolean> {
  return confirm(
    l10n.t("Replace {0}?", keyName({ server, key })),
    `${l10n.t("Another key takes its place, here and then in all that uses it.")}\n\n${protectedSentence(server)}`,
    l10n.t("Replace"),
  );
}

/** What the server says of the old key; undefined: it is not there, or no other could be tested now. */
async function lookAtOld(needs: EnterNeeds, chosen: ChosenKey): Promise<Observation | undefined> {
  if ((await takeKey(needs, chosen)) === undefined || !(await maySend(needs, chosen.server))) return undefined;
  const retry = l10n.t("Retry");
  for (;;) {
    const seen = await checkOld(needs.fleet, chosen, l10n.t("Checking the key before it is replaced…"));
    if (seen === undefined) return undefined;
    if (seen.state === "valid" || seen.state === "invalid" || seen.state === "forbidden") return seen;
    const message = l10n.t(
      "{0} A new key could not be tested now, so the replacement was not begun.",
      reasonSentence(seen.reason),
    );
    if ((await warn(message, retry)) !== retry) return undefined;
  }
}

function agreesToOutage({ key }: ChosenKey, before: Observation): Promise<boolean> {
  const names = key.usedBy.map(({ name }) => name);
  const consoles = key.usedBy.some(({ url }) => url !== undefined);
  const detail = [
    names.length > 0
      ? names.join(", ")
      : l10n.t("What uses it is not recorded: Edit… > Used By makes a list to tick off."),
    before.state === "invalid" ? l10n.t("The server refuses it already, so nothing more stops.") : "",
    consoles
      ? l10n.t("Their consoles are opened first, then ServiceDesk Plus. From then on the outage time is shown.")
      : l10n.t("Before you re-generate, open where the new key has to go. From then on the outage time is shown."),
  ];
  return confirm(
    outageWords(names.length),
    detail.filter((line) => line !== "").join("\n\n"),
    consoles ? l10n.t("Open Consoles and Go On") : l10n.t("Go On"),
  );
}

/** An old key that another editor has left beside this one: there is room for one only. Whether there is. */
async function clearsStray(needs: ReplaceNeeds, { server, key }: ChosenKey): Promise<boolean> {
  const stray = await needs.undoing.stray(server, key);
  if (!stray.ok) {
    await warn(failureSentence(stray.reason));
    return false;
  }
  const item = stray.value;
  if (item === undefined) return true;
  const detail = l10n.t(
    "{0} is not in this editor's list. Another editor may be replacing the same key, or have left it behind. Its place is needed for the key that is replaced now.",
    item.account,
  );
  const question = l10n.t("The secret store holds another old key of {0}. Delete it?", keyName({ server, key }));
  if (!(await confirm(question, detail, l10n.t("Delete")))) return false;
  const target = { server: server.name, key: key.name };
  return (await untilDone(() => needs.activity.follow("remove", target, needs.inventory.delete(item)))) === undefined;
}

async function run(command: "continueReplacement" | "changeExpiry", { server, key }: ChosenKey): Promise<void> {
  await vscode.commands.executeCommand(commandId(command), server.name, key.name);
}
