import * as l10n from "@vscode/l10n";
import type { ActivityNotes, Target } from "../../../core/activity.ts";
import type { ChangeFailure } from "../../../core/changing.ts";
import type { Result } from "../../../core/result.ts";
import { askChoice, askText, type Answer, type Place } from "../../prompts.ts";
import { untilDone } from "../retrying.ts";
import type { Left } from "./rows.ts";
import { inOneLine, keyInText } from "./texts.ts";

export interface SettingTextQuestion {
  readonly prompt: string;
  readonly value: string | undefined;
  readonly placeholder?: string;
  /** Besides a key in it: why the text cannot be used, or undefined. */
  problem?(text: string): string | undefined;
}

/** Asks for a text of the settings; undefined in the answer: none. One that is left as it is keeps its line breaks. */
export async function askSettingText(
  place: Place,
  { value, problem, ...question }: SettingTextQuestion,
): Promise<Answer<string | undefined>> {
  const shown = inOneLine(value ?? "");
  const answer = await askText(place, {
    ...question,
    value: shown,
    validate: (text) => keyInText(text) ?? problem?.(text),
  });
  if (answer.kind !== "answer") return answer;
  const typed = answer.value.trim();
  if (typed === shown) return { kind: "answer", value };
  return { kind: "answer", value: typed === "" ? undefined : typed };
}

export interface FlagQuestion {
  readonly question: string;
  readonly words: (flag: boolean) => string;
  readonly value: boolean;
  /** What an absent property means. */
  readonly byDefault: boolean;
}

/** Asks for one of two; undefined in the answer: the default, which the settings need not say. */
export async function askFlag(
  place: Place,
  { question, words, value, byDefault }: FlagQuestion,
): Promise<Answer<boolean | undefined>> {
  const choices = [true, false].map((flag) => ({ label: words(flag), value: flag }));
  const answer = await askChoice(place, question, choices, (flag) => flag === value);
  return answer.kind === "answer" ? { kind: "answer", value: unlessDefault(answer.value, byDefault) } : answer;
}

/** The value as it need be written. */
export function unlessDefault(flag: boolean, byDefault: boolean): boolean | undefined {
  return flag === byDefault ? undefined : flag;
}

/** What the timer does with a key or server. */
export function verifyWords(verify: boolean): string {
  return verify ? l10n.t("Yes") : l10n.t("No, only when asked for");
}

/** Writes what was answered, unless it is what is there. */
export async function writeAnswer<T>(
  activity: ActivityNotes,
  target: Target,
  answer: Answer<T>,
  current: T,
  write: (value: T) => Promise<Result<void, ChangeFailure>>,
): Promise<Left> {
  if (answer.kind === "answer" && answer.value !== current)
    await writeEdit(activity, target, () => write(answer.value));
  return answer.kind;
}

/** Makes a change of the settings; why it was not made is said, and can be retried. Whether it was made. */
export async function writeEdit(
  activity: ActivityNotes,
  target: Target,
  write: () => Promise<Result<void, ChangeFailure>>,
): Promise<boolean> {
  return (await untilDone(() => activity.follow("edit", target, write()))) === undefined;
}
