/** Where in the web pages of SDP and its consumers a person does something with a key (docs/sdp.md 3 and 6). */
import * as l10n from "@vscode/l10n";
import type { KeyKind } from "./servers.ts";

/** What a person goes to SDP's pages for. `retire`: to end a key that nothing uses any more. */
export type KeyPurpose = "make" | "regenerate" | "extend" | "retire";

/** A way through pages: names of tabs, pages and buttons, as in the product and so not translated. */
export type Steps = readonly string[];

/** Where else it may be, and in which case, as in `newer builds, your own key`. */
export interface OtherPlace {
  readonly steps: Steps;
  readonly when: string;
}

export interface KeyPages {
  /** The likeliest way. No link is known that leads there. */
  readonly steps: Steps;
  /** Likelier ones first. */
  readonly alternatives: readonly OtherPlace[];
  /** Who can do it, and what must not be forgotten. */
  readonly note: string;
}

export interface ConsumerPage {
  readonly steps: Steps;
  readonly note: string;
}

/**
 * Where something is done with a key in SDP.
 * @param kind undefined: not known, so the places of both kinds
 * @param build as in SDP's build_info: 14990 is build 90 of 14.9; undefined: not known, so the places of all builds
 */
export function keyPages(kind: KeyKind | undefined, purpose: KeyPurpose, build: number | undefined): KeyPages {
  switch (kind) {
    case "technician":
      return technicianPages(purpose, build);
    case "integration":
      return integrationPages(purpose, build);
    case undefined:
      return pagesOfBoth(purpose, build);
  }
}

/** Where a product that uses a key has it pasted; undefined: not known of that product. */
export function consumerPage(product: string | undefined): ConsumerPage | undefined {
  if (product !== "endpoint-central") return undefined;
  return {
    steps: ["Admin", "Integrations", "ServiceDesk Plus Settings"],
    note: l10n.t("Paste it as ServiceDesk Plus's API key, not Endpoint Central's own; then Save."),
  };
}

/** A way as one text: `Admin > Technicians`. */
export function stepsText(steps: Steps): string {
  return steps.join(" > ");
}

/** All ways as one text, the likeliest first. */
export function pagesText({ steps, alternatives }: Pick<KeyPages, "steps" | "alternatives">): string {
  const others = Map.groupBy(alternatives, ({ when }) => when);
  const texts = [...others].map(([when, places]) =>
    l10n.t("Or ({0}): {1}.", when, places.map((place) => stepsText(place.steps)).join("; ")),
  );
  return [`${stepsText(steps)}.`, ...texts].join(" ");
}

/**
 * The technician form is documented from 9 on; Personalize for 8 and 9. Since which build there are the newer places is
 * not known: all that is known is that 9 has them not.
 */
function technicianPages(purpose: KeyPurpose, build: number | undefined): KeyPages {
  // The one key of a user is neither extended nor switched off: another takes its place.
  const button = purpose === "make" ? "Generate" : "Re-generate";
  const form = ["Admin", "Technicians", "Edit", "API key details", button, "Save"];
  const personalize = ["Personalize", "API key Generation", "Generate", "Save"];
  const note = technicianNote(purpose);
  const major = majorOf(build);
  if (major !== undefined && major < 9) return { steps: personalize, alternatives: [], note };
  const own = l10n.t("newer builds, your own key");
  const newer: readonly OtherPlace[] = [
    { steps: ["Admin", "Users & Permission", "Users", "Authtoken details"], when: l10n.t("newer builds") },
    { steps: ["Profile picture", "Generate API Key", "Generate"], when: own },
    { steps: ["Profile picture", "Personalize", "Generate Authtoken"], when: own },
  ];
  const older: OtherPlace = { steps: personalize, when: l10n.t("builds 8 and 9, your own key") };
  const alternatives = [...(major === 9 ? [] : newer), ...(major === undefined || major === 9 ? [older] : [])];
  return { steps: form, alternatives, note };
}

function technicianNote(purpose: KeyPurpose): string {
  const form = l10n.t("It takes an SDP administrator. Save the form after Generate, else the key is refused.");
  switch (purpose) {
    case "make":
      return form;
    case "regenerate":
      return `${l10n.t("The old key stops at once.")} ${form}`;
    case "extend":
      return `${cannotExtend()} ${form}`;
    case "retire":
      return l10n.t(
        "It takes an SDP administrator. A technician key has no switch: re-generating it ends it, and so does disabling the technician's login.",
      );
  }
}

function cannotExtend(): string {
  return l10n.t("A technician key cannot be extended: re-generating makes another one, and the old one stops at once.");
}

/** Since which build there are Integration Keys, and since which they stand in Developer Space, is not known. */
function integrationPages(purpose: KeyPurpose, build: number | undefined): KeyPages {
  // It is not re-generated: another is made beside it.
  const end = purpose === "make" || purpose === "regenerate" ? ["New", "Generate"] : ["Edit"];
  const major = majorOf(build);
  const tooOld = major !== undefined && major < 10 && l10n.t("Builds this old may have no Integration Keys.");
  const note = integrationNote(purpose);
  return {
    steps: ["Admin", "Developer Space", "Integration Key", ...end],
    alternatives: [{ steps: ["Admin", "Apps & Add-ons", "Integration Key", ...end], when: l10n.t("older pages") }],
    note: tooOld ? `${note} ${tooOld}` : note,
  };
}

function integrationNote(purpose: KeyPurpose): string {
  const shownAgain = l10n.t("It takes an SDP administrator, who can see the key again later with the login password.");
  switch (purpose) {
    case "make":
      return shownAgain;
    case "regenerate":
      return `${l10n.t("Make a second key: the old one works until it is set inactive.")} ${shownAgain}`;
    case "extend":
      return l10n.t("As its owner, an SDP administrator: change Key expires on, press Update; the key stays.");
    case "retire":
      return l10n.t("It takes the key's owner, an SDP administrator. Set the key inactive and press Update.");
  }
}

function pagesOfBoth(purpose: KeyPurpose, build: number | undefined): KeyPages {
  const technician = technicianPages(purpose, build);
  const integration = integrationPages(purpose, build);
  // Re-generating is no way to extend a key, so it is not offered as one where the key may be of the other kind.
  if (purpose === "extend") return { ...integration, note: `${integration.note} ${cannotExtend()}` };
  const others: readonly OtherPlace[] = [
    { steps: integration.steps, when: l10n.t("Integration Key") },
    ...integration.alternatives.map(({ steps }) => ({ steps, when: l10n.t("Integration Key, older pages") })),
  ];
  return {
    steps: technician.steps,
    alternatives: [...technician.alternatives, ...others],
    note: `${technician.note} ${l10n.t("For an Integration Key: {0}", integration.note)}`,
  };
}

function majorOf(build: number | undefined): number | undefined {
  return build === undefined ? undefined : Math.floor(build / 1000);
}
