import * as l10n from "@vscode/l10n";
import type { ClipboardGuard } from "../../core/clipboardGuard.ts";
import type { Command } from "../gates/commands.ts";
import { tell, warn } from "../gates/messages.ts";
import { alone, askChoice } from "../prompts.ts";

export interface CopiedKeyNeeds {
  readonly clipboardGuard: Pick<ClipboardGuard, "copied" | "keep" | "clearNow">;
}

/** Clears the copied key from the clipboard at once, or leaves it there, as the person chooses. */
export function copiedKey({ clipboardGuard }: CopiedKeyNeeds): Command {
  return async () => {
    const { copied } = clipboardGuard;
    if (copied === undefined) {
      void tell(noneSentence());
      return;
    }
    const answer = await askChoice<"clear" | "keep">(
      alone(l10n.t("Key in Clipboard")),
      l10n.t("The key of {0} is in the clipboard.", copied.entry),
      [
        { label: l10n.t("Clear Now"), detail: l10n.t("What you have copied since is left alone."), value: "clear" },
        { label: l10n.t("Keep in Clipboard"), detail: l10n.t("It is not cleared any more."), value: "keep" },
      ],
    );
    if (answer.kind !== "answer") return;
    // It may have been cleared while the person was choosing.
    if (clipboardGuard.copied === undefined) void tell(noneSentence());
    else if (answer.value === "keep") clipboardGuard.keep();
    else {
      const cleared = await clipboardGuard.clearNow();
      if (!cleared.ok) void warn(l10n.t("The clipboard could not be cleared. {0}", cleared.reason.detail));
    }
  };
}

function noneSentence(): string {
  return l10n.t("No copied key is to be cleared from the clipboard.");
}
