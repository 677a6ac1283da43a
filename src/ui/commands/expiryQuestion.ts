import * as l10n from "@vscode/l10n";
import { expiryAt, parseExpires, understandExpires, type ExpiryThresholds } from "../../core/expiry.ts";
import type { Clock } from "../../core/ports.ts";
import { expiryWords } from "../../core/words.ts";
import { askText, type Answer, type Place } from "../prompts.ts";

export interface ExpiryQuestion {
  readonly clock: Pick<Clock, "now">;
  /** What is in the box at first, as in the settings; undefined: nothing. */
  readonly value: string | undefined;
  /** A sentence that stands behind the question for as long as it is asked. */
  readonly note?: string | undefined;
}

/**
 * Asks when a key expires, and tells while the person types which day that is. The answer is the text for the settings;
 * undefined in it: not known.
 */
export async function askExpires(
  place: Place,
  { clock, value = "", note }: ExpiryQuestion,
): Promise<Answer<string | undefined>> {
  const understand = (text: string): string | undefined => understandExpires(text, clock.now());
  const prompt = l10n.t("When does it expire? A date, 90d, 6 months, never; leave it empty if you do not know.");
  const answer = await askText(place, {
    prompt: note === undefined ? prompt : `${prompt} ${note}`,
    placeholder: "2027-01-31",
    value,
    validate: (text) =>
      text.trim() === "" || understand(text) !== undefined
        ? undefined
        : l10n.t("Not understood. Enter a date such as 2027-01-31, a span such as 90d or 6 months, or never."),
    explain: (text) => {
      const understood = understand(text);
      if (understood === undefined) return undefined;
      const words = understoodWords(understood, clock.now());
      return note === undefined ? words : `${words}. ${note}`;
    },
  });
  return answer.kind === "answer" ? { kind: "answer", value: understand(answer.value) } : answer;
}

function understoodWords(expires: string, now: number): string {
  const expiry = expiryAt(parseExpires(expires), now, noThresholds);
  const words = expires === "never" ? expiryWords(expiry) : `${expires}: ${expiryWords(expiry)}`;
  return l10n.t("When does it expire? {0}", words);
}

/** Only the distance is wanted. */
const noThresholds: ExpiryThresholds = { noticeDays: 0, warningDays: 0 };
