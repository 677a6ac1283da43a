import * as vscode from "vscode";
import { Emitter } from "../core/emitter.ts";
import type { Clock, Disposable, Listen } from "../core/ports.ts";

/** How long changes are gathered before they are told, in milliseconds. */
const GATHER = 100;

/** Watches one file, also while it is not there, and tells when it was written, by whomever: a burst of writes once. */
export class FileWatch implements Disposable {
  readonly #clock: Clock;
  readonly #changed = new Emitter();
  readonly #folder: vscode.Uri;
  readonly #name: string;
  #begun = false;
  #watcher: Disposable | undefined;
  #gathering: Disposable | undefined;
  #disposed = false;

  /** Begins to watch when there is somebody to tell. */
  readonly onDidChange: Listen = (listener) => {
    if (!this.#begun) this.#begin();
    return this.#changed.listen(listener);
  };

  /**
   * @param folder made when missing: VS Code finds one that comes later only after seconds, and never tells what was
   *   written there before
   * @param name of the file in the folder
   */
  constructor(folder: vscode.Uri, name: string, clock: Clock) {
    this.#folder = folder;
    this.#name = name;
    this.#clock = clock;
  }

  dispose(): void {
    this.#disposed = true;
    this.#watcher?.dispose();
    this.#gathering?.dispose();
  }

  #begin(): void {
    this.#begun = true;
    const watch = (): void => this.#watch();
    void vscode.workspace.fs.createDirectory(this.#folder).then(watch, watch);
  }

  #watch(): void {
    if (this.#disposed) return;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(this.#folder, this.#name));
    this.#watcher = watcher;
    const changed = (): void => this.#gather();
    watcher.onDidCreate(changed);
    watcher.onDidChange(changed);
    watcher.onDidDelete(changed);
  }

  #gather(): void {
    this.#gathering ??= this.#clock.after(GATHER, () => {
      this.#gathering = undefined;
      this.#changed.fire();
    });
  }
}
