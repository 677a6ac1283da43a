import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Fleet } from "../../core/fleet.ts";
import { serverTrouble, type Observation } from "../../core/health.ts";
import type { Expiry } from "../../core/expiry.ts";
import type { Outlook } from "../../core/outlook.ts";
import { reasonSentence } from "../../core/sentences.ts";
import { expiryWords, stateWords } from "../../core/words.ts";
import type { KeyEntry, ServerEntry } from "../../core/servers.ts";
import { commandId, type CommandName, type ViewItem } from "../ids.ts";
import { elementId, type Element } from "./elements.ts";

/** How an element is drawn: never by colour alone, and read out whole. */
export function itemOf(element: Element, fleet: Fleet): vscode.TreeItem {
  const item = draw(element, fleet);
  item.id = elementId(element);
  return item;
}

function draw(element: Element, fleet: Fleet): vscode.TreeItem {
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
  return server === undefined || key === undefined ? gone(element.key) : drawKey(server, key, fleet);
}

function drawServer(server: ServerEntry, fleet: Fleet): vscode.TreeItem {
  const label = server.label ?? server.name;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  const trouble = serverTrouble(server.keys.map((key) => fleet.observation(server, key)));
  const words = trouble === undefined ? undefined : stateWords(trouble);
  const host = server.address.href.replace(/^https:\/\//, "");
  const noKeys = server.keys.length === 0 ? l10n.t("no keys yet") : undefined;
  item.description = [words, host, noKeys].filter((part) => part !== undefined).join(" · ");
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

function serverContext(server: ServerEntry, trouble: Observation | undefined, fleet: Fleet): ViewItem {
  const relinkable = server.keys.some((key) =>
    isRelinkable(fleet.observation(server, key), fleet.outlook(server, key)),
  );
  if (trouble?.state === "untrusted-certificate")
    return relinkable ? "server-untrusted-relinkable" : "server-untrusted";
  return relinkable ? "server-relinkable" : "server";
}

function keyContext(seen: Observation, outlook: Outlook): ViewItem {
  if (isRelinkable(seen, outlook)) return "key-without-relinkable";
  return seen.state === "missing" || seen.state === "invalid" ? "key-without" : "key";
}

/** Whether a person can say that a key stored for another name or address may be used. */
function isRelinkable({ state }: Observation, { candidate }: Outlook): boolean {
  return state === "missing" && candidate !== undefined;
}

function drawKey(server: ServerEntry, key: KeyEntry, fleet: Fleet): vscode.TreeItem {
  const seen = fleet.observation(server, key);
  const expiry = fleet.expiry(server, key);
  const outlook = fleet.outlook(server, key);
  const twins = fleet.twins(server, key).map((twin) => `${twin.server.name}/${twin.key.name}`);
  const store = outlook.store === "vscode" && seen.state !== "missing" ? l10n.t("Kept in VS Code's secret store") : "";
  const same = twins.length > 0 ? l10n.t("The same key as {0}", twins.join(", ")) : "";
  const item = new vscode.TreeItem(key.name, vscode.TreeItemCollapsibleState.None);
  const state = stateWords(seen);
  const end = seen.state === "missing" && expiry.expiry !== "expired" ? "" : expiryWords(expiry);
  item.description = [state, end].filter((words) => words !== "").join(" · ");
  const { icon, tint, alert } = look(seen, expiry);
  item.iconPath = new vscode.ThemeIcon(icon, tint === undefined ? undefined : colour(tint));
  item.contextValue = keyContext(seen, outlook);
  item.tooltip = tooltip(
    `${server.label ?? server.name} / ${key.name}`,
    reasonSentence(seen.reason),
    key.expiresText === undefined || expiry.expiry === "never"
      ? expiryWords(expiry)
      : `${expiryWords(expiry)} (${key.expiresText})`,
    key.owner && l10n.t("Owner: {0}", key.owner),
    key.usedBy.length > 0 ? l10n.t("Used by: {0}", key.usedBy.map(({ name }) => name).join(", ")) : undefined,
    store,
    same,
    seen.checkedAt === null ? undefined : l10n.t("Checked: {0}", new Date(seen.checkedAt).toLocaleString()),
  );
  item.accessibilityInformation = {
    label: spoken(server.label ?? server.name, key.name, state, end, alert, store, same),
  };
  return item;
}

interface Look {
  readonly icon: string;
  readonly tint?: string;
  /** Said to screen readers. */
  readonly alert?: string;
}

function look({ state, reason }: Observation, { expiry }: Expiry): Look {
  const error = { tint: "list.errorForeground", alert: l10n.t("error") };
  const warning = { tint: "list.warningForeground", alert: l10n.t("warning") };
  switch (state) {
    case "invalid":
      return { icon: "error", ...error };
    case "store-unavailable":
      return { icon: "lock", ...error };
    case "missing":
      return { icon: "question", ...warning };
    case "untrusted-certificate":
    case "not-servicedesk":
      return { icon: "unverified", ...warning };
    case "unreachable":
    case "server-error":
    case "rate-limited":
    case "unlicensed":
      return expiry === "expired" ? { icon: "error", ...error } : { icon: "debug-disconnect" };
    case "valid":
    case "forbidden":
    case "unchecked":
      if (expiry === "expired")
        return state === "valid" ? { icon: "warning", ...warning } : { icon: "error", ...error };
      if (expiry === "expiring") return { icon: "warning", ...warning };
      if (state !== "unchecked") return { icon: "pass", tint: "testing.iconPassed" };
      return { icon: reason.kind === "store" ? "watch" : "circle-large-outline" };
  }
}

function leaf(
  label: string,
  description: string,
  contextValue: ViewItem,
  command: CommandName,
  ...args: unknown[]
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon("error", colour("list.errorForeground"));
  item.contextValue = contextValue;
  item.tooltip = tooltip(label, description);
  item.command = { command: commandId(command), title: label, arguments: args };
  item.accessibilityInformation = { label: spoken(label, description) };
  return item;
}

/** Drawn for an instant when an element's entry went between two refreshes. */
function gone(name: string): vscode.TreeItem {
  return new vscode.TreeItem(name);
}

function colour(id: string): vscode.ThemeColor {
  return new vscode.ThemeColor(id);
}

/** Lines of text, one below the other; text of the settings goes in escaped and is never read as Markdown. */
function tooltip(...lines: (string | undefined)[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  for (const line of lines) {
    if (line === undefined || line === "") continue;
    if (markdown.value !== "") markdown.appendMarkdown("\n\n");
    // Word by word: appendText makes blanks unbreakable, and lines then break within words. The first blank stays so,
    // lest "1. " begin a list.
    for (const [index, word] of line.split(/\s+/).entries()) {
      if (index > 0) markdown.appendMarkdown(index === 1 ? "&nbsp;" : " ");
      markdown.appendText(word);
    }
  }
  return markdown;
}

function spoken(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}
