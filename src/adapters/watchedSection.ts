import * as vscode from "vscode";
import { Emitter } from "../core/emitter.ts";
import type { Disposable } from "../core/ports.ts";

/** A section of the settings that tells when something in it has changed. */
export class WatchedSection implements Disposable {
  readonly #changed = new Emitter();
  readonly #subscription: Disposable;

  readonly onDidChange = this.#changed.listen;

  /** @param section such as `servicedeskPlus.expiry` */
  constructor(section: string) {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) this.#changed.fire();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
