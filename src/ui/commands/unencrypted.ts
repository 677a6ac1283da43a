import * as l10n from "@vscode/l10n";
import type { Consents } from "../../core/storePorts.ts";
import type { ServerEntry } from "../../core/servers.ts";
import type { Verifier } from "../../core/verification.ts";
import { confirm, warn } from "../gates/messages.ts";

export interface SendNeeds {
  readonly verifier: Pick<Verifier, "needsConsent">;
  readonly consents: Consents;
}

/** Keys go unencrypted only where the person has agreed: who asks for one server is asked. */
export async function maySend({ verifier, consents }: SendNeeds, server: ServerEntry): Promise<boolean> {
  if (!(await verifier.needsConsent(server))) return true;
  return agreeToUnencrypted(consents, server.address.origin);
}

/** Asks whether keys may go to an `http:` origin, and remembers a yes on this machine. */
export async function agreeToUnencrypted(consents: Consents, origin: string): Promise<boolean> {
  const agreed = await confirm(
    l10n.t("Send keys unencrypted to {0}?", origin),
    l10n.t("Everyone on the way can read them. Use https:// if the server offers it."),
    l10n.t("Send Unencrypted"),
  );
  if (!agreed) return false;
  const granted = await consents.grant({ kind: "insecure-http", origin });
  if (!granted.ok) await warn(l10n.t("Your consent could not be noted, so nothing is sent. {0}", granted.reason));
  return granted.ok;
}
