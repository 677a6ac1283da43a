import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { consumerPage, keyPages, stepsText, type KeyPages } from "../../../core/keyPages.ts";
import type { Carrying } from "../../../core/replacement.ts";
import { consumerName } from "../../../core/replacementWords.ts";
import type { ChosenKey, Consumer } from "../../../core/servers.ts";
import { commandId, type CommandName } from "../../ids.ts";
import { alone, askChoice, type Choice } from "../../prompts.ts";
import { keyName } from "../keyName.ts";
import { openInBrowser } from "../openServer.ts";
import { openConsoleOf } from "./openConsole.ts";
import { tickOff, tickRetired, type TickNeeds } from "./tick.ts";

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
      rowsOf(chosen, replacement, retirePages(needs, chosen, replacement), undoable),
    );
    if (answer.kind !== "answer") return;
    if (!(await act(needs, chosen, replacement, answer.value))) return;
  }
}

function rowsOf(
  { key }: ChosenKey,
  { remaining, retire }: Carrying,
  pages: KeyPages,
  undoable: boolean,
): readonly Choice<Row>[] {
  const consumers = remaining.map((consumer): Choice<Row> => ({
    ...icon("circle-large-outline"),
    label: consumerName(consumer),
    description: l10n.t("still has the old key"),
    ...pageDetail(key.usedBy.find(({ name }) => name === consumer)),
    value: { kind: "consumer", consumer },
  }));
  const last: Choice<Row> = {
    ...icon("circle-large-outline"),
    label: l10n.t("Switch off the Old Key in ServiceDesk Plus"),
    description: l10n.t("last"),
    detail: stepsText(pages.steps),
    value: { kind: "retire" },
  };
  const all: Choice<Row> = { ...icon("check-all"), label: l10n.t("Mark All of Them as Done"), value: { kind: "all" } };
  const undo: Choice<Row> = { ...icon("discard"), label: l10n.t("Undo Replacement…"), value: { kind: "undo" } };
  return [...consumers, ...(retire ? [last] : []), ...(remaining.length > 1 ? [all] : []), ...(undoable ? [undo] : [])];
}

/** Whether the list is shown again. */
async function act(needs: ChecklistNeeds, chosen: ChosenKey, replacement: Carrying, row: Row): Promise<boolean> {
  switch (row.kind) {
    case "consumer":
      return carryTo(needs, chosen, row.consumer);
    case "retire":
      return retire(needs, chosen, replacement);
    case "all":
      for (const consumer of replacement.remaining) if (!(await tickOff(needs, chosen, consumer))) return false;
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
  for (let next: Step | undefined; ;) {
    const place = { title: consumerName(consumer), step: 2, total: undefined };
    const answer = await askChoice(place, question, stepsOf(listed), (step) => step === next);
    if (answer.kind !== "answer") return answer.kind === "back";
    if (answer.value === "done") return tickOff(needs, chosen, consumer);
    const copied = answer.value === "open" || (await run("copyKey", chosen)) === true;
    if (copied && answer.value !== "copy" && listed !== undefined) await openConsoleOf(listed);
    next = copied ? "done" : undefined;
  }
}

/** Leads to where the old key is switched off; whether the list is shown again. */
async function retire(needs: ChecklistNeeds, chosen: ChosenKey, replacement: Carrying): Promise<boolean> {
  const pages = retirePages(needs, chosen, replacement);
  const open: Choice<"open" | "done"> = {
    ...icon("link-external"),
    label: l10n.t("Open Server"),
    detail: stepsText(pages.steps),
    value: "open",
  };
  const done: Choice<"open" | "done"> = { ...icon("check"), label: l10n.t("It Is Switched Off"), value: "done" };
  for (let next: "open" | "done" = "open"; ; next = "done") {
    const place = { title: l10n.t("Switch off the Old Key: {0}", keyName(chosen)), step: 2, total: undefined };
    const answer = await askChoice(place, pages.note, [open, done], (step) => step === next);
    if (answer.kind !== "answer") return answer.kind === "back";
    if (answer.value === "done") {
      await tickRetired(needs, chosen);
      return true;
    }
    await openInBrowser(chosen.server);
  }
}

function retirePages({ fleet }: ChecklistNeeds, { server }: ChosenKey, { before }: Carrying): KeyPages {
  return keyPages(before.kind, "retire", fleet.build(server));
}

function stepsOf(consumer: Consumer | undefined): readonly Choice<Step>[] {
  const detail = pageDetail(consumer);
  const copy: Choice<Step> = { ...icon("copy"), label: l10n.t("Copy Key"), value: "copy" };
  const open: Choice<Step> = { ...icon("link-external"), label: l10n.t("Open Console"), ...detail, value: "open" };
  const both: Choice<Step> = {
    ...icon("rocket"),
    label: l10n.t("Copy Key and Open Console"),
    ...detail,
    value: "both",
  };
  const done: Choice<Step> = { ...icon("check"), label: l10n.t("It Has the New Key"), value: "done" };
  return consumer?.url === undefined ? [{ ...copy, ...detail }, done] : [both, copy, open, done];
}

/** Beside the label, not in it: there a screen reader would read the icon's name out. */
function icon(id: string): { readonly iconPath: vscode.ThemeIcon } {
  return { iconPath: new vscode.ThemeIcon(id) };
}

function pageDetail(consumer: Consumer | undefined): { readonly detail?: string } {
  const page = consumerPage(consumer?.product);
  return page === undefined ? {} : { detail: stepsText(page.steps) };
}

function run(command: CommandName, { server, key }: ChosenKey): Thenable<unknown> {
  return vscode.commands.executeCommand(commandId(command), server.name, key.name);
}
