import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Fleet } from "../../core/fleet.ts";
import { parseAccount } from "../../core/names.ts";
import type { Inventory, Whereabout, Whereabouts } from "../../core/inventory.ts";
import type { Log } from "../../core/ports.ts";
import type { StoreId } from "../../core/storePorts.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import { withTitle } from "../gates/progress.ts";
import { commandId, type CommandName } from "../ids.ts";
import { storeName } from "./storeWords.ts";
import type { Action } from "./whereabouts/actions.ts";
import { pickAction, pickEntry, pickWhereabout } from "./whereabouts/picks.ts";
import { untilDone } from "./retrying.ts";
import { useCopy, useForEntry, type UseNeeds } from "./whereabouts/usingStored.ts";
import { deletionQuestion } from "./whereabouts/words.ts";

export interface WhereNeeds extends UseNeeds {
  readonly fleet: Pick<Fleet, "servers" | "outlook" | "forget">;
  readonly inventory: Pick<Inventory, "look" | "delete" | "adopt">;
  readonly log: Pick<Log, "warn">;
}

/** Whether the list is shown again: as it was, read anew, or not. */
type Next = "again" | "read" | "end";

/** Lists every key that is stored under our service, and every entry without; each can be used, moved or deleted. */
export function whereAreMyKeys(needs: WhereNeeds): Command {
  return async () => {
    for (let next: Next = "read"; next !== "end";) {
      // What was read holds the endings of keys: it lives no longer than this list is shown.
      const found = await read(needs);
      if (found === undefined) return;
      do next = await showOnce(needs, found);
      while (next === "again");
    }
  };
}

async function read({ fleet, inventory, log }: WhereNeeds): Promise<Whereabouts | undefined> {
  const looking = l10n.t("Looking into the secret stores…");
  const title = process.platform === "darwin" ? `${looking} ${l10n.t("macOS may ask you about each key.")}` : looking;
  const retry = l10n.t("Retry");
  for (;;) {
    const looked = await withTitle(title, () => inventory.look(fleet.servers));
    if (looked.ok) {
      for (const { store, failure } of looked.value.troubles) log.warn(`${store}: ${failure.kind} ${failure.detail}`);
      return looked.value;
    }
    const sentence = l10n.t("The list of stored keys could not be read or written: {0}", looked.reason);
    if ((await warn(sentence, retry)) !== retry) return undefined;
  }
}

async function showOnce(needs: WhereNeeds, found: Whereabouts): Promise<Next> {
  if (found.items.length + found.troubles.length === 0) {
    void tell(l10n.t("No key is stored under servicedesk-plus-keys."));
    return "end";
  }
  const row = await pickWhereabout(found);
  if (row === undefined) return "end";
  const { item } = row.kind === "item" ? row : {};
  if (item === undefined || item.mark === "unknown") {
    await run("showLog");
    return "end";
  }
  const { entry } = item;
  const action = await pickAction(item, found.items, entry && needs.fleet.outlook(entry.server, entry.key).candidate);
  if (action.kind === "answer") return act(needs, found, item, action.value);
  return action.kind === "back" ? "again" : "end";
}

async function act(needs: WhereNeeds, found: Whereabouts, item: Whereabout, action: Action): Promise<Next> {
  const { entry, store, account, record } = item;
  const element = entry && { kind: "key", server: entry.server.name, key: entry.key.name };
  switch (action) {
    case "move":
      await run("moveKeys", element);
      return "read";
    case "enter":
      await run("enterKey", element);
      return "read";
    case "use-stored":
      await run("useStoredKey", element);
      return "read";
    case "use-new-address":
      return entry && store && (await useForEntry(needs, { account, store, record }, entry)) ? "read" : "again";
    case "use-for-entry": {
      const chosen = await pickEntry(item, found.items);
      if (chosen.kind !== "answer") return chosen.kind === "back" ? "again" : "end";
      return store && (await useForEntry(needs, { account, store, record }, chosen.value)) ? "read" : "again";
    }
    case "use-copy":
      if (entry !== undefined && store !== undefined) await useCopy(needs, { account, store, record }, entry);
      return "read";
    case "delete":
      return store !== undefined && (await deleteItem(needs, found, item, store)) ? "read" : "again";
  }
}

/** Whether it was tried. */
async function deleteItem(
  { inventory, fleet, activity }: WhereNeeds,
  found: Whereabouts,
  item: Whereabout,
  store: StoreId,
): Promise<boolean> {
  const { question, detail } = deletionQuestion(item, store, found.items);
  if (!(await confirm(question, detail, l10n.t("Delete")))) return false;
  const { account, record } = item;
  const target = parseAccount(account) ?? { server: account };
  const remove = () => inventory.delete({ account, store, record });
  await untilDone(() => activity.follow("remove", target, remove(), l10n.t("in {0}", storeName(store))));
  // What was seen of an entry's key may be out of date even when deleting it stopped half-way.
  if (item.mark === "used" && item.entry !== undefined) fleet.forget(item.entry.server, item.entry.key.name);
  return true;
}

function run(command: CommandName, ...args: unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(commandId(command), ...args);
}
