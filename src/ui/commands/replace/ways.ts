import * as l10n from "@vscode/l10n";
import type { KeyPurpose } from "../../../core/keyPages.ts";
import type { Begun } from "../../../core/replacement.ts";
import type { KeyKind } from "../../../core/servers.ts";
import type { Choice } from "../../prompts.ts";

/** How another key is made for an entry. */
export type Way = Pick<Begun, "procedure" | "kind">;

/** A way, or that the key itself stays and only its date is moved. */
export type WayOrDate = Way | "extend";

const inPlace: Way = { procedure: "in-place", kind: "technician" };
const otherTechnician: Way = { procedure: "side-by-side", kind: "technician" };
const integrationKey: Way = { procedure: "side-by-side", kind: "integration" };

/** The ways that there are for a key of this kind, the likeliest first, each with what becomes of the old key. */
export function wayChoices(kind: KeyKind | undefined, consumers: number): readonly Choice<WayOrDate>[] {
  const regenerate: Choice<WayOrDate> = {
    label: l10n.t("Re-generate the Technician's Key"),
    description: l10n.t("in place"),
    detail: outageWords(consumers),
    value: inPlace,
  };
  const sideBySide = l10n.t("side by side");
  const noOutage = l10n.t("No outage: the old key works until you switch it off.");
  const secondKey: Choice<WayOrDate> = {
    label: kind === "integration" ? l10n.t("Make a Second Integration Key") : l10n.t("Make an Integration Key"),
    description: sideBySide,
    detail: noOutage,
    value: integrationKey,
  };
  const otherKey: Choice<WayOrDate> = {
    label: kind === "integration" ? l10n.t("Use a Technician's Key") : l10n.t("Use Another Technician's Key"),
    description: sideBySide,
    detail: noOutage,
    value: otherTechnician,
  };
  const extend: Choice<WayOrDate> = {
    label: l10n.t("Only Move Its Expiry"),
    description: l10n.t("Integration Keys"),
    detail: l10n.t("The key stays the same: nothing that uses it has to be touched."),
    value: "extend",
  };
  switch (kind) {
    case "integration":
      return [secondKey, otherKey, extend];
    case "technician":
      return [regenerate, secondKey, otherKey];
    case undefined:
      return [regenerate, secondKey, otherKey, extend];
  }
}

/** What making a key on this way is, among what a person goes to SDP's pages for. */
export function purposeOf({ procedure }: Way): KeyPurpose {
  return procedure === "in-place" ? "regenerate" : "make";
}

/** The consumers listed; none: it is not known what uses the key. */
export function outageWords(consumers: number): string {
  switch (consumers) {
    case 0:
      return l10n.t("Re-generating stops the old key at once for whatever uses it.");
    case 1:
      return l10n.t("Re-generating stops the old key at once for 1 consumer.");
    default:
      return l10n.t("Re-generating stops the old key at once for {0} consumers.", consumers);
  }
}
