import * as l10n from "@vscode/l10n";
import { isName, nameIdentity } from "../../core/names.ts";
import { looksLikeKey } from "../../core/secret.ts";

/** Why a server or key cannot be given this name, or undefined. */
export function nameProblem(text: string, taken: readonly string[]): string | undefined {
  // Names stand in settings, which are synced: a key that is pasted too early must not become one.
  if (looksLikeKey(text)) return l10n.t("This looks like a key. Names stand in your settings, keys never do.");
  if (!isName(text)) {
    return l10n.t("Up to 64 letters, digits, blanks, dots, - and _, beginning with a letter or digit.");
  }
  const other = taken.find((name) => nameIdentity(name) === nameIdentity(text));
  return other === undefined ? undefined : l10n.t('"{0}" is there already.', other);
}
