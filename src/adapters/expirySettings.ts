import * as vscode from "vscode";
import type { ExpiryThresholds } from "../core/expiry.ts";
import { Emitter } from "../core/emitter.ts";
import type { Disposable, ExpirySettings } from "../core/ports.ts";

const SECTION = "servicedeskPlus.expiry";

/** `servicedeskPlus.expiry.*` of the user's settings; values that are no whole number of days fall back to the defaults. */
export class UserExpirySettings implements ExpirySettings, Disposable {
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

  read(): ExpiryThresholds {
    const settings = vscode.workspace.getConfiguration(SECTION);
    return { warningDays: days(settings.get("warningDays"), 14), noticeDays: days(settings.get("noticeDays"), 30) };
  }
}

function days(value: unknown, standard: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : standard;
}
