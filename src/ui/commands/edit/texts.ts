import * as l10n from "@vscode/l10n";
import { nameIdentity } from "../../../core/names.ts";
import { looksLikeKey } from "../../../core/secret.ts";
import { addressSentence } from "../../../core/servers.ts";
import { fits, webAddress } from "../../../core/settingForms.ts";

/**
 * Why a text must not stand in the settings, which are synced: a key is in it. Not in the path of an address, where other
 * UUIDs stand too.
 */
export function keyInText(text: string): string | undefined {
  const found = text.split(/[\s,;:.!?&|="'`()<>[\]{}]+/).some(looksLikeKey);
  return found
    ? l10n.t("This looks like a key. What you enter here stands in your settings, keys never do.")
    : undefined;
}

/** Why a consumer cannot be called so; `others` are those of the same key. */
export function consumerNameProblem(text: string, others: readonly string[]): string | undefined {
  if (text.trim() === "") return l10n.t("A consumer needs a name.");
  const other = others.find((name) => nameIdentity(name) === nameIdentity(text.trim()));
  return other === undefined ? undefined : l10n.t('"{0}" is there already.', other);
}

/** Why this cannot be the address of a console; an empty text is none. */
export function consoleProblem(text: string): string | undefined {
  const typed = text.trim();
  if (typed === "") return undefined;
  if (!fits(webAddress, typed)) return webAddress.expected();
  const { username, password } = new URL(typed);
  return username === "" && password === "" ? undefined : addressSentence("credentials");
}

/** A text as a box of one line shows it. */
export function inOneLine(text: string): string {
  return text.trim().replaceAll(/\s*[\r\n]+\s*/g, " ");
}

/** What a list shows of a text that may be absent. */
export function textWords(text: string | undefined): string {
  return text === undefined || text.trim() === "" ? l10n.t("not set") : inOneLine(text);
}

/** The product as people call it; another one as it is written. */
export function productWords(product: string): string {
  return product === ENDPOINT_CENTRAL ? "Endpoint Central" : inOneLine(product);
}

/** As the settings say that a consumer is ManageEngine Endpoint Central. */
export const ENDPOINT_CENTRAL = "endpoint-central";
