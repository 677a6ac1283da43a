import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Address } from "../../core/address.ts";
import type { Changes } from "../../core/changes.ts";
import type { Fleet } from "../../core/fleet.ts";
import { readableFingerprint } from "../../core/pin.ts";
import type { Certificate, CertificateViewer, Clock } from "../../core/ports.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, warn } from "../gates/messages.ts";
import { withCancel } from "../gates/progress.ts";
import { failureSentence } from "./failures.ts";
import { chooseServer } from "./selection.ts";

export interface TrustNeeds {
  readonly fleet: Fleet;
  readonly changes: Changes;
  readonly certificates: CertificateViewer;
  readonly clock: Clock;
  readonly activity: ActivityNotes;
  /** Checks the server's keys under the trust that was given. */
  readonly verifyServer: (server: string) => unknown;
}

/** Shows a server's certificate, and pins it once the person has compared the fingerprint. */
export function trustCertificate(needs: TrustNeeds): Command {
  return async (...args) => {
    const server = await chooseServer(needs.fleet, l10n.t("Trust This Certificate"), args);
    if (server === undefined) return;
    if (!server.address.secure) {
      await warn(l10n.t("{0} has no certificate: its address begins with http://.", server.label ?? server.name));
      return;
    }
    const fingerprint = await askTrust(needs, server.address, server.timeoutSeconds, server.pin);
    if (fingerprint === undefined) return;
    const pinning = needs.changes.pin(server, fingerprint);
    const pinned = await needs.activity.follow("trustCertificate", { server: server.name }, pinning);
    if (pinned.ok) await needs.verifyServer(server.name);
    else await warn(failureSentence(pinned.reason));
  };
}

/** The fingerprint of the certificate at an address, once the person trusts it. Undefined: not, or it cannot be trusted. */
export async function askTrust(
  { certificates, clock }: { readonly certificates: CertificateViewer; readonly clock: Clock },
  address: Address,
  timeoutSeconds: number,
  trustedBefore?: string,
): Promise<string | undefined> {
  const seen = await withCancel(l10n.t("Reading the certificate of {0}", address.hostname), (signal) =>
    certificates.view(address, timeoutSeconds, signal),
  );
  if (!seen.ok) {
    await warn(l10n.t("The certificate of {0} cannot be read ({1}).", address.hostname, seen.reason.code));
    return undefined;
  }
  const certificate = seen.value;
  const now = clock.now();
  if (now < certificate.validFrom || now > certificate.validTo) {
    await warn(
      now > certificate.validTo
        ? l10n.t(
            "The certificate of {0} expired on {1}. It must be renewed on the server.",
            address.hostname,
            day(certificate.validTo),
          )
        : l10n.t(
            "The certificate of {0} is valid from {1} only. Check the clocks.",
            address.hostname,
            day(certificate.validFrom),
          ),
    );
    return undefined;
  }
  const trusted = await confirm(
    l10n.t("Trust this certificate of {0}?", address.hostname),
    details(certificate, trustedBefore),
    l10n.t("Trust This Certificate"),
  );
  return trusted ? certificate.fingerprint : undefined;
}

function details(certificate: Certificate, trustedBefore: string | undefined): string {
  const changed = trustedBefore !== undefined && trustedBefore !== certificate.fingerprint;
  return [
    changed ? l10n.t("It is NOT the certificate that you trusted before.") : undefined,
    l10n.t("Compare the fingerprint with the one that the server's administrator, or a browser on the server, shows."),
    "",
    l10n.t("Fingerprint (SHA-256): {0}", readableFingerprint(certificate.fingerprint)),
    changed ? l10n.t("Trusted before: {0}", readableFingerprint(trustedBefore)) : undefined,
    l10n.t("Subject: {0}", certificate.subject),
    l10n.t("Issuer: {0}", certificate.issuer),
    certificate.names.length > 0 ? l10n.t("For: {0}", certificate.names.join(", ")) : undefined,
    l10n.t("Valid: {0} to {1}", day(certificate.validFrom), day(certificate.validTo)),
  ]
    .filter((line) => line !== undefined)
    .join("\n");
}

function day(at: number): string {
  return new Date(at).toLocaleDateString();
}
