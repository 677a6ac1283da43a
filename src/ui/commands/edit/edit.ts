import * as l10n from "@vscode/l10n";
import type { Editing } from "../../../core/editing.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import type { Command } from "../../gates/commands.ts";
import { alone } from "../../prompts.ts";
import type { ExpiryNeeds } from "../changeExpiry.ts";
import { chooseServerOrKey, type ServerOrKey } from "../selection.ts";
import { keyName } from "../keyName.ts";
import { keyRows } from "./keyRows.ts";
import { editRows, type Row } from "./rows.ts";
import { serverRows } from "./serverRows.ts";

export interface EditNeeds extends ExpiryNeeds {
  readonly editing: Editing;
  /** Goes on with another name. */
  readonly rename: (server: string, key?: string) => unknown;
}

/** Changes what the settings say of a server or key, one property after the other. */
export function edit(needs: EditNeeds): Command {
  return async (...args) => {
    const question = l10n.t("Edit which server or key?");
    const chosen = await chooseServerOrKey(needs.fleet.servers, l10n.t("Edit"), question, args);
    if (chosen === undefined) return;
    const { server, key } = chosen;
    const name = key === undefined ? (server.label ?? server.name) : keyName({ server, key });
    await editRows(alone(l10n.t("Edit {0}", name)), l10n.t("What do you want to change?"), () => rowsOf(needs, chosen));
  };
}

/** Of the entry as it is at that moment; undefined: there is none of this name. */
function rowsOf(needs: EditNeeds, { server, key }: ServerOrKey): readonly Row[] | undefined {
  const current = needs.fleet.server(server.name);
  if (current === undefined || key === undefined) return current && serverRows(needs, current);
  const look = (): ChosenKey | undefined => lookUp(needs, server.name, key.name);
  const chosen = look();
  return chosen && keyRows(needs, chosen, look);
}

function lookUp({ fleet }: EditNeeds, serverName: string, keyName: string): ChosenKey | undefined {
  const server = fleet.server(serverName);
  const key = server?.keys.find(({ name }) => name === keyName);
  return server && key && { server, key };
}
