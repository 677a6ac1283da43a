import type { Changes } from "./changes.ts";
import type { ChangeFailure } from "./changing.ts";
import type { Fleet } from "./fleet.ts";
import type { Inventory } from "./inventory.ts";
import { accountOf } from "./names.ts";
import { fail, ok, type Result } from "./result.ts";
import type { ChosenKey } from "./servers.ts";
import type { StoreFailure, StoreId } from "./storePorts.ts";
import type { Stores } from "./stores/stores.ts";
import { isAbsent } from "./stores/storeTrouble.ts";

/** What became of one key. Done again, it goes on from there. */
export interface ClearOutcome {
  readonly chosen: ChosenKey;
  readonly outcome: Result<void, ChangeFailure>;
}

/** What became of the keys, up to the one at which a person said stop. */
export interface Clearance {
  readonly outcomes: readonly ClearOutcome[];
  /** Stores that this machine has and that did not work: second copies may be left in them. */
  readonly unsure: readonly { readonly store: StoreId; readonly failure: StoreFailure }[];
}

/** Whether each store works, as a canary has shown. */
type Works = ReadonlyMap<StoreId, Result<void, StoreFailure>>;

/**
 * Deletes the keys of entries from this machine and leaves the entries. It goes by the list and the index and reads no
 * key, since reading may ask the person about each. Where a store does not work, its keys are left at once: each try
 * could open a dialog of the OS.
 */
export class Clearing {
  readonly #fleet: Pick<Fleet, "outlook" | "observe">;
  readonly #changes: Pick<Changes, "discardKey">;
  readonly #inventory: Pick<Inventory, "delete">;
  readonly #stores: Pick<Stores, "all">;

  constructor(
    fleet: Pick<Fleet, "outlook" | "observe">,
    changes: Pick<Changes, "discardKey">,
    inventory: Pick<Inventory, "delete">,
    stores: Pick<Stores, "all">,
  ) {
    this.#fleet = fleet;
    this.#changes = changes;
    this.#inventory = inventory;
    this.#stores = stores;
  }

  /**
   * Deletes each key where it is recorded, else where it would be looked for, and then its copies in other stores.
   * @param report called as each is done: how many
   */
  async clear(keys: readonly ChosenKey[], report: (done: number) => void, signal: AbortSignal): Promise<Clearance> {
    const works = new Map<StoreId, Result<void, StoreFailure>>();
    for (const store of this.#stores.all) works.set(store.id, await store.check());
    const outcomes: ClearOutcome[] = [];
    for (const chosen of keys) {
      if (signal.aborted) break;
      outcomes.push({ chosen, outcome: await this.#clearOne(chosen, works) });
      report(outcomes.length);
    }
    const unsure = [...works].flatMap(([store, working]) =>
      working.ok || isAbsent(working.reason) ? [] : [{ store, failure: working.reason }],
    );
    return { outcomes, unsure };
  }

  async #clearOne({ server, key }: ChosenKey, works: Works): Promise<Result<void, ChangeFailure>> {
    const home = this.#fleet.outlook(server, key).store;
    const atHome = home && works.get(home);
    if (atHome?.ok === false) return fail({ step: "store", failure: atHome.reason });
    const discarded = await this.#changes.discardKey(server, key.name);
    if (!discarded.ok) return discarded;
    const account = accountOf(server.name, key.name, server.address.origin);
    for (const [store, working] of works) {
      if (store === home || !working.ok) continue;
      const deleted = await this.#inventory.delete({ account, store, record: undefined });
      if (!deleted.ok) return deleted;
    }
    this.#fleet.observe(server, key.name, { state: "missing", reason: { kind: "no-key" }, checkedAt: null });
    return ok();
  }
}
