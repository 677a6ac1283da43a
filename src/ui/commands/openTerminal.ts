import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Fleet } from "../../core/fleet.ts";
import {
  remoteHost,
  type TerminalPlace,
  type TerminalSetting,
  type TerminalVariables,
} from "../../core/keyTerminal.ts";
import type { Secret } from "../../core/secret.ts";
import type { ChosenKey } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, warn } from "../gates/messages.ts";
import { takeKey, type KeyForUseNeeds } from "./keyForUse.ts";
import { protectedSentence } from "./protection.ts";
import { chooseKey } from "./selection.ts";
import { keyName } from "./keyName.ts";

export interface TerminalNeeds extends KeyForUseNeeds {
  readonly fleet: Fleet;
  readonly terminalSetting: TerminalSetting;
  readonly activity: Pick<ActivityNotes, "note">;
  /** Name of the machine that the extension runs on, where that is the remote one of the window. */
  readonly ownHost: string | undefined;
}

/** Opens a terminal that has a key and its server's address in its environment; other terminals have not. */
export function openTerminal(needs: TerminalNeeds): Command {
  const { fleet, terminalSetting, activity, ownHost } = needs;
  return async (...args) => {
    if (!vscode.workspace.isTrusted) {
      await sayUntrusted();
      return;
    }
    const chosen = await chooseKey(fleet, l10n.t("Open Terminal with Key"), args);
    if (chosen === undefined || !(await agreed(chosen, remoteHost(placeOf(ownHost))))) return;
    const secret = await takeKey(needs, chosen);
    if (secret === undefined) return;
    openKeyTerminal(chosen, secret, terminalSetting.read()).show();
    activity.note("openTerminal", { server: chosen.server.name, key: chosen.key.name }, "done");
  };
}

/** What a workspace that is not trusted has in its folder may run in each terminal, such as by its settings. */
async function sayUntrusted(): Promise<void> {
  const manage = l10n.t("Manage Workspace Trust");
  const message = l10n.t("No terminal gets a key in a workspace that you do not trust: what runs there could read it.");
  if ((await warn(message, manage)) === manage) await vscode.commands.executeCommand("workbench.trust.manage");
}

function placeOf(ownHost: string | undefined): TerminalPlace {
  const uris = [vscode.workspace.workspaceFile, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
  const authority = uris.find((uri) => uri?.scheme === "vscode-remote")?.authority;
  return { remoteName: vscode.env.remoteName, ownHost, authority };
}

/** Asks where the server is protected or the terminal is on another machine; both in one dialog. */
async function agreed(chosen: ChosenKey, host: string | undefined): Promise<boolean> {
  const reasons = [
    ...(host === undefined
      ? []
      : [l10n.t("The terminal runs on {0}: the key goes there, and who has rights there can read it.", host)]),
    ...(chosen.server.protected ? [protectedSentence(chosen.server)] : []),
  ];
  if (reasons.length === 0) return true;
  const question = l10n.t("Open a terminal with the key {0}?", keyName(chosen));
  return confirm(question, reasons.join("\n\n"), l10n.t("Open Terminal"));
}

/** A terminal with the key in its environment, which the editor neither keeps on disk nor revives. */
export function openKeyTerminal(chosen: ChosenKey, secret: Secret, variables: TerminalVariables): vscode.Terminal {
  const { server, key } = chosen;
  const env: Record<string, string> = {};
  env[variables.url] = server.address.href;
  env[variables.key] = secret.reveal();
  const terminal = vscode.window.createTerminal({
    name: `SDP: ${server.label ?? server.name} / ${key.name}`,
    env,
    isTransient: true,
    iconPath: new vscode.ThemeIcon("key"),
    message: l10n.t(
      "{0} and {1} are those of {2}, in this terminal only.",
      variables.url,
      variables.key,
      keyName(chosen),
    ),
  });
  // Every extension can look at a terminal's options, as long as it is there.
  void terminal.processId.then(() => Reflect.deleteProperty(env, variables.key));
  return terminal;
}
