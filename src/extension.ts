import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { ConsentsFile } from "./adapters/consentsFile.ts";
import { UserExpirySettings } from "./adapters/expirySettings.ts";
import { GotHttp } from "./adapters/gotHttp.ts";
import { IndexFile } from "./adapters/indexFile.ts";
import { KeytarStore } from "./adapters/keytar.ts";
import { LockFile } from "./adapters/lockFile.ts";
import { TlsCertificateViewer } from "./adapters/peerCertificate.ts";
import { systemClock } from "./adapters/systemClock.ts";
import { UserSettings } from "./adapters/userSettings.ts";
import { FileWatch } from "./adapters/fileWatch.ts";
import { UserKeyStoreSetting } from "./adapters/keyStoreSetting.ts";
import { SecretStorageStore } from "./adapters/secretStorage.ts";
import { Carrier } from "./core/carrier.ts";
import { Changes } from "./core/changes.ts";
import { KeyReader } from "./core/keyReader.ts";
import { Inventory } from "./core/inventory.ts";
import { Moving } from "./core/moving.ts";
import { Records } from "./core/records.ts";
import { Renaming } from "./core/renaming.ts";
import { StoreNotice } from "./core/storeNotice.ts";
import type { KeyStore } from "./core/storePorts.ts";
import { SessionMemory } from "./core/stores/sessionMemory.ts";
import { Stores } from "./core/stores/stores.ts";
import { Survival } from "./core/stores/survival.ts";
import { Clearing } from "./core/clearing.ts";
import { Fleet } from "./core/fleet.ts";
import { GuardedStore } from "./core/stores/guardedStore.ts";
import { Vault } from "./core/vault.ts";
import { Verifier } from "./core/verification.ts";
import { allCommands } from "./ui/commands/all.ts";
import { Problems } from "./ui/diagnostics/problems.ts";
import { registerCommands } from "./ui/gates/commands.ts";
import { ServersTree } from "./ui/tree/serversTree.ts";

/**
 * Composes the extension; no I/O but the reading of the settings that VS Code holds in memory. Where these have a server,
 * the reading of the index is begun, and not waited for.
 */
export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel(context.extension.packageJSON.displayName, { log: true });
  const clock = systemClock;
  const lock = new LockFile(join(context.globalStorageUri.fsPath, "lock"), clock);
  const settings = new UserSettings(context.globalStorageUri, lock, log);
  const keeping = composeKeeping(context, lock);
  const { consents, reader, vault, records, survival } = keeping;
  const http = new GotHttp();
  const certificates = new TlsCertificateViewer();
  const verifier = new Verifier(http, reader, consents, clock);
  const expiry = new UserExpirySettings();
  const fleet = new Fleet(settings, records, verifier, clock, expiry, log);
  const changes = new Changes(settings, vault, lock, fleet, clock);
  const clearing = new Clearing(fleet, changes, keeping.inventory, keeping.stores);
  const renaming = new Renaming(settings, keeping.carrier, lock, fleet);
  const tree = new ServersTree(fleet, new StoreNotice(fleet, records, survival));
  const help = vscode.Uri.joinPath(context.extensionUri, "docs/troubleshooting.md");
  const problems = new Problems(fleet, settings, clock, expiry, help, log);
  const core = { ...keeping, fleet, changes, clearing, renaming, verifier, http, certificates, clock, settings };
  const commands = registerCommands(allCommands({ ...core, tree, log }), log);
  context.subscriptions.push(log, settings, ...keeping.disposables, expiry, fleet, tree, problems, commands);
}

/** What keys are kept with: the two stores, the index of what is in them, and what windows share. */
function composeKeeping(context: vscode.ExtensionContext, lock: LockFile) {
  const shared = context.globalStorageUri.fsPath;
  const watch = new FileWatch(context.globalStorageUri, "index.json", systemClock);
  const records = new Records(new IndexFile(shared, lock, watch.onDidChange));
  const consents = new ConsentsFile(shared, lock, systemClock);
  // macOS may ask about each key.
  const parallel = process.platform === "darwin" ? 1 : undefined;
  const remembering = (store: KeyStore): SessionMemory =>
    new SessionMemory(new GuardedStore(store, systemClock, parallel));
  const lister = context.asAbsolutePath("dist/list-keyring.cjs");
  const os = remembering(new KeytarStore(context.asAbsolutePath("dist/keytar"), lister));
  const editor = remembering(new SecretStorageStore(context.secrets));
  const setting = new UserKeyStoreSetting();
  const stores = new Stores({ os, vscode: editor }, setting, consents);
  const vault = new Vault(stores, records);
  const reader = new KeyReader(stores, records);
  const carrier = new Carrier(stores, records);
  const survival = new Survival(editor, records, vscode.env.sessionId);
  const moving = new Moving(carrier, stores, survival, lock);
  const inventory = new Inventory(stores, records, lock);
  const disposables = [watch, records, reader];
  return { consents, records, setting, stores, vault, reader, carrier, survival, moving, inventory, disposables };
}
