import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Fleet } from "../core/fleet.ts";
import type { Clock, Disposable } from "../core/ports.ts";
import { outageSince } from "../core/replacement.ts";
import type { ChosenKey } from "../core/servers.ts";
import { keyName } from "./commands/keyName.ts";
import { commandId } from "./ids.ts";

/** How long changes are gathered before the outages are looked for, in milliseconds: a round changes each key. */
const GATHER = 50;

/** A key that what uses it may have none of that works. */
interface Outage extends ChosenKey {
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** The status bar's running time of the longest outage that a replacement has brought; hidden when there is none. */
export class OutageStatus implements vscode.Disposable {
  readonly #fleet: Pick<Fleet, "servers" | "replacement" | "onDidChange">;
  readonly #clock: Clock;
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: Disposable;
  #timer: Disposable | undefined;
  #gathering: Disposable | undefined;

  constructor(fleet: Pick<Fleet, "servers" | "replacement" | "onDidChange">, clock: Clock) {
    this.#fleet = fleet;
    this.#clock = clock;
    this.#item = vscode.window.createStatusBarItem(commandId("continueReplacement"), vscode.StatusBarAlignment.Left, 1);
    this.#item.name = l10n.t("Outage by a Replacement");
    this.#item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
    this.#subscription = fleet.onDidChange(() => {
      this.#gathering ??= clock.after(GATHER, () => this.#show());
    });
    this.#show();
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#gathering?.dispose();
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#gathering?.dispose();
    this.#gathering = undefined;
    const [longest, ...others] = this.#outages();
    if (longest === undefined) {
      this.#item.hide();
      return;
    }
    const name = keyName(longest);
    const time = runningTime(this.#clock.now() - longest.since);
    this.#item.text =
      others.length === 0
        ? `$(warning) ${l10n.t("Outage {0}: {1}", time, name)}`
        : `$(warning) ${l10n.t("{0} outages, the longest {1}", others.length + 1, time)}`;
    this.#item.tooltip = l10n.t(
      "{0} was re-generated, and not all that uses it has the new key. Click to go on.",
      name,
    );
    this.#item.command = {
      command: commandId("continueReplacement"),
      title: l10n.t("Continue Replacement"),
      arguments: others.length === 0 ? [longest.server.name, longest.key.name] : [],
    };
    this.#item.accessibilityInformation = {
      label: l10n.t("Outage of {0} for {1} minutes", name, Math.floor((this.#clock.now() - longest.since) / 60_000)),
      role: "button",
    };
    this.#item.show();
    this.#timer = this.#clock.after(1000, () => this.#show());
  }

  /** The longest first. */
  #outages(): readonly Outage[] {
    return this.#fleet.servers
      .flatMap((server) =>
        server.keys.flatMap((key): Outage[] => {
          const since = outageSince(this.#fleet.replacement(server, key));
          return since === undefined ? [] : [{ server, key, since }];
        }),
      )
      .sort((one, other) => one.since - other.since);
  }
}

/** `3:07`, `1:03:07`. */
function runningTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}
