import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ClipboardGuard, CopiedKey } from "../core/clipboardGuard.ts";
import type { Fleet } from "../core/fleet.ts";
import { setContext } from "./gates/context.ts";
import { commandId } from "./ids.ts";

/** The status bar's count of the seconds until a copied key is cleared from the clipboard; hidden when there is none. */
export class ClipboardStatus implements vscode.Disposable {
  readonly #guard: Pick<ClipboardGuard, "copied" | "look" | "onDidChange">;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly { dispose(): void }[];
  #isShown = false;

  constructor(guard: Pick<ClipboardGuard, "copied" | "look" | "onDidChange">, fleet: Pick<Fleet, "servers">) {
    this.#guard = guard;
    this.#item = vscode.window.createStatusBarItem(commandId("copiedKey"), vscode.StatusBarAlignment.Left);
    this.#item.name = l10n.t("Key in Clipboard");
    this.#item.command = commandId("copiedKey");
    // A browser's page can look at the clipboard only while it is in front.
    const focus = vscode.window.onDidChangeWindowState(({ focused }) => focused && void guard.look());
    this.#subscriptions = [guard.onDidChange(() => this.#show()), focus];
    // Without a server nothing is done at the start.
    if (fleet.servers.length > 0) void guard.look();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const { copied } = this.#guard;
    const isCopied = copied !== undefined;
    if (isCopied !== this.#isShown) setContext("keyCopied", isCopied);
    this.#isShown = isCopied;
    if (!isCopied) {
      this.#item.hide();
      return;
    }
    const isDue = copied.secondsLeft === 0;
    this.#item.text = isDue
      ? `$(warning) ${l10n.t("Key may still be in clipboard")}`
      : `$(clippy) ${l10n.t("Key in clipboard: {0} s", copied.secondsLeft)}`;
    this.#item.tooltip = `${sentence(copied)} ${l10n.t("Click to clear it at once, or to keep it there.")}`;
    this.#item.accessibilityInformation = { label: sentence(copied), role: "button" };
    this.#item.backgroundColor = isDue ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.#item.show();
  }
}

function sentence({ entry, secondsLeft }: CopiedKey): string {
  return secondsLeft === 0
    ? l10n.t("The key of {0} may still be in the clipboard, which cannot be looked at for the moment.", entry)
    : l10n.t("The key of {0} is in the clipboard, and is cleared in {1} seconds.", entry, secondsLeft);
}
