import * as l10n from "@vscode/l10n";
import type { ChangeFailure } from "../../core/changes.ts";
import type { StoreFailure } from "../../core/ports.ts";

/** A change that stopped in the middle, as one sentence: what failed, and so what is true. */
export function failureSentence(failure: ChangeFailure): string {
  switch (failure.step) {
    case "store":
      return storeSentence(failure.failure);
    case "index":
      return l10n.t(
        "The secret store was changed, but the list of stored keys could not be written: {0}",
        failure.detail,
      );
    case "taken":
      return l10n.t("An entry of this name is there already.");
    case "changed":
      return l10n.t("The server's entry was changed meanwhile.");
    case "occupied":
      return l10n.t("The secret store holds another key for it.");
    case "entry":
      switch (failure.failure.kind) {
        case "unsaved":
          return l10n.t("settings.json has unsaved changes. Save it and retry.");
        case "broken":
          return l10n.t("{0} Fix it and retry.", failure.failure.detail);
        case "taken":
          return l10n.t("An entry of this name is there already.");
        case "failed":
          return l10n.t("settings.json could not be written: {0}", failure.failure.detail);
      }
  }
}

function storeSentence({ kind, detail }: StoreFailure): string {
  switch (kind) {
    case "unavailable":
      return l10n.t("The secret store does not work: {0}", detail);
    case "waiting":
      return l10n.t("The secret store waits for you: answer its dialog, then retry. {0}", detail);
    case "denied":
      return l10n.t("Access to the secret store was refused: {0}", detail);
  }
}
