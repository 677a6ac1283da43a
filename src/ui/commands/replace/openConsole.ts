import * as vscode from "vscode";
import type { Fleet } from "../../../core/fleet.ts";
import type { Consumer } from "../../../core/servers.ts";
import type { Command } from "../../gates/commands.ts";
import { asElement } from "../../tree/elements.ts";

/** Opens the console of the consumer that the tree item is for. */
export function openConsole(fleet: Pick<Fleet, "server">): Command {
  return async (item) => {
    const element = asElement(item);
    if (element?.kind !== "consumer") return;
    const key = fleet.server(element.server)?.keys.find(({ name }) => name === element.key);
    const consumer = key?.usedBy.find(({ name }) => name === element.consumer);
    if (consumer !== undefined) await openConsoleOf(consumer);
  };
}

/** Opens the consoles of these consumers, each once. */
export async function openConsoles(consumers: readonly Consumer[]): Promise<void> {
  const addresses = new Set(consumers.flatMap(({ url }) => url ?? []));
  for (const url of addresses) await openConsoleOf({ url });
}

/** Opens a consumer's console, if it has one: settings are taken for a web address only (`webAddress`). */
export async function openConsoleOf({ url }: Pick<Consumer, "url">): Promise<void> {
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
