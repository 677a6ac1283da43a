import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { keyPages, pagesText } from "../../core/keyPages.ts";
import { carryingOf } from "../../core/replacement.ts";
import { consumerName } from "../../core/replacementWords.ts";
import type { KeyEntry, ServerEntry } from "../../core/servers.ts";
import type { Fleet } from "../../core/fleet.ts";
import { commandId, viewItem } from "../ids.ts";
import type { OpenTask } from "./elements.ts";
import { colour, spoken, tooltip } from "./itemParts.ts";

/** One thing that the replacement of a key still asks of a person. */
export function drawOpenTask(task: OpenTask, server: ServerEntry, key: KeyEntry, fleet: Fleet): vscode.TreeItem {
  const item = task.kind === "retire" ? drawRetire(server, key, fleet) : drawConsumer(task.consumer, server, key);
  const title = l10n.t("Continue Replacement…");
  item.command = { command: commandId("continueReplacement"), title, arguments: [server.name, key.name] };
  return item;
}

function drawConsumer(name: string, server: ServerEntry, key: KeyEntry): vscode.TreeItem {
  const { product, url } = key.usedBy.find((consumer) => consumer.name === name) ?? {};
  const label = consumerName(name);
  const item = row(label, l10n.t("still has the old key"), "plug", server, key);
  item.contextValue = viewItem("consumer", { console: url !== undefined });
  item.tooltip = tooltip(
    label,
    product && l10n.t("Product: {0}", product),
    url && l10n.t("Console: {0}", url),
    l10n.t("Still has the old key. Copy the new one into it, and mark it as done."),
  );
  return item;
}

function drawRetire(server: ServerEntry, key: KeyEntry, fleet: Fleet): vscode.TreeItem {
  const carrying = carryingOf(fleet.replacement(server, key));
  const pages = keyPages(carrying ? carrying.before.kind : key.kind, "retire", fleet.build(server));
  const label = l10n.t("Switch off the old key in ServiceDesk Plus");
  const item = row(label, l10n.t("last"), "circle-slash", server, key);
  item.contextValue = viewItem("retire", {});
  item.tooltip = tooltip(
    label,
    l10n.t("Once nothing uses it any more. Then mark it as done."),
    pagesText(pages),
    pages.note,
  );
  return item;
}

function row(label: string, words: string, icon: string, server: ServerEntry, key: KeyEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.description = words;
  item.iconPath = new vscode.ThemeIcon(icon, colour("list.warningForeground"));
  item.accessibilityInformation = { label: spoken(label, words, server.label ?? server.name, key.name) };
  return item;
}
