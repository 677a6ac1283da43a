import * as l10n from "@vscode/l10n";
import type { Consents } from "../../core/storePorts.ts";
import { confirm, warn } from "../gates/messages.ts";

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
