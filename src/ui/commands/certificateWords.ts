import * as l10n from "@vscode/l10n";
import { readableFingerprint } from "../../core/pin.ts";
import type { Certificate, Unseen } from "../../core/ports.ts";
import { reasonSentence } from "../../core/sentences.ts";

/** Why no certificate can be shown; undefined where the person broke it off. */
export function unseenSentence(unseen: Unseen): string | undefined {
  switch (unseen.kind) {
    case "cancelled":
      return undefined;
    case "unreachable":
      return reasonSentence({ ...unseen, kind: "network" });
    case "untrusted":
      return reasonSentence({ kind: "certificate", fault: unseen.fault, code: unseen.code });
  }
}

/** Why a certificate cannot be trusted whatever its fingerprint, or undefined. `now` in milliseconds since the epoch. */
export function untimely(host: string, { validFrom, validTo }: Certificate, now: number): string | undefined {
  if (now > validTo) {
    return l10n.t("The certificate of {0} expired on {1}. It must be renewed on the server.", host, day(validTo));
  }
  if (now < validFrom) {
    return l10n.t("The certificate of {0} is valid from {1} only. Check the clocks.", host, day(validFrom));
  }
  return undefined;
}

/** What a person compares before a certificate is trusted, one fact a line; the one trusted before right below the one shown. */
export function comparison(certificate: Certificate, trustedBefore: string | undefined): string {
  const changed = trustedBefore !== undefined && trustedBefore !== certificate.fingerprint;
  return [
    ...(changed ? [l10n.t("It is NOT the certificate that you trusted before.")] : []),
    l10n.t("Compare the fingerprint with the one that the server's administrator, or a browser on the server, shows."),
    "",
    l10n.t("Fingerprint (SHA-256): {0}", readableFingerprint(certificate.fingerprint)),
    ...(changed ? [l10n.t("Trusted before: {0}", readableFingerprint(trustedBefore))] : []),
    l10n.t("Subject: {0}", certificate.subject),
    l10n.t("Issuer: {0}", certificate.issuer),
    ...(certificate.names.length > 0 ? [l10n.t("For: {0}", certificate.names.join(", "))] : []),
    l10n.t("Valid: {0} to {1}", day(certificate.validFrom), day(certificate.validTo)),
  ].join("\n");
}

function day(at: number): string {
  return new Date(at).toLocaleDateString();
}
