import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Reason } from "../../core/health.ts";
import type { KeyReader } from "../../core/keyReader.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { Secret } from "../../core/secret.ts";
import type { ChosenKey } from "../../core/servers.ts";
import { warn } from "../gates/messages.ts";
import { commandId } from "../ids.ts";
import { keyName } from "./keyName.ts";

export interface KeyForUseNeeds {
  readonly reader: Pick<KeyReader, "read">;
}

/** What can be done about a key that is not found. */
type WayOut = "retry" | "useStoredKey" | "enterKey";

/**
 * The entry's key, for a person who wants to use it. Undefined: it is not there, which the person was told, with a button
 * for what can be done about it.
 */
export async function takeKey({ reader }: KeyForUseNeeds, chosen: ChosenKey): Promise<Secret | undefined> {
  const { server, key } = chosen;
  for (;;) {
    const [first] = await reader.read(server, [key], "person");
    if (first === undefined) return undefined;
    const [, read] = first;
    if (read.kind === "found") return read.secret;
    const way = await ask(chosen, read.reason);
    if (way === "retry") continue;
    if (way !== undefined) await vscode.commands.executeCommand(commandId(way), server.name, key.name);
    return undefined;
  }
}

async function ask(chosen: ChosenKey, reason: Reason): Promise<WayOut | undefined> {
  const ways = waysOut(reason).map((way) => ({ way, title: titleOf(way) }));
  const message = l10n.t("{0}: {1}", keyName(chosen), reasonSentence(reason));
  const answer = await warn(message, ...ways.map(({ title }) => title));
  return ways.find(({ title }) => title === answer)?.way;
}

/** Trouble that is outside may have passed; what a later version has written only that version can read. */
function waysOut(reason: Reason): readonly WayOut[] {
  switch (reason.kind) {
    case "no-key":
    case "not-kept":
    case "other-browser":
    case "replaced-elsewhere":
      return ["enterKey"];
    case "address-changed":
    case "stored-as":
      return ["useStoredKey", "enterKey"];
    case "later-version":
      return [];
    default:
      return ["retry"];
  }
}

function titleOf(way: WayOut): string {
  switch (way) {
    case "retry":
      return l10n.t("Retry");
    case "useStoredKey":
      return l10n.t("Use Stored Key…");
    case "enterKey":
      return l10n.t("Enter Key…");
  }
}
