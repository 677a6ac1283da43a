import * as l10n from "@vscode/l10n";
import type { StoreId } from "../../core/storePorts.ts";
import type { Survives } from "../../core/stores/survival.ts";

/** What a store is called within a sentence. */
export function storeName(store: StoreId): string {
  return store === "os" ? l10n.t("the operating system's secret store") : l10n.t("VS Code's secret store");
}

/** What a person should know of VS Code's own store before keys go there. */
export function editorStoreSentence(): string {
  return l10n.t(
    "VS Code keeps them itself, encrypted where the system allows it. secret-tool and other editors cannot read them there.",
  );
}

/** Whether VS Code's own store keeps on this machine what it is given. */
export function survivalSentence(known: Survives): string {
  switch (known) {
    case "yes":
      return l10n.t("Here it keeps keys over a reload.");
    case "no":
      return l10n.t("Here it forgets keys when this window closes.");
    case "unknown":
      return l10n.t("Whether it keeps keys over a reload is not known yet.");
  }
}

/** That a key is stored, and where, if not in the OS store. */
export function storedSentence(name: string, store: StoreId, valid: boolean): string {
  if (store === "os") return valid ? l10n.t("{0} is valid and stored.", name) : l10n.t("{0} is stored.", name);
  return valid
    ? l10n.t("{0} is valid and stored in {1}.", name, storeName(store))
    : l10n.t("{0} is stored in {1}.", name, storeName(store));
}
