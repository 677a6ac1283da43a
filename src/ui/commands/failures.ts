import * as l10n from "@vscode/l10n";
import type { ChangeFailure } from "../../core/changing.ts";
import type { MoveFailure } from "../../core/moving.ts";
import type { EditFailure } from "../../core/ports.ts";
import type { RenameFailure } from "../../core/renaming.ts";
import type { UndoFailure } from "../../core/undoing.ts";
import { reasonSentence } from "../../core/sentences.ts";
import { storeSentence } from "../../core/stores/storeSentences.ts";

/** Every way in which a change of keys or entries can stop. */
export type Failure = ChangeFailure | RenameFailure | MoveFailure | UndoFailure;

/** A change that stopped in the middle, as one sentence: what failed, and so what is true. */
export function failureSentence(failure: Failure): string {
  switch (failure.step) {
    case "store":
      return storeSentence(failure.failure);
    case "index":
      return failure.done
        ? l10n.t("The secret store was changed, but the list of stored keys could not be written: {0}", failure.detail)
        : l10n.t("The list of stored keys could not be read or written: {0}", failure.detail);
    case "lock":
      return failure.detail;
    case "taken":
      return l10n.t("An entry of this name is there already.");
    case "changed":
      return l10n.t("The entry or its key was changed meanwhile.");
    case "occupied":
      return l10n.t("The secret store holds another key for it, which is left as it is.");
    case "gone":
      return l10n.t("The key is not in the secret store any more. Enter it again.");
    case "leftover":
      return l10n.t(
        "A key is also left in the secret store where it was before. {0}",
        failureSentence(failure.failure),
      );
    case "cancelled":
      return l10n.t("Cancelled: nothing was changed.");
    case "not-accepted":
      return failure.seen.state === "invalid"
        ? l10n.t("The server refuses the old key by now.")
        : l10n.t("The server did not accept the old key. {0}", reasonSentence(failure.seen.reason));
    case "entry":
      return entrySentence(failure.failure);
  }
}

/** Whether the same can be tried again: what stopped it is outside, such as a locked keyring, and the same for every key. */
export function canRetry(failure: Failure): boolean {
  switch (failure.step) {
    case "store":
    case "index":
    case "lock":
      return true;
    case "entry":
      return failure.failure.kind !== "taken" && failure.failure.kind !== "absent";
    case "taken":
    case "changed":
    case "occupied":
    case "gone":
    case "leftover":
    case "cancelled":
      return false;
    case "not-accepted":
      return failure.seen.state !== "invalid";
  }
}

function entrySentence({ kind, detail }: EditFailure): string {
  switch (kind) {
    case "unsaved":
      return l10n.t("settings.json has unsaved changes. Save it and retry.");
    case "broken":
      return l10n.t("{0} Fix it and retry.", detail);
    case "taken":
      return l10n.t("An entry of this name is there already.");
    case "absent":
      return l10n.t("The entry is not there any more.");
    case "failed":
      return l10n.t("settings.json could not be written: {0}", detail);
  }
}
