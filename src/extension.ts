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
import { Changes } from "./core/changes.ts";
import { Fleet } from "./core/fleet.ts";
import { GuardedStore } from "./core/stores/guardedStore.ts";
import { Vault } from "./core/vault.ts";
import { Verifier } from "./core/verification.ts";
import { allCommands } from "./ui/commands/all.ts";
import { Problems } from "./ui/diagnostics/problems.ts";
import { registerCommands } from "./ui/gates/commands.ts";
import { ServersTree } from "./ui/tree/serversTree.ts";

/** Composes the extension; no I/O but the reading of the settings that VS Code holds in memory. */
export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel(context.extension.packageJSON.displayName, { log: true });
  const clock = systemClock;
  const shared = context.globalStorageUri.fsPath;
  const lock = new LockFile(join(shared, "lock"), clock);
  const settings = new UserSettings(context.globalStorageUri, lock, log);
  const consents = new ConsentsFile(shared, lock, clock);
  const store = new GuardedStore(new KeytarStore(context.asAbsolutePath("dist/keytar")), clock);
  const vault = new Vault(store, new IndexFile(shared, lock));
  const http = new GotHttp();
  const certificates = new TlsCertificateViewer();
  const verifier = new Verifier(http, vault, consents, clock);
  const expiry = new UserExpirySettings();
  const fleet = new Fleet(settings, verifier, clock, expiry, log);
  const changes = new Changes(settings, vault, fleet, clock);
  const tree = new ServersTree(fleet);
  const help = vscode.Uri.joinPath(context.extensionUri, "docs/troubleshooting.md");
  const problems = new Problems(fleet, settings, clock, expiry, help, log);
  const commands = allCommands({ fleet, changes, verifier, consents, http, certificates, clock, settings, tree, log });
  context.subscriptions.push(log, settings, expiry, fleet, tree, problems, registerCommands(commands, log));
}
