import * as l10n from "@vscode/l10n";
import type { StoreFailure } from "../storePorts.ts";
import { troubleOf, type StoreTrouble } from "./storeTrouble.ts";

/** What is wrong with the store and what to do, then its own text: the remedy survives where a line is cut. */
export function storeSentence(failure: StoreFailure): string {
  const remedy = remedySentence(troubleOf(failure));
  const [firstLine = ""] = failure.detail.trim().split(/\s*[\r\n]/, 1);
  return firstLine === "" ? remedy : `${remedy} (${firstLine})`;
}

/** At most 150 characters, to leave room for the store's own text (docs/troubleshooting.md has the long form). */
function remedySentence(trouble: StoreTrouble): string {
  switch (trouble) {
    case "no-bus":
      return l10n.t(
        "There is no D-Bus session. Start the editor in a desktop session, or set servicedeskPlus.keyStore to vscode.",
      );
    case "no-library":
      return l10n.t(
        "libsecret is missing. Install libsecret-1-0 (Debian, Ubuntu) or libsecret (Fedora, Arch, Alpine), then try again.",
      );
    case "no-service":
      return l10n.t(
        "No keyring is running. Start GNOME Keyring or KWallet, then reload the window, or set servicedeskPlus.keyStore to vscode.",
      );
    case "no-binary":
      return l10n.t(
        "The operating system's secret store cannot be used here. Set servicedeskPlus.keyStore to vscode instead.",
      );
    case "not-started":
      return l10n.t(
        "The keyring is installed but does not start. Log in to the desktop again; a container needs the capability IPC_LOCK.",
      );
    case "no-collection":
      return l10n.t("There is no default keyring. Create one in the system's password manager, then try again.");
    case "locked":
      return l10n.t("The keyring is locked. Unlock it, for instance by logging in to the desktop, then try again.");
    case "disconnected":
      return l10n.t("The connection to the keyring is lost: it may have been restarted. Reload the window.");
    case "no-logon":
      return l10n.t(
        "This logon has no Credential Manager. Start the editor at the machine or over Remote Desktop, not over SSH.",
      );
    case "bad-binary":
      return l10n.t("A file of the extension cannot be loaded. Install the extension again, then reload the window.");
    case "waiting":
      return l10n.t("The secret store waits for you. Answer its dialog, then try again.");
    case "denied":
      return l10n.t("Access to the secret store was refused. Try again, and allow it in the dialog.");
    case "other":
      return l10n.t("The secret store does not work.");
  }
}
