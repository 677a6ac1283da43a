import * as vscode from "vscode";
import { plainText } from "./plainText.ts";

/** What came of asking a person: an answer, one step back, or away. Going away is a result, not an error. */
export type Answer<T> =
  { readonly kind: "answer"; readonly value: T } | { readonly kind: "back" } | { readonly kind: "cancel" };

/** One step of a dialogue; it keeps its own answer. */
export type Step = (place: Place) => Promise<Answer<unknown>>;

/** Where in a dialogue a question stands. */
export interface Place {
  readonly title: string;
  readonly step: number;
  /** Undefined: the steps are not counted, but there is a way back. */
  readonly total: number | undefined;
}

/** Runs the steps in order, with Back; true when the last one was answered. */
export async function dialogue(title: string, steps: readonly Step[]): Promise<boolean> {
  return (await inOrder(steps, (index) => ({ title, step: index + 1, total: steps.length }))) === "answer";
}

/** Runs the steps in order, below another question: Back from the first one leads to that. */
export function furtherDialogue(place: Place, steps: readonly Step[]): Promise<Answer<unknown>["kind"]> {
  return inOrder(steps, (index) => ({ ...place, step: place.step + index }));
}

async function inOrder(steps: readonly Step[], place: (index: number) => Place): Promise<Answer<unknown>["kind"]> {
  for (let index = 0; ;) {
    const step = steps[index];
    if (step === undefined) return index < 0 ? "back" : "answer";
    const answer = await step(place(index));
    if (answer.kind === "cancel") return "cancel";
    index += answer.kind === "back" ? -1 : 1;
  }
}

/** Why an answer is not taken. Pressing Enter once more on the same text agrees to it, where it has an id. */
export interface Objection {
  /** What the person agrees to by pressing Enter again; without one, there is nothing to agree to. */
  readonly id?: string;
  readonly message: string;
  /** Replaces the text in the box. */
  readonly propose?: string;
}

/** What else can be done while a question stands; it goes on standing. */
export interface SideButton extends vscode.QuickInputButton {
  readonly run: () => unknown;
}

export interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** Takes the text that is there as if Enter were pressed. */
  readonly acceptAtOnce?: boolean;
  readonly buttons?: readonly SideButton[];
  /** While typing: why the text cannot be used, or undefined. */
  validate?(text: string): string | undefined;
  /** While typing: what was understood, shown below the box. */
  explain?(text: string): string | undefined;
  /**
   * On Enter: may take its time and ask outside; undefined takes the answer. Aborted when the person leaves.
   * @param agreed the id of the objection that the person has just seen about this text
   */
  accept?(text: string, agreed: string | undefined, signal: AbortSignal): Promise<Objection | undefined>;
}

/** Asks for a line of text. The box stays when the person turns to a browser to fetch something. */
export function askText(place: Place, question: TextQuestion): Promise<Answer<string>> {
  return new Promise((resolve, reject) => {
    const box = vscode.window.createInputBox();
    const leaving = new AbortController();
    let objected: { readonly text: string; readonly id: string | undefined } | undefined;
    let checking = false;
    box.title = plainText(place.title);
    if (isCounted(place)) {
      box.step = place.step;
      box.totalSteps = place.total;
    }
    box.prompt = plainText(question.prompt);
    box.value = question.value ?? "";
    box.placeholder = question.placeholder;
    box.password = question.password ?? false;
    box.ignoreFocusOut = true;
    const buttons = question.buttons ?? [];
    box.buttons = place.step > 1 ? [vscode.QuickInputButtons.Back, ...buttons] : buttons;
    const leave = (): void => {
      leaving.abort();
      box.dispose();
    };
    const end = (answer: Answer<string>): void => {
      resolve(answer);
      leave();
    };
    const typed = (text: string): void => {
      box.validationMessage = text === "" ? undefined : question.validate?.(text);
      box.prompt = plainText(question.explain?.(text) ?? question.prompt);
    };
    const check = async (text: string): Promise<void> => {
      const agreed = objected?.text === text ? objected.id : undefined;
      const objection = await question.accept?.(text, agreed, leaving.signal);
      if (leaving.signal.aborted) return;
      checking = false;
      box.busy = false;
      box.enabled = true;
      if (objection === undefined) {
        end({ kind: "answer", value: text });
        return;
      }
      if (objection.propose !== undefined) box.value = objection.propose;
      objected = { text: objection.propose ?? text, id: objection.id };
      const { Error, Warning } = vscode.InputBoxValidationSeverity;
      const severity = objection.id === undefined ? Error : Warning;
      box.validationMessage = { message: plainText(objection.message), severity };
    };
    const accept = (): void => {
      const text = box.value;
      if (checking) return;
      const problem = question.validate?.(text);
      if (problem !== undefined) {
        box.validationMessage = plainText(problem);
        return;
      }
      checking = true;
      box.busy = true;
      box.enabled = false;
      box.validationMessage = undefined;
      check(text).catch((error: unknown) => {
        leave();
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    box.onDidChangeValue(typed);
    box.onDidAccept(accept);
    box.onDidTriggerButton((button) => {
      const side = buttons.find((one) => one === button);
      if (side === undefined) end({ kind: "back" });
      else void side.run();
    });
    box.onDidHide(() => end({ kind: "cancel" }));
    box.show();
    typed(box.value);
    if (question.acceptAtOnce === true) accept();
  });
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/**
 * Asks to choose one of a few.
 * @param isCurrent which of them Enter takes at first; without it, or where none is, the first
 */
export function askChoice<T>(
  place: Place,
  placeholder: string,
  choices: readonly Choice<T>[],
  isCurrent: (value: T) => boolean = () => false,
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<Choice<T>>();
    pick.title = plainText(place.title);
    if (isCounted(place)) {
      pick.step = place.step;
      pick.totalSteps = place.total;
    }
    pick.placeholder = placeholder;
    pick.items = choices;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.ignoreFocusOut = true;
    const current = choices.filter(({ value }) => isCurrent(value));
    if (current.length > 0) pick.activeItems = current;
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

function isCounted({ total = 1 }: Place): boolean {
  return total > 1;
}

/** A question that stands alone. */
export function alone(title: string): Place {
  return { title, step: 1, total: 1 };
}

/** A question that another one leads to, and Back leads from. */
export function beyond({ title, step }: Place, name?: string): Place {
  return { title: name === undefined ? title : `${title}: ${name}`, step: step + 1, total: undefined };
}
