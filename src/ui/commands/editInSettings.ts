import * as vscode from "vscode";
import type { ConfigPath, SettingsDocument } from "../../core/ports.ts";
import { rangesIn } from "../diagnostics/range.ts";
import type { Command } from "../gates/commands.ts";
import { SERVERS_SETTING } from "../ids.ts";
import { asElement } from "../tree/elements.ts";

/** Opens the user's settings.json at the entry of the tree item, or at the list. */
export function editInSettings(settings: SettingsDocument): Command {
  return async (item) => {
    const located = await settings.locate([pathOf(item)]);
    const place = located?.places[0];
    if (located === undefined || place === undefined) {
      const reveal = { revealSetting: { key: SERVERS_SETTING, edit: true } };
      await vscode.commands.executeCommand("workbench.action.openSettingsJson", reveal);
      return;
    }
    const selection = rangesIn(located.text)(place.name);
    await vscode.window.showTextDocument(vscode.Uri.parse(located.uri, true), { selection });
  };
}

function pathOf(item: unknown): ConfigPath {
  const element = asElement(item);
  switch (element?.kind) {
    case "server":
      return [element.server];
    case "key":
    case "consumer":
    case "retire":
      return [element.server, "keys", element.key];
    case "unusable":
      return element.path;
    default:
      return [];
  }
}
