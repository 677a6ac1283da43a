import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Activity } from "../core/activityLog.ts";
import type { Disposable } from "../core/ports.ts";
import { activityPage } from "./activityPage.ts";
import { ACTIVITY_SCHEME } from "./ids.ts";

/** The activity as a text that can be read, searched and selected, and that follows what is done while it is open. */
export class ActivityDocument implements vscode.TextDocumentContentProvider, Disposable {
  readonly #activity: Pick<Activity, "enabled" | "look" | "onDidChange">;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #uri = vscode.Uri.from({ scheme: ACTIVITY_SCHEME, path: l10n.t("ServiceDesk Plus Activity") });
  readonly #registration: vscode.Disposable;
  #following: Disposable | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(activity: Pick<Activity, "enabled" | "look" | "onDidChange">) {
    this.#activity = activity;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(ACTIVITY_SCHEME, this);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#following?.dispose();
    this.#changed.dispose();
  }

  async provideTextDocumentContent(): Promise<string> {
    // Not before somebody looks: to follow is to watch the file.
    this.#following ??= this.#activity.onDidChange(() => this.#refresh());
    return activityPage(await this.#activity.look(), this.#activity.enabled);
  }

  async show(): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.#uri);
    this.#refresh();
    await vscode.window.showTextDocument(document);
  }

  #refresh(): void {
    this.#changed.fire(this.#uri);
  }
}
