import * as l10n from "@vscode/l10n";
import type { KeyKind } from "../../core/servers.ts";
import { askChoice, type Answer, type Place } from "../prompts.ts";

/** A kind of key as the product calls it. */
export function kindWords(kind: KeyKind): string {
  return kind === "technician" ? l10n.t("Technician key") : l10n.t("Integration Key");
}

/**
 * Asks of which kind a key is; undefined in the answer: not known.
 * @param current the one that Enter takes at first
 */
export function askKind(place: Place, current?: KeyKind): Promise<Answer<KeyKind | undefined>> {
  return askChoice<KeyKind | undefined>(
    place,
    l10n.t("Which kind of key is it?"),
    [
      {
        label: kindWords("technician"),
        detail: l10n.t("The authtoken of one technician. Re-generating it stops the old one at once."),
        value: "technician",
      },
      {
        label: kindWords("integration"),
        detail: l10n.t("From Admin > Developer Space. Its expiry can be extended without changing the key."),
        value: "integration",
      },
      { label: l10n.t("I do not know"), value: undefined },
    ],
    (kind) => kind !== undefined && kind === current,
  );
}
