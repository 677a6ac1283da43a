import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

/** What came of asking a person: an answer, one step back, or away. Going away is a result, not an error. */
export type Answer<T> =
  { readonly kind: "answer"; readonly value: T } | { readonly kind: "back" } | { readonly kind: "cancel" };

/** One step of a dialogue; it keeps its own answer. */
export type Step = (place: Place) => Promise<Answer<unknown>>;

/** Where in a dialogue a question stands. */
export interface Place {
  readonly title: string;
  readonly step: number;
  readonly total: number;
}

/** Runs the steps in order, with Back; true when the last one was answered. */
export async function dialogue(title: string, steps: readonly Step[]): Promise<boolean> {
  let index = 0;
  for (;;) {
    const step = steps[index];
    if (step === undefined) return true;
    const answer = await step({ title, step: index + 1, total: steps.length });
    if (answer.kind === "cancel") return false;
    index += answer.kind === "back" ? -1 : 1;
  }
}

/** Why an answer is not taken. Pressing Enter once more on the same text asks again with `again` set. */
export interface Objection {
  readonly message: string;
  readonly severity: "error" | "warning";
  /** Replaces the text in the box. */
  readonly propose?: string;
}

export interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** Takes the text that is there as if Enter were pressed. */
  readonly acceptAtOnce?: boolean;
  /** While typing: why the text cannot be used, or undefined. */
  validate?(text: string): string | undefined;
  /** While typing: what was understood, shown below the box. */
  explain?(text: string): string | undefined;
  /** On Enter: may take its time and ask outside; undefined takes the answer. Aborted when the person leaves. */
  accept?(text: string, again: boolean, signal: AbortSignal): Promise<Objection | undefined>;
}

/** Asks for a line of text. The box stays when the person turns to a browser to fetch something. */
export function askText(place: Place, question: TextQuestion): Promise<Answer<string>> {
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    const leaving = new AbortController();
    let objected: string | undefined;
    let checking = false;
    box.title = place.title;
    box.step = place.step;
    box.totalSteps = place.total;
    box.prompt = question.prompt;
    box.value = question.value ?? "";
    box.placeholder = question.placeholder;
    box.password = question.password ?? false;
    box.ignoreFocusOut = true;
    if (place.step > 1) box.buttons = [vscode.QuickInputButtons.Back];
    const end = (answer: Answer<string>): void => {
      resolve(answer);
      leaving.abort();
      box.dispose();
    };
    const typed = (text: string): void => {
      if (text !== objected) objected = undefined;
      const problem = text === "" ? undefined : question.validate?.(text);
      box.validationMessage = problem;
      box.prompt = question.explain?.(text) ?? question.prompt;
    };
    const accept = async (): Promise<void> => {
      const text = box.value;
      if (checking) return;
      const problem = question.validate?.(text);
      if (problem !== undefined) {
        box.validationMessage = problem;
        return;
      }
      checking = true;
      box.busy = true;
      box.enabled = false;
      box.validationMessage = undefined;
      const objection = await question.accept?.(text, objected === text, leaving.signal).catch(() => unexpected());
      if (leaving.signal.aborted) return;
      checking = false;
      box.busy = false;
      box.enabled = true;
      if (objection === undefined) {
        end({ kind: "answer", value: text });
        return;
      }
      if (objection.propose !== undefined) box.value = objection.propose;
      objected = objection.propose ?? text;
      box.validationMessage = {
        message: objection.message,
        severity:
          objection.severity === "error"
            ? vscode.InputBoxValidationSeverity.Error
            : vscode.InputBoxValidationSeverity.Warning,
      };
    };
    box.onDidChangeValue(typed);
    box.onDidAccept(() => void accept());
    box.onDidTriggerButton(() => end({ kind: "back" }));
    box.onDidHide(() => end({ kind: "cancel" }));
    box.show();
    typed(box.value);
    if (question.acceptAtOnce === true) void accept();
  });
}

function unexpected(): Objection {
  return { message: l10n.t("Something went wrong. Press Enter to try again."), severity: "error" };
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** Asks to choose one of a few. */
export function askChoice<T>(place: Place, placeholder: string, choices: readonly Choice<T>[]): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<Choice<T>>();
    pick.title = place.title;
    if (place.total > 1) {
      pick.step = place.step;
      pick.totalSteps = place.total;
    }
    pick.placeholder = placeholder;
    pick.items = choices;
    pick.matchOnDescription = true;
    pick.ignoreFocusOut = true;
    if (place.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
    const end = (answer: Answer<T>): void => {
      resolve(answer);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) end({ kind: "answer", value: chosen.value });
    });
    pick.onDidTriggerButton(() => end({ kind: "back" }));
    pick.onDidHide(() => end({ kind: "cancel" }));
    pick.show();
  });
}

/** A question that stands alone. */
export function alone(title: string): Place {
  return { title, step: 1, total: 1 };
}
