import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { consumerPage, stepsText } from "../../../core/keyPages.ts";
import type { Carrying } from "../../../core/replacement.ts";
import type { ChosenKey, Consumer } from "../../../core/servers.ts";
import { commandId, type CommandName } from "../../ids.ts";
import { alone, askChoice, type Choice } from "../../prompts.ts";
import { openConsoleOf } from "./openConsole.ts";
import { tickOff, tickRetired, type TickNeeds } from "./tick.ts";
import { consumerName, keyName } from "./words.ts";

export type ChecklistNeeds = TickNeeds;

type Row =
  | { readonly kind: "consumer"; readonly consumer: string }
  | { readonly kind: "retire" }
  | { readonly kind: "all" }
  | { readonly kind: "undo" };

/** What still has the old key, one after the other, until the person leaves or all is done. */
export async function checklist(needs: ChecklistNeeds, chosen: ChosenKey): Promise<void> {
  const { server, key } = chosen;
  for (;;) {
    const replacement = needs.fleet.replacement(server, key);
    if (replacement?.stage !== "carrying") return;
    const undoable = replacement.kept && needs.fleet.outlook(server, key).previous;
    const answer = await askChoice(
      alone(l10n.t("Carry the New Key: {0}", keyName(chosen))),
      replacement.remaining.length > 0
        ? l10n.t("The new key is stored. What gets it next?")
        : l10n.t("All that uses the key has the new one."),
      rowsOf(chosen, replacement, undoable),
    );
    if (answer.kind !== "answer") return;
    if (!(await act(needs, chosen, replacement, answer.value))) return;
  }
}

function rowsOf({ key }: ChosenKey, { remaining, retire }: Carrying, undoable: boolean): readonly Choice<Row>[] {
  const consumers = remaining.map((consumer): Choice<Row> => ({
    label: `$(circle-large-outline) ${consumerName(consumer)}`,
    description: l10n.t("still has the old key"),
    ...pageDetail(key.usedBy.find(({ name }) => name === consumer)),
    value: { kind: "consumer", consumer },
  }));
  const last: Choice<Row> = {
    label: `$(circle-large-outline) ${l10n.t("Switch off the Old Key in ServiceDesk Plus")}`,
    description: l10n.t("last"),
    value: { kind: "retire" },
  };
  const all: Choice<Row> = { label: `$(check-all) ${l10n.t("Mark All of Them as Done")}`, value: { kind: "all" } };
  const undo: Choice<Row> = { label: `$(discard) ${l10n.t("Undo Replacement…")}`, value: { kind: "undo" } };
  return [...consumers, ...(retire ? [last] : []), ...(remaining.length > 1 ? [all] : []), ...(undoable ? [undo] : [])];
}

/** Whether the list is shown again. */
async function act(needs: ChecklistNeeds, chosen: ChosenKey, { remaining }: Carrying, row: Row): Promise<boolean> {
  switch (row.kind) {
    case "consumer":
      return carryTo(needs, chosen, row.consumer);
    case "retire":
      return tickRetired(needs, chosen);
    case "all":
      for (const consumer of remaining) if (!(await tickOff(needs, chosen, consumer))) return false;
      return true;
    case "undo":
      await run("undoReplacement", chosen);
      return true;
  }
}

type Step = "both" | "copy" | "open" | "done";

/** Gives one consumer the new key; whether the list is shown again. */
async function carryTo(needs: ChecklistNeeds, chosen: ChosenKey, consumer: string): Promise<boolean> {
  const listed = chosen.key.usedBy.find(({ name }) => name === consumer);
  const question = consumerPage(listed?.product)?.note ?? l10n.t("Paste the new key there, then mark it as done.");
  for (let next: Step | undefined; ; next = "done") {
    const place = { title: consumerName(consumer), step: 2, total: undefined };
    const answer = await askChoice(place, question, stepsOf(listed), (step) => step === next);
    if (answer.kind !== "answer") return answer.kind === "back";
    if (answer.value === "done") return tickOff(needs, chosen, consumer);
    if (answer.value !== "open") await run("copyKey", chosen);
    if (answer.value !== "copy" && listed !== undefined) await openConsoleOf(listed);
  }
}

function stepsOf(consumer: Consumer | undefined): readonly Choice<Step>[] {
  const detail = pageDetail(consumer);
  const copy: Choice<Step> = { label: `$(copy) ${l10n.t("Copy Key")}`, value: "copy" };
  const open: Choice<Step> = { label: `$(link-external) ${l10n.t("Open Console")}`, ...detail, value: "open" };
  const both: Choice<Step> = { label: `$(rocket) ${l10n.t("Copy Key and Open Console")}`, ...detail, value: "both" };
  const done: Choice<Step> = { label: `$(check) ${l10n.t("It Has the New Key")}`, value: "done" };
  return consumer?.url === undefined ? [{ ...copy, ...detail }, done] : [both, copy, open, done];
}

function pageDetail(consumer: Consumer | undefined): { readonly detail?: string } {
  const page = consumerPage(consumer?.product);
  return page === undefined ? {} : { detail: stepsText(page.steps) };
}

function run(command: CommandName, { server, key }: ChosenKey): Thenable<unknown> {
  return vscode.commands.executeCommand(commandId(command), server.name, key.name);
}
