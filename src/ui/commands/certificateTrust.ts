import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Address } from "../../core/address.ts";
import type { Changes } from "../../core/changes.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { CertificateViewer, Clock } from "../../core/ports.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, warn } from "../gates/messages.ts";
import { withCancel } from "../gates/progress.ts";
import { comparison, unseenSentence, untimely } from "./certificateWords.ts";
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
    const why = unseenSentence(seen.reason);
    if (why !== undefined) await warn(l10n.t("No certificate was seen of {0}. {1}", address.hostname, why));
    return undefined;
  }
  const certificate = seen.value;
  const reason = untimely(address.hostname, certificate, clock.now());
  if (reason !== undefined) {
    await warn(reason);
    return undefined;
  }
  const trusted = await confirm(
    l10n.t("Trust this certificate of {0}?", address.hostname),
    comparison(certificate, trustedBefore),
    l10n.t("Trust This Certificate"),
  );
  return trusted ? certificate.fingerprint : undefined;
}
