import * as l10n from "@vscode/l10n";
import type { Expiry } from "./expiry.ts";
import type { Observation, Reason } from "./health.ts";

/** What was last seen of a key in a word or two, as the tree shows it. */
export function stateWords({ state, reason }: Pick<Observation, "state" | "reason">): string {
  switch (state) {
    case "valid":
      return l10n.t("valid");
    case "invalid":
      return l10n.t("refused");
    case "forbidden":
      return l10n.t("accepted, role too weak");
    case "rate-limited":
      return l10n.t("rate-limited");
    case "unlicensed":
      return l10n.t("not licensed");
    case "server-error":
      return l10n.t("server error");
    case "not-servicedesk":
      return l10n.t("not ServiceDesk Plus");
    case "unreachable":
      return l10n.t("unreachable");
    case "untrusted-certificate":
      return l10n.t("certificate not trusted");
    case "missing":
      return missingWords(reason);
    case "store-unavailable":
      return l10n.t("secret store not available");
    case "unchecked":
      return uncheckedWords(reason);
  }
}

function missingWords(reason: Reason): string {
  switch (reason.kind) {
    case "address-changed":
      return l10n.t("key stored for another address");
    case "replaced-elsewhere":
      return l10n.t("replaced on another machine");
    default:
      return l10n.t("no key on this machine");
  }
}

function uncheckedWords(reason: Reason): string {
  switch (reason.kind) {
    case "cloud":
      return l10n.t("not checked: Cloud");
    case "no-consent":
      return l10n.t("not checked: not encrypted");
    case "unusable-entry":
    case "ca-unreadable":
      return l10n.t("not checked: mend the settings");
    case "denied":
      return l10n.t("not checked: access refused");
    case "store":
      return l10n.t("waiting for the secret store");
    default:
      return l10n.t("not checked yet");
  }
}

/** How far away the end is, in words; empty where there is nothing to say. */
export function expiryWords({ expiry, daysLeft }: Expiry): string {
  switch (expiry) {
    case "expired":
      if (daysLeft === 0) return l10n.t("expired today");
      return daysLeft === -1 ? l10n.t("expired yesterday") : l10n.t("expired {0} days ago", -(daysLeft ?? 0));
    case "expiring":
    case "ok":
      if (daysLeft === 0) return l10n.t("expires today");
      return daysLeft === 1 ? l10n.t("expires tomorrow") : l10n.t("expires in {0} days", daysLeft ?? 0);
    case "never":
      return l10n.t("never expires");
    case "unknown":
      return l10n.t("expiry unknown");
  }
}
