import type * as vscode from "vscode";
import { askChoice, beyond, type Answer, type Place } from "../../prompts.ts";

/** What came of a question that was asked for one property. */
export type Left = Answer<unknown>["kind"];

/** Asks for one property, and writes what was answered. */
export type Change = (place: Place) => Promise<Left>;

/** One property of an entry, as the list shows it. */
export interface Row {
  readonly label: string;
  /** Its value, or that it has none. */
  readonly words: string;
  readonly iconPath?: vscode.ThemeIcon;
  readonly change: Change;
}

/**
 * Shows properties, and after each change shows them again, until the person leaves or goes back.
 * @param rows as they are at that moment; undefined: there is no such entry any more, which ends it
 */
export async function editRows(place: Place, question: string, rows: () => readonly Row[] | undefined): Promise<Left> {
  let last: string | undefined;
  for (;;) {
    const choices = rows()?.map((row) => ({ ...row, description: row.words, value: row }));
    if (choices === undefined) return "back";
    const answer = await askChoice(place, question, choices, ({ label }) => label === last);
    if (answer.kind !== "answer") return answer.kind;
    const { label, change } = answer.value;
    last = label;
    if ((await change(beyond(place, label))) === "cancel") return "cancel";
  }
}
