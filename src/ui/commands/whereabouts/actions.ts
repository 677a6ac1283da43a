import * as l10n from "@vscode/l10n";
import type { Whereabout, Whereabouts } from "../../../core/inventory.ts";
import type { Outlook } from "../../../core/outlook.ts";
import type { ChosenKey } from "../../../core/servers.ts";

/** What can be done about an item. `use-for-entry`: one that has no key. */
export type Action = "move" | "use-new-address" | "use-for-entry" | "use-copy" | "enter" | "use-stored" | "delete";

/** What can be done about an item; nothing while its store does not work. */
export function actionsFor(
  item: Whereabout,
  all: Whereabouts["items"],
  candidate: Outlook["candidate"],
): readonly Action[] {
  switch (item.mark) {
    case "used":
      return ["move", "delete"];
    case "previous":
      return ["delete"];
    case "wrong-address":
      return hasOwnKey(item, all) ? ["delete"] : ["use-new-address", "delete"];
    case "copy":
      return isLost(item, all) ? ["use-copy", "delete"] : ["delete"];
    case "unlisted":
      return keyless(all).length > 0 ? ["use-for-entry", "delete"] : ["delete"];
    case "missing":
      return candidate === undefined ? ["enter"] : ["use-stored", "enter"];
    case "unknown":
      return [];
  }
}

/** Entries that have no key on this machine, those of this origin first. */
export function keyless(all: Whereabouts["items"], origin?: string): readonly ChosenKey[] {
  const entries = all.flatMap(({ mark, entry }) => (mark === "missing" && entry ? [entry] : []));
  const isNear = ({ server }: ChosenKey): boolean => server.address.origin === origin;
  return [...entries.filter(isNear), ...entries.filter((entry) => !isNear(entry))];
}

export function actionWords(action: Action, { mark }: Whereabout): string {
  switch (action) {
    case "move":
      return l10n.t("Move to the Other Store…");
    case "use-new-address":
      return l10n.t("Use with the New Address…");
    case "use-for-entry":
      return l10n.t("Use for an Entry…");
    case "use-copy":
      return l10n.t("Use This Copy");
    case "enter":
      return l10n.t("Enter Key…");
    case "use-stored":
      return l10n.t("Use Stored Key…");
    case "delete":
      return mark === "copy" ? l10n.t("Delete This Copy…") : l10n.t("Delete from This Machine…");
  }
}

/** The store where the key of this account should be does not have it. */
function isLost({ account }: Whereabout, all: Whereabouts["items"]): boolean {
  return all.some((other) => other.mark === "missing" && other.account === account);
}

/** The entry's key of its present address is there, or may be: what is left of an earlier address is not needed. */
function hasOwnKey({ entry }: Whereabout, all: Whereabouts["items"]): boolean {
  return all.some(
    (other) =>
      (other.mark === "used" || other.mark === "unknown") &&
      other.entry?.server.name === entry?.server.name &&
      other.entry?.key.name === entry?.key.name,
  );
}
