import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Fleet } from "../../core/fleet.ts";
import { serverTrouble, type Observation } from "../../core/health.ts";
import { addressesInstead } from "../../core/redirect.ts";
import { reasonSentence } from "../../core/sentences.ts";
import { stateWords } from "../../core/words.ts";
import type { ServerEntry } from "../../core/servers.ts";
import { commandId, viewItem, type CommandName } from "../ids.ts";
import { elementId, type Element } from "./elements.ts";
import { colour, described, spoken, tooltip } from "./itemParts.ts";
import { drawKey, isRelinkable } from "./keyItem.ts";
import { drawOpenTask } from "./openTaskItem.ts";

/**
 * How an element is drawn: never by colour alone, and read out whole.
 * @param now milliseconds since the epoch
 */
export function itemOf(element: Element, fleet: Fleet, now: number): vscode.TreeItem {
  const item = draw(element, fleet, now);
  // VS Code keeps a row of the same id collapsed when it comes to have rows below.
  item.id = `${elementId(element)}/${item.collapsibleState}`;
  return item;
}

function draw(element: Element, fleet: Fleet, now: number): vscode.TreeItem {
  if (element.kind === "trouble") {
    return leaf(l10n.t("Secret store not available"), element.message, "trouble", "showLog");
  }
  if (element.kind === "unusable") {
    const name = element.path[element.path.length > 2 ? 2 : 0] ?? l10n.t("List of servers");
    return leaf(name, element.message, "unusable", "editInSettings", element);
  }
  const server = fleet.server(element.server);
  if (element.kind === "server") return server === undefined ? gone(element.server) : drawServer(server, fleet);
  const key = server?.keys.find(({ name }) => name === element.key);
  if (server === undefined || key === undefined) return gone(element.key);
  return element.kind === "key" ? drawKey(server, key, fleet, now) : drawOpenTask(element, server, key, fleet);
}

function drawServer(server: ServerEntry, fleet: Fleet): vscode.TreeItem {
  const label = server.label ?? server.name;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  const trouble = serverTrouble(server.keys.map((key) => fleet.observation(server, key)));
  const words = trouble === undefined ? undefined : stateWords(trouble);
  const host = server.address.href.replace(/^https:\/\//, "");
  const noKeys = server.keys.length === 0 ? l10n.t("no keys yet") : undefined;
  item.description = described(words, host, noKeys);
  item.iconPath = new vscode.ThemeIcon("server", trouble && colour("list.warningForeground"));
  item.contextValue = serverContext(server, trouble, fleet);
  item.tooltip = tooltip(
    label,
    server.address.href,
    server.description,
    trouble && reasonSentence(trouble.reason),
    noKeys,
  );
  item.accessibilityInformation = { label: spoken(l10n.t("server {0}", label), host, words, noKeys) };
  return item;
}

function serverContext(server: ServerEntry, trouble: Observation | undefined, fleet: Fleet): string {
  return viewItem("server", {
    untrusted: trouble?.state === "untrusted-certificate",
    redirected: addressesInstead(server, fleet).length > 0,
    relinkable: server.keys.some((key) => isRelinkable(fleet.observation(server, key), fleet.outlook(server, key))),
  });
}

function leaf(
  label: string,
  description: string,
  kind: "trouble" | "unusable",
  command: CommandName,
  ...args: unknown[]
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon("error", colour("list.errorForeground"));
  item.contextValue = viewItem(kind, {});
  item.tooltip = tooltip(label, description);
  item.command = { command: commandId(command), title: label, arguments: args };
  item.accessibilityInformation = { label: spoken(label, description) };
  return item;
}

/** Drawn for an instant when an element's entry went between two refreshes. */
function gone(name: string): vscode.TreeItem {
  return new vscode.TreeItem(name);
}
