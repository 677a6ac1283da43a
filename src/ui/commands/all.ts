import type { LogOutputChannel } from "vscode";
import type { Activity } from "../../core/activityLog.ts";
import type { SettingsDocument } from "../../core/ports.ts";
import type { Command } from "../gates/commands.ts";
import type { CommandName } from "../ids.ts";
import type { ServersTree } from "../tree/serversTree.ts";
import type { ActivityDocument } from "../activityDocument.ts";
import { clearActivity, copyActivity, showActivity } from "./activity.ts";
import { addKey, enterKey, type KeyNeeds } from "./addKey.ts";
import { addServer, type AddServerNeeds } from "./addServer.ts";
import { trustCertificate, type TrustNeeds } from "./certificateTrust.ts";
import { changeExpiry } from "./changeExpiry.ts";
import { copiedKey, type CopiedKeyNeeds } from "./copiedKey.ts";
import { copyKey, type CopyKeyNeeds } from "./copyKey.ts";
import { edit, type EditNeeds } from "./edit/edit.ts";
import { editInSettings } from "./editInSettings.ts";
import { moveKeys, type MoveNeeds } from "./moveKeys.ts";
import { openKeyPage, openServer } from "./openServer.ts";
import { openTerminal, type TerminalNeeds } from "./openTerminal.ts";
import { remove } from "./remove.ts";
import { removeAllKeys, type RemoveAllNeeds } from "./removeAllKeys.ts";
import { rename, type RenameNeeds } from "./rename.ts";
import type { ChecklistNeeds } from "./replace/checklist.ts";
import { continueReplacement } from "./replace/continueReplacement.ts";
import { openConsole } from "./replace/openConsole.ts";
import { replaceKey, type ReplaceNeeds } from "./replace/replaceKey.ts";
import { tickConsumer } from "./replace/tick.ts";
import { undoReplacement, type UndoNeeds } from "./replace/undoReplacement.ts";
import { useThisAddress, type AddressNeeds } from "./useThisAddress.ts";
import { useStoredKey } from "./useStoredKey.ts";
import { verifyAll, verifyKey, verifyServer } from "./verify.ts";
import { whereAreMyKeys, type WhereNeeds } from "./whereAreMyKeys.ts";

type Needs = Omit<KeyNeeds, "reveal"> &
  Omit<AddServerNeeds, "addKey"> &
  Omit<TrustNeeds, "verifyServer"> &
  Omit<AddressNeeds, "useStoredKey" | "verifyServer"> &
  RenameNeeds &
  Omit<EditNeeds, "rename"> &
  MoveNeeds &
  RemoveAllNeeds &
  WhereNeeds &
  TerminalNeeds &
  CopyKeyNeeds &
  CopiedKeyNeeds &
  Omit<ReplaceNeeds, "reveal"> &
  ChecklistNeeds &
  UndoNeeds & {
    readonly activity: Activity;
    readonly activityDocument: Pick<ActivityDocument, "show">;
    readonly settings: SettingsDocument;
    readonly tree: Pick<ServersTree, "reveal">;
    readonly log: Pick<LogOutputChannel, "show">;
  };

/** Every command, with what it needs; where one goes on with another, it is handed that one. */
export function allCommands(needs: Needs): Record<CommandName, Command> {
  const { settings, tree, log } = needs;
  const keyNeeds: KeyNeeds & ReplaceNeeds & ChecklistNeeds = {
    ...needs,
    reveal: (server, key) => tree.reveal(server, key),
  };
  const goOnWithKey = addKey(keyNeeds);
  const verifyOne = verifyServer(needs);
  const goOnRenaming = rename(needs);
  const useStored = useStoredKey(needs);
  return {
    addServer: addServer({ ...needs, addKey: (server) => goOnWithKey(server) }),
    addKey: goOnWithKey,
    enterKey: enterKey(keyNeeds),
    verifyAll: verifyAll(needs),
    verifyServer: verifyOne,
    verifyKey: verifyKey(needs),
    trustCertificate: trustCertificate({ ...needs, verifyServer: (server) => verifyOne(server) }),
    openTerminal: openTerminal(needs),
    openServer: openServer(needs.fleet),
    openKeyPage: openKeyPage(needs.fleet),
    replaceKey: replaceKey(keyNeeds),
    continueReplacement: continueReplacement(keyNeeds),
    undoReplacement: undoReplacement(needs),
    tickConsumer: tickConsumer(needs),
    openConsole: openConsole(needs.fleet),
    editInSettings: editInSettings(settings),
    useStoredKey: useStored,
    useThisAddress: useThisAddress({
      ...needs,
      useStoredKey: (server) => useStored(server),
      verifyServer: (server) => verifyOne(server),
    }),
    changeExpiry: changeExpiry(needs),
    edit: edit({ ...needs, rename: (server, key) => goOnRenaming(server, key) }),
    rename: goOnRenaming,
    moveKeys: moveKeys(needs),
    whereAreMyKeys: whereAreMyKeys(needs),
    remove: remove(needs),
    removeAllKeys: removeAllKeys(needs),
    copyKey: copyKey(needs),
    copiedKey: copiedKey(needs),
    showActivity: showActivity(needs.activityDocument),
    copyActivity: copyActivity(needs.activity),
    clearActivity: clearActivity(needs.activity),
    showLog: () => log.show(),
  };
}
