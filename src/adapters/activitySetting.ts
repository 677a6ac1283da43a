import * as vscode from "vscode";
import type { ActivitySetting } from "../core/activityPort.ts";
import { Emitter } from "../core/emitter.ts";
import type { Disposable } from "../core/ports.ts";

const SECTION = "servicedeskPlus.activity";

/** `servicedeskPlus.activity.enabled` of the user's settings: on unless it is false. A workspace's value is never looked at. */
export class UserActivitySetting implements ActivitySetting, Disposable {
  readonly #changed = new Emitter();
  readonly #subscription: Disposable;

  readonly onDidChange = this.#changed.listen;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) this.#changed.fire();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  read(): boolean {
    return vscode.workspace.getConfiguration(SECTION).inspect("enabled")?.globalValue !== false;
  }
}
