import * as l10n from "@vscode/l10n";
import type { Mark, Whereabout, Whereabouts } from "../../../core/inventory.ts";
import { parseAccount } from "../../../core/names.ts";
import type { StoreId } from "../../../core/storePorts.ts";
import { storeName } from "../storeWords.ts";

/** `server / key`; an account of another form stands as it is. */
export function accountWords(account: string): string {
  const parts = parseAccount(account);
  if (parts === undefined) return account;
  const name = `${parts.server} / ${parts.key}`;
  return parts.previous ? l10n.t("{0} (old key)", name) : name;
}

/** A question, and what to think of before it is answered. */
export interface Question {
  readonly question: string;
  readonly detail: string;
}

/**
 * Asks whether one item may be deleted: which, from where, and who may miss it. The key itself is not told by any part.
 * @param all everything that was found: a copy of the key may be left
 */
export function deletionQuestion(
  { mark, account, entry, record }: Whereabout,
  store: StoreId,
  all: Whereabouts["items"],
): Question {
  const what =
    mark === "copy"
      ? l10n.t("Delete this copy of the key of {0}?", accountWords(account))
      : l10n.t("Delete the key of {0}?", accountWords(account));
  const hasCopy = all.some((other) => other.mark === "copy" && other.account === account);
  const isProtected = entry?.server.protected === true;
  const detail = [
    l10n.t("{0} is deleted from {1} on this machine.", account, storeName(store)),
    consequence(mark, store, hasCopy),
    mark === "used" && record?.replacing
      ? l10n.t("Its replacement is not finished: what still has the old key is then not listed any more.")
      : undefined,
    isProtected ? l10n.t("{0} is protected.", entry.server.label ?? entry.server.name) : undefined,
    l10n.t("Nothing changes in ServiceDesk Plus."),
  ];
  return { question: what, detail: detail.filter((sentence) => sentence !== undefined).join(" ") };
}

function consequence(mark: Mark, store: StoreId, hasCopy: boolean): string | undefined {
  const other = storeName(store === "os" ? "vscode" : "os");
  switch (mark) {
    case "used":
      if (hasCopy) return l10n.t("The entry stays in your settings, and may then use the copy in {0}.", other);
      return l10n.t("The entry stays in your settings, without a key.");
    case "previous":
      return l10n.t("Its replacement can then not be undone.");
    case "copy":
      return l10n.t("The entry looks for its key in {0}.", other);
    case "unlisted":
      return l10n.t("Another editor, such as VS Code Insiders, Cursor or VSCodium, may use it.");
    case "wrong-address":
      return l10n.t("It was entered for another address than the entry has.");
    case "missing":
    case "unknown":
      return undefined;
  }
}
