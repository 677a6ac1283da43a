import * as vscode from "vscode";
import { Emitter } from "../core/emitter.ts";
import type { Disposable } from "../core/ports.ts";
import { readSettings } from "./jsoncText.ts";

/** The editor's own scheme for the user's files on a desktop, and in a browser without a server. */
const USER_DATA = "vscode-userdata";

/**
 * How code-server's page names the user's files: without an authority. What an extension calls `file:` gets one there
 * and is another resource to the page, so a write by that name is not applied to the settings in force
 * (docs/platform.md 5).
 */
const REMOTE = "vscode-remote";

export interface SettingsText {
  readonly text: string;
  /** By which the editor notices a write at once. */
  readonly name: vscode.Uri;
}

/**
 * The user's settings.json: that of the default profile, where application settings are, two folders above the global
 * storage (docs/platform.md 1). In a remote or web host another file may be there. It is taken for the user's when it
 * holds our setting, or another one with the value that is in force.
 */
export class SettingsFile implements Disposable {
  readonly #guess: vscode.Uri;
  readonly #setting: string;
  readonly #changed = new Emitter();
  readonly #watcher: vscode.FileSystemWatcher;
  #opened: vscode.Uri | undefined;
  #proven = false;

  /** Fires when the file was written, by whomever. */
  readonly onDidChange = this.#changed.listen;

  constructor(globalStorage: vscode.Uri, setting: string) {
    this.#setting = setting;
    this.#guess = vscode.Uri.joinPath(globalStorage, "../../settings.json");
    const folder = vscode.Uri.joinPath(this.#guess, "..");
    this.#watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, "settings.json"));
    const changed = (): void => this.#changed.fire();
    this.#watcher.onDidCreate(changed);
    this.#watcher.onDidChange(changed);
    this.#watcher.onDidDelete(changed);
  }

  dispose(): void {
    this.#watcher.dispose();
  }

  /** As it is on the disk; undefined when there is none, or none of which it is sure that it is the user's. */
  async read(): Promise<SettingsText | undefined> {
    this.#opened ??= vscode.workspace.textDocuments.find(isUserData)?.uri;
    for (const name of this.#opened ? [this.#opened] : this.#names()) {
      const text = await readText(name);
      if (text === undefined) continue;
      this.#proven ||= this.#opened !== undefined || (await this.#isInForce(text));
      return this.#proven ? { text, name } : undefined;
    }
    return undefined;
  }

  #names(): readonly vscode.Uri[] {
    return [USER_DATA, REMOTE, this.#guess.scheme].map((scheme) => this.#guess.with({ scheme }));
  }

  async #isInForce(text: string): Promise<boolean> {
    if (text.includes(JSON.stringify(this.#setting))) return true;
    const settings = await readSettings(text);
    const configuration = vscode.workspace.getConfiguration();
    return settings.some(([name, value]) => {
      const inForce: unknown = configuration.inspect(name)?.globalValue;
      return inForce !== undefined && JSON.stringify(inForce) === JSON.stringify(value);
    });
  }

  /** Writes these bytes. A save of its document was rejected: it formats what else is in there as it is set to. */
  async write({ text, name }: SettingsText): Promise<void> {
    await vscode.workspace.fs.writeFile(name, new TextEncoder().encode(text));
    const shown = vscode.window.activeTextEditor?.document;
    // The editor reads it again late, in code-server at times never, and what is typed until then could not be saved.
    if (shown && this.isOf(shown) && !shown.isDirty && shown.getText() !== text) {
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
  }

  /** Its document, when it is open. */
  document(): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find((document) => this.isOf(document));
  }

  /** Whether a person has typed in it without saving; it may be open by more than one of its names. */
  isUnsaved(): boolean {
    return vscode.workspace.textDocuments.some((document) => this.isOf(document) && document.isDirty);
  }

  /** Whether the document is this file, by whichever of its names. */
  isOf({ uri }: vscode.TextDocument): boolean {
    return (
      this.#names().some(
        ({ scheme, path }) => uri.scheme === scheme && uri.path.toLowerCase() === path.toLowerCase(),
      ) || uri.toString() === this.#opened?.toString()
    );
  }

  /** The name that its document and diagnostics go by. */
  documentUri({ name }: SettingsText): vscode.Uri {
    return this.document()?.uri ?? (name.scheme === REMOTE ? this.#guess : name);
  }
}

/** Only the default profile's file is directly in `User`. */
function isUserData({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === USER_DATA && /\/User\/settings\.json$/.test(uri.path);
}

/** Undefined when there is no such file, or it is not UTF-8, as which it could not be written back unharmed. */
async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
