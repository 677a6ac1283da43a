/** One of the two windows that run the tests of this folder at once: what it keeps keys with, and how it meets the other. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { ConsentsFile } from "../../../src/adapters/consentsFile.ts";
import { FileWatch } from "../../../src/adapters/fileWatch.ts";
import { IndexFile } from "../../../src/adapters/indexFile.ts";
import { UserKeyStoreSetting } from "../../../src/adapters/keyStoreSetting.ts";
import { KeytarStore } from "../../../src/adapters/keytar.ts";
import { LockFile } from "../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import { UserSettings } from "../../../src/adapters/userSettings.ts";
import { Changes } from "../../../src/core/changes.ts";
import { Records } from "../../../src/core/records.ts";
import type { KeyStore } from "../../../src/core/storePorts.ts";
import { GuardedStore } from "../../../src/core/stores/guardedStore.ts";
import { SessionMemory } from "../../../src/core/stores/sessionMemory.ts";
import { Stores } from "../../../src/core/stores/stores.ts";
import { Vault } from "../../../src/core/vault.ts";
import { FakeKeyStore } from "../../support/fakes/fakeKeyStore.ts";
import { extension } from "../support/editor.ts";

/** The folder that both windows have open. */
function folder(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail("no folder is open");
}

export type Side = "one" | "other";

export function otherOf(side: Side): Side {
  return side === "one" ? "other" : "one";
}

/** Which of the two windows this is: who comes first is `one`. */
export function takeSide(): Side {
  try {
    writeFileSync(join(folder(), "one"), "", { flag: "wx" });
    return "one";
  } catch {
    return "other";
  }
}

/**
 * Waits until the other window has come as far, and hands it a message; the limit of the test ends the waiting.
 * @returns what the other one says
 */
export async function meet<T>(side: Side, where: string, message: T): Promise<T> {
  const path = (name: Side): string => join(folder(), `${where}.${name}`);
  writeFileSync(`${path(side)}.part`, JSON.stringify(message));
  renameSync(`${path(side)}.part`, path(side));
  const partner = otherOf(side);
  while (!existsSync(path(partner))) await delay(10);
  return JSON.parse(readFileSync(path(partner), "utf8")) as T;
}

/** The user's settings.json, which both windows share. */
export async function settingsFile(): Promise<vscode.Uri> {
  await vscode.commands.executeCommand("workbench.action.openSettingsJson");
  const uri = vscode.window.activeTextEditor?.document.uri ?? assert.fail("settings.json does not open");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  return vscode.Uri.file(uri.fsPath);
}

/** Keeps keys as the extension in this window does (extension.ts), beside it. */
export async function keepKeys(settingsJson: vscode.Uri) {
  const { id, extensionPath } = await extension();
  const storage = vscode.Uri.joinPath(settingsJson, "../globalStorage", id);
  const lock = new LockFile(join(storage.fsPath, "lock"), systemClock);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const settings = new UserSettings(storage, lock, quiet);
  const watch = new FileWatch(storage, "index.json", systemClock);
  const records = new Records(new IndexFile(storage.fsPath, lock, watch.onDidChange));
  const keytar = new KeytarStore(join(extensionPath, "dist/keytar"), join(extensionPath, "dist/list-keyring.cjs"));
  const remembering = (store: KeyStore): SessionMemory => new SessionMemory(new GuardedStore(store, systemClock));
  const both = { os: remembering(keytar), vscode: remembering(new FakeKeyStore("vscode")) };
  const consents = new ConsentsFile(storage.fsPath, lock, systemClock);
  const vault = new Vault(new Stores(both, new UserKeyStoreSetting(), consents), records);
  const seenNowhere = { observe: () => undefined, forget: () => undefined };
  const changes = new Changes(settings, vault, lock, seenNowhere, systemClock);
  const disposables = [settings, watch, records];
  return { settings, storage, keytar, vault, changes, dispose: () => disposables.forEach((each) => each.dispose()) };
}
