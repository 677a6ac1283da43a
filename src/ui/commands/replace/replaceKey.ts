import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Observation } from "../../../core/health.ts";
import { reasonSentence } from "../../../core/sentences.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import type { Command } from "../../gates/commands.ts";
import { confirm, warn } from "../../gates/messages.ts";
import { commandId } from "../../ids.ts";
import { alone, askChoice } from "../../prompts.ts";
import { takeKey } from "../keyForUse.ts";
import { protectedSentence } from "../protection.ts";
import { chooseKey } from "../selection.ts";
import { maySend } from "../unencrypted.ts";
import { checkOld } from "./checkOld.ts";
import { enterNewKey, type EnterNeeds } from "./enterNewKey.ts";
import { outageWords, wayChoices } from "./ways.ts";
import { keyName } from "./words.ts";

/**
 * Replaces a key: says how, leads to the page of SDP where another is made, tests and stores that one, and goes on with
 * carrying it to what uses it.
 */
export function replaceKey(needs: EnterNeeds): Command {
  return async (...args) => {
    const chosen = await chooseKey(needs.fleet, l10n.t("Replace Key"), args);
    if (chosen === undefined) return;
    const begun = await beginsAnew(needs, chosen);
    if (begun === undefined) return;
    if (!begun) return run("continueReplacement", chosen);
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
    // In place, what uses the key waits for the next one from the step in SDP on: its consoles come first.
    if (way.value.procedure === "in-place") await openAll(chosen.key.usedBy.flatMap(({ url }) => url ?? []));
    const since = needs.clock.now();
    await needs.replacing.begin(chosen.server, chosen.key, { ...way.value, since });
    await openAll([chosen.server.address.href]);
    await enterNewKey(needs, chosen, way.value, before, since);
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
      { label: l10n.t("Continue It"), value: false },
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
      : l10n.t("Have their consoles open before you re-generate. From then on the outage time is shown."),
  ];
  return confirm(
    outageWords(names.length),
    detail.filter((line) => line !== "").join("\n\n"),
    consoles ? l10n.t("Open Consoles and Go On") : l10n.t("Go On"),
  );
}

async function openAll(addresses: readonly string[]): Promise<void> {
  for (const address of new Set(addresses)) await vscode.env.openExternal(vscode.Uri.parse(address, true));
}

async function run(command: "continueReplacement" | "changeExpiry", { server, key }: ChosenKey): Promise<void> {
  await vscode.commands.executeCommand(commandId(command), server.name, key.name);
}
