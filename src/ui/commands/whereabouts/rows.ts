import * as l10n from "@vscode/l10n";
import type { Mark, Whereabout, Whereabouts } from "../../../core/inventory.ts";
import type { StoreFailure } from "../../../core/storePorts.ts";
import { storeSentence } from "../../../core/stores/storeSentences.ts";
import { storeName } from "../storeWords.ts";
import { accountWords } from "./words.ts";

/** One line of the list. `trouble`: a store that would not say what it holds. */
export type Row =
  | { readonly kind: "group"; readonly label: string }
  | { readonly kind: "trouble"; readonly label: string; readonly description: string }
  | {
      readonly kind: "item";
      readonly label: string;
      readonly description: string;
      readonly detail: string;
      readonly item: Whereabout;
    };

/** Groups in the order of the list. */
const marks: readonly Mark[] = ["used", "previous", "wrong-address", "copy", "unlisted", "missing", "unknown"];

/** The whole list, line by line: stores in trouble first, then the items by what they are. */
export function rowsOf({ items, troubles }: Whereabouts): readonly Row[] {
  const first = troubles.map(({ store, failure }): Row => ({
    kind: "trouble",
    label: storeSentence(failure),
    description: storeName(store),
  }));
  const failure = troubles[0]?.failure;
  const groups = marks.flatMap((mark): Row[] => {
    const members = items.filter((item) => item.mark === mark).sort(byAccount);
    if (members.length === 0) return [];
    return [
      { kind: "group", label: groupWords(mark, members.length) },
      ...members.map((item): Row => itemRow(item, failure)),
    ];
  });
  return [...first, ...groups];
}

/** How many keys there are, for above the list. */
export function summary({ items }: Whereabouts): string {
  const count = items.filter(({ store }) => store !== undefined).length;
  if (count === 0) return l10n.t("No key found. Choose an entry to see what can be done.");
  return count === 1
    ? l10n.t("1 key found. Choose it to see what can be done, or type to filter.")
    : l10n.t("{0} keys found. Choose one to see what can be done, or type to filter.", count);
}

function itemRow(item: Whereabout, failure: StoreFailure | undefined): Row {
  const { mark, account, store, ending } = item;
  const place = store !== undefined && (store !== "os" || mark === "copy") ? storeName(store) : undefined;
  const description = [place, ending === "" ? undefined : `…${ending}`].filter((part) => part !== undefined).join(" ");
  const more = meaning(item, failure);
  const detail = more === "" ? account : `${account}: ${more}`;
  return { kind: "item", label: accountWords(account), description, detail, item };
}

function groupWords(mark: Mark, count: number): string {
  switch (mark) {
    case "used":
      return l10n.t("Used by an entry ({0})", count);
    case "previous":
      return l10n.t("Kept until its replacement is finished ({0})", count);
    case "wrong-address":
      return l10n.t("Entered for another address ({0})", count);
    case "copy":
      return l10n.t("Second copy in the other store ({0})", count);
    case "unlisted":
      return l10n.t("Not in this editor's list ({0})", count);
    case "missing":
      return l10n.t("Missing ({0})", count);
    case "unknown":
      return l10n.t("Not known: the store does not work ({0})", count);
  }
}

/** What the heading does not say; it takes room from the line below it, so this is short. */
function meaning({ mark, store, entry }: Whereabout, failure: StoreFailure | undefined): string {
  switch (mark) {
    case "wrong-address":
      return l10n.t("now {0}", entry?.server.address.href ?? "");
    case "copy":
      return l10n.t("the entry looks for its key in {0}", storeName(store === "os" ? "vscode" : "os"));
    case "unknown":
      return failure === undefined ? "" : storeSentence(failure);
    case "used":
    case "previous":
    case "unlisted":
    case "missing":
      return "";
  }
}

function byAccount(one: Whereabout, other: Whereabout): number {
  return one.account.localeCompare(other.account);
}
