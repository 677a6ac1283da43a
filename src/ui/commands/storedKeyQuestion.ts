import * as l10n from "@vscode/l10n";
import type { Outlook } from "../../core/outlook.ts";
import type { ChosenKey } from "../../core/servers.ts";

/** An entry, and a stored key that no entry uses and that the person may want for it. */
export interface Relink extends ChosenKey {
  readonly candidate: NonNullable<Outlook["candidate"]>;
}

/** What a person is asked before stored keys are used for entries that they were not entered for. */
export interface StoredKeyQuestion {
  readonly question: string;
  readonly detail: string;
  readonly yes: string;
}

/** Lines of a dialog that are still read. */
const LISTED = 10;

/** The question about these keys, of which there is one at least; those of a server in one question. */
export function storedKeyQuestion(relinks: readonly Relink[]): StoredKeyQuestion {
  const lines = relinks.slice(0, LISTED).map(lineOf);
  const more = relinks.length - lines.length;
  if (more > 0) lines.push(l10n.t("and {0} more", more));
  const then =
    relinks.length === 1
      ? l10n.t("If you agree, it is checked there at once, and stored for this entry alone.")
      : l10n.t("If you agree, they are checked there at once, and each is stored for its entry alone.");
  const yes = relinks.length === 1 ? l10n.t("Use Stored Key") : l10n.t("Use Stored Keys");
  return { question: questionOf(relinks), detail: [...lines, "", then].join("\n"), yes };
}

function questionOf(relinks: readonly Relink[]): string {
  const [first] = relinks;
  if (first === undefined || relinks.length > 1) {
    return l10n.t("Use {0} stored keys for {1}?", relinks.length, first?.server.name ?? "");
  }
  const { reason } = first.candidate;
  return reason.kind === "stored-as"
    ? l10n.t("Use the key stored as {0} for {1}?", `${reason.server}/${reason.key}`, entryName(first))
    : l10n.t("Use the stored key with the new address?");
}

function lineOf(relink: Relink): string {
  const { reason } = relink.candidate;
  const { href } = relink.server.address;
  const name = entryName(relink);
  switch (reason.kind) {
    case "address-changed":
      return l10n.t("{0}: entered for {1}, may then be sent to {2}.", name, reason.from, href);
    case "stored-as":
      return l10n.t("{0}: stored as {1}, for the same address {2}.", name, `${reason.server}/${reason.key}`, href);
  }
}

/** An entry as it is called in messages. */
export function entryName({ server, key }: ChosenKey): string {
  return `${server.name}/${key.name}`;
}
