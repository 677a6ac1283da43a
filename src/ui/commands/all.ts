import type { LogOutputChannel } from "vscode";
import type { SettingsDocument } from "../../core/ports.ts";
import type { Command } from "../gates/commands.ts";
import type { CommandName } from "../ids.ts";
import type { ServersTree } from "../tree/serversTree.ts";
import { addKey, enterKey, type KeyNeeds } from "./addKey.ts";
import { addServer, type AddServerNeeds } from "./addServer.ts";
import { trustCertificate, type TrustNeeds } from "./certificateTrust.ts";
import { editInSettings } from "./editInSettings.ts";
import { moveKeys, type MoveNeeds } from "./moveKeys.ts";
import { remove } from "./remove.ts";
import { removeAllKeys, type RemoveAllNeeds } from "./removeAllKeys.ts";
import { rename, type RenameNeeds } from "./rename.ts";
import { useStoredKey } from "./useStoredKey.ts";
import { verifyAll, verifyKey, verifyServer } from "./verify.ts";
import { whereAreMyKeys, type WhereNeeds } from "./whereAreMyKeys.ts";

type Needs = Omit<KeyNeeds, "reveal"> &
  Omit<AddServerNeeds, "addKey"> &
  Omit<TrustNeeds, "verifyServer"> &
  RenameNeeds &
  MoveNeeds &
  RemoveAllNeeds &
  WhereNeeds & {
    readonly settings: SettingsDocument;
    readonly tree: Pick<ServersTree, "reveal">;
    readonly log: Pick<LogOutputChannel, "show">;
  };

/** Every command, with what it needs; where one goes on with another, it is handed that one. */
export function allCommands(needs: Needs): Record<CommandName, Command> {
  const { fleet, changes, settings, tree, log } = needs;
  const keyNeeds: KeyNeeds = { ...needs, reveal: (server, key) => tree.reveal(server, key) };
  const goOnWithKey = addKey(keyNeeds);
  const verifyOne = verifyServer(needs);
  return {
    addServer: addServer({ ...needs, addKey: (server) => goOnWithKey(server) }),
    addKey: goOnWithKey,
    enterKey: enterKey(keyNeeds),
    verifyAll: verifyAll(needs),
    verifyServer: verifyOne,
    verifyKey: verifyKey(needs),
    trustCertificate: trustCertificate({ ...needs, verifyServer: (server) => verifyOne(server) }),
    editInSettings: editInSettings(settings),
    useStoredKey: useStoredKey(needs),
    rename: rename(needs),
    moveKeys: moveKeys(needs),
    whereAreMyKeys: whereAreMyKeys(needs),
    remove: remove(fleet, changes),
    removeAllKeys: removeAllKeys(needs),
    showLog: () => log.show(),
  };
}
