import * as l10n from "@vscode/l10n";
import { Emitter } from "./emitter.ts";
import type { Fleet } from "./fleet.ts";
import type { Disposable } from "./ports.ts";
import type { Records } from "./records.ts";
import { usesEditor, type Survival } from "./stores/survival.ts";

/** Says which store is in use when it is not the OS one, and whether it keeps what it is given. */
export class StoreNotice implements Disposable {
  readonly #fleet: Pick<Fleet, "servers" | "outlook" | "observation">;
  readonly #records: Records;
  readonly #survival: Survival;
  readonly #changed = new Emitter();
  readonly #subscriptions: readonly Disposable[];
  #watched = false;

  /** Fires when the words have changed. What the fleet tells of is not told again. */
  readonly onDidChange = this.#changed.listen;

  constructor(fleet: Pick<Fleet, "servers" | "outlook" | "observation">, records: Records, survival: Survival) {
    this.#fleet = fleet;
    this.#records = records;
    this.#survival = survival;
    this.#subscriptions = [survival.onDidChange(() => this.#changed.fire()), records.onDidChange(() => this.#look())];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** The view is seen: from then on VS Code's store is looked into where it is in use, and not before. */
  watch(): void {
    this.#watched = true;
    this.#look();
  }

  #look(): void {
    const inUse = usesEditor(this.#records.known);
    if (this.#watched && inUse && this.#survival.known === "unknown") void this.#survival.look();
  }

  /** One sentence for the view; undefined when every key of the list is in the OS store. */
  sentence(): string | undefined {
    const stores = this.#fleet.servers.flatMap((server) =>
      server.keys
        .filter((key) => this.#fleet.observation(server, key).reason.kind !== "not-kept")
        .map((key) => this.#fleet.outlook(server, key).store),
    );
    const count = stores.filter((store) => store === "vscode").length;
    if (count === 0) return undefined;
    if (this.#survival.known === "no") {
      return count === 1
        ? l10n.t("One key is in VS Code's secret store, and kept until this window closes.")
        : l10n.t("{0} keys are in VS Code's secret store, and kept until this window closes.", count);
    }
    return count === 1
      ? l10n.t("One key is in VS Code's secret store.")
      : l10n.t("{0} keys are in VS Code's secret store.", count);
  }
}
