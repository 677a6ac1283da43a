import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Fleet } from "../../core/fleet.ts";
import { keyPages, pagesText, stepsText } from "../../core/keyPages.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { ServerEntry } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { tell, warn } from "../gates/messages.ts";
import { chooseKey, chooseServer } from "./selection.ts";
import { keyName } from "./keyName.ts";

/** Opens a server in the browser. */
export function openServer(fleet: Fleet): Command {
  return async (...args) => {
    const server = await chooseServer(fleet, l10n.t("Open Server"), args);
    if (server !== undefined) await openInBrowser(server);
  };
}

/** Opens a key's server in the browser, and says the way to the page from there: no link leads to it (docs/sdp.md 3). */
export function openKeyPage(fleet: Fleet): Command {
  return async (...args) => {
    const chosen = await chooseKey(fleet, l10n.t("Open Key Page"), args);
    if (chosen === undefined) return;
    const { server, key } = chosen;
    if (server.address.cloud) {
      await warn(reasonSentence({ kind: "cloud" }));
      return;
    }
    // Of an Integration Key more can be changed than of a technician's, without another key taking its place.
    const purpose = key.kind === "integration" ? "extend" : "regenerate";
    const pages = keyPages(key.kind, purpose, fleet.build(server));
    await openInBrowser(server);
    const copy = l10n.t("Copy Path");
    const message = l10n.t("{0}: {1} {2}", keyName(chosen), pagesText(pages), pages.note);
    if ((await tell(message, copy)) === copy) await vscode.env.clipboard.writeText(stepsText(pages.steps));
  };
}

/** Opens the server's address as it is set; its pages ask for the person's own login. */
export async function openInBrowser({ address }: ServerEntry): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(address.href, true));
}
