import * as l10n from "@vscode/l10n";
import { MAX_KEY_LENGTH, typedKey, type Secret, type TypedKeyProblem } from "../../core/secret.ts";
import { askText, type Answer, type Objection, type Place, type SideButton } from "../prompts.ts";

export interface KeyQuestion {
  readonly prompt: string;
  readonly buttons?: readonly SideButton[];
  /** As `accept` of a text question: what speaks against this key. */
  check(secret: Secret, agreed: string | undefined, signal: AbortSignal): Promise<Objection | undefined>;
}

/** Asks for a key, hidden. The key is for `check` to keep: no answer holds it. */
export async function askKey(place: Place, { prompt, buttons = [], check }: KeyQuestion): Promise<Answer<undefined>> {
  const answer = await askText(place, {
    prompt,
    buttons,
    password: true,
    validate: (text) => {
      const typed = typedKey(text);
      return "problem" in typed ? problemSentence(typed.problem) : undefined;
    },
    accept: async (text, agreed, signal) => {
      const typed = typedKey(text);
      return "problem" in typed
        ? { message: problemSentence(typed.problem) }
        : await check(typed.secret, agreed, signal);
    },
  });
  return answer.kind === "answer" ? { kind: "answer", value: undefined } : answer;
}

function problemSentence(problem: TypedKeyProblem): string {
  switch (problem) {
    case "empty":
      return l10n.t("Paste the key.");
    case "too-long":
      return l10n.t("This is too long for a key: at most {0} characters fit into every secret store.", MAX_KEY_LENGTH);
    case "not-a-header-value":
      return l10n.t("This is not a key: it has line breaks or characters that no key has.");
  }
}
