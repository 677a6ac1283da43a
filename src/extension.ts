import { hostname } from "node:os";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { ActivityFile } from "./adapters/activityFile.ts";
import { UserActivitySetting } from "./adapters/activitySetting.ts";
import { ClipboardNoteFile } from "./adapters/clipboardNote.ts";
import { UserClipboardSetting } from "./adapters/clipboardSetting.ts";
import { ConsentsFile } from "./adapters/consentsFile.ts";
import { EditorClipboard } from "./adapters/editorClipboard.ts";
import { UserExpirySettings } from "./adapters/expirySettings.ts";
import { GotHttp } from "./adapters/gotHttp.ts";
import { IndexFile } from "./adapters/indexFile.ts";
import { KeytarStore } from "./adapters/keytar.ts";
import { LockFile } from "./adapters/lockFile.ts";
import { TlsCertificateViewer } from "./adapters/peerCertificate.ts";
import { systemClock } from "./adapters/systemClock.ts";
import { UserTerminalSetting } from "./adapters/terminalSetting.ts";
import { UserSettings } from "./adapters/userSettings.ts";
import { FileWatch } from "./adapters/fileWatch.ts";
import { UserKeyStoreSetting } from "./adapters/keyStoreSetting.ts";
import { SecretStorageStore } from "./adapters/secretStorage.ts";
import { Activity } from "./core/activityLog.ts";
import { V1Servers } from "./core/apiVersion.ts";
import { Carrier } from "./core/carrier.ts";
import { CarryingOver } from "./core/carryingOver.ts";
import { Changes } from "./core/changes.ts";
import { ClipboardGuard } from "./core/clipboardGuard.ts";
import { KeyReader } from "./core/keyReader.ts";
import { Inventory } from "./core/inventory.ts";
import { NewKeys } from "./core/newKey.ts";
import { Moving } from "./core/moving.ts";
import { Records } from "./core/records.ts";
import { Renaming } from "./core/renaming.ts";
import { Reusing } from "./core/reusing.ts";
import { Replacing } from "./core/replacing.ts";
import { Undoing } from "./core/undoing.ts";
import { StoreNotice } from "./core/storeNotice.ts";
import type { KeyStore } from "./core/storePorts.ts";
import { SessionMemory } from "./core/stores/sessionMemory.ts";
import { Stores } from "./core/stores/stores.ts";
import { Survival } from "./core/stores/survival.ts";
import { Takeover } from "./core/takeover.ts";
import { Clearing } from "./core/clearing.ts";
import { Editing } from "./core/editing.ts";
import { Exchanging } from "./core/exchanging.ts";
import { Fleet } from "./core/fleet.ts";
import { LimitedHttp } from "./core/limitedHttp.ts";
import { GuardedStore } from "./core/stores/guardedStore.ts";
import { Vault } from "./core/vault.ts";
import { Verifier } from "./core/verification.ts";
import { ActivityDocument } from "./ui/activityDocument.ts";
import { ClipboardStatus } from "./ui/clipboardStatus.ts";
import { allCommands } from "./ui/commands/all.ts";
import { Problems } from "./ui/diagnostics/problems.ts";
import { registerCommands } from "./ui/gates/commands.ts";
import { OutageStatus } from "./ui/outageStatus.ts";
import { ServersTree } from "./ui/tree/serversTree.ts";

/**
 * Composes the extension; no I/O but the reading of the settings that VS Code holds in memory. Where these have a server,
 * the reading of the index and of the note of a copied key is begun, and not waited for.
 */
export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel(context.extension.packageJSON.displayName, { log: true });
  const clock = systemClock;
  const lock = new LockFile(join(context.globalStorageUri.fsPath, "lock"), clock);
  const settings = new UserSettings(context.globalStorageUri, lock, log);
  const keeping = composeKeeping(context, lock);
  const noting = composeNoting(context, lock, log);
  const { consents, reader, records } = keeping;
  const http = new LimitedHttp(new GotHttp(clock));
  const certificates = new TlsCertificateViewer();
  const v1Servers = new V1Servers();
  const verifier = new Verifier(http, reader, consents, clock, v1Servers);
  const expiry = new UserExpirySettings();
  const fleet = new Fleet(settings, records, verifier, clock, expiry, log);
  const clipboard = composeClipboard(context, fleet, records, lock, log);
  const changing = composeChanging(settings, keeping, lock, fleet, verifier);
  const tree = new ServersTree(fleet, new StoreNotice(fleet, records, keeping.survival), clock);
  const outages = new OutageStatus(fleet, clock);
  const help = vscode.Uri.joinPath(context.extensionUri, "docs/troubleshooting.md");
  const problems = new Problems(fleet, settings, clock, expiry, help, log);
  const asking = { http, v1Servers, certificates };
  const core = { ...keeping, ...changing, ...clipboard, ...asking, fleet, verifier, clock, settings };
  const ui = { ...noting, ...composeTerminals(context), tree, log };
  const commands = registerCommands(allCommands({ ...core, ...ui }), log);
  context.subscriptions.push(log, settings, ...keeping.disposables, ...noting.disposables, ...clipboard.disposables);
  context.subscriptions.push(expiry, fleet, tree, outages, problems, commands);
}

/** What a person does to servers and keys. */
function composeChanging(
  settings: UserSettings,
  keeping: ReturnType<typeof composeKeeping>,
  lock: LockFile,
  fleet: Fleet,
  verifier: Verifier,
) {
  const { stores, records, carrier, vault, reader, inventory } = keeping;
  const changes = new Changes(settings, vault, lock, fleet, systemClock);
  const exchanging = new Exchanging(settings, stores, records, carrier, vault);
  return {
    changes,
    clearing: new Clearing(fleet, changes, inventory, stores),
    editing: new Editing(settings, lock, records),
    newKeys: new NewKeys(reader, verifier),
    renaming: new Renaming(settings, carrier, lock, fleet),
    reusing: new Reusing(settings, carrier, lock, fleet),
    replacing: new Replacing(settings, records, exchanging, reader, verifier, lock, fleet, systemClock),
    carryingOver: new CarryingOver(records, vault, lock),
    undoing: new Undoing(stores, records, exchanging, verifier, lock, fleet),
  };
}

/** What copies keys, and clears them from the clipboard, also those of windows that are closed. */
function composeClipboard(
  { globalStorageUri }: vscode.ExtensionContext,
  fleet: Fleet,
  records: Records,
  lock: LockFile,
  log: vscode.LogOutputChannel,
) {
  const clipboard = new EditorClipboard(vscode.env, vscode.window);
  const notes = new ClipboardNoteFile(globalStorageUri.fsPath, lock);
  const takeover = new Takeover(notes, records, systemClock, log);
  const clipboardGuard = new ClipboardGuard(clipboard, new UserClipboardSetting(), systemClock, takeover);
  return { clipboardGuard, disposables: [new ClipboardStatus(clipboardGuard, fleet), clipboardGuard] };
}

/** What terminals with a key are made with. Where the extension does not run beside the window, terminals run where it does. */
function composeTerminals({ extension }: vscode.ExtensionContext) {
  const besideWindow = extension.extensionKind === vscode.ExtensionKind.UI;
  return { terminalSetting: new UserTerminalSetting(), ownHost: besideWindow ? undefined : hostname() };
}

/** What takes notes of what is done, and shows them. */
function composeNoting(context: vscode.ExtensionContext, lock: LockFile, log: vscode.LogOutputChannel) {
  const watch = new FileWatch(context.globalStorageUri, "activity.json", systemClock);
  const file = new ActivityFile(context.globalStorageUri.fsPath, lock, watch.onDidChange);
  const setting = new UserActivitySetting();
  const activity = new Activity(file, setting, systemClock, log);
  const activityDocument = new ActivityDocument(activity);
  return { activity, activityDocument, disposables: [watch, setting, activityDocument] };
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
