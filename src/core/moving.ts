import type { Carrier, Moved, MoveFailure as CarrierFailure } from "./carrier.ts";
import { underLock } from "./changing.ts";
import { accountOf, previousOf } from "./names.ts";
import { fail, ok, type Result } from "./result.ts";
import type { ChosenKey } from "./servers.ts";
import type { StoreFailure, StoreId, WriteLock } from "./storePorts.ts";
import type { Stores } from "./stores/stores.ts";
import type { Survival, Survives } from "./stores/survival.ts";

/** Why a key was not moved, or not wholly; done again, it goes on from there. */
export type MoveFailure = CarrierFailure | { readonly step: "lock"; readonly detail: string };

/** What became of one key. `none`: this machine has no key for the entry. */
export interface MoveOutcome {
  readonly chosen: ChosenKey;
  readonly outcome: Result<Moved | "none", MoveFailure>;
}

/** Why no key can be moved there. `forgetful`: the store is not known to keep keys over a reload. */
export type Unfit =
  { readonly kind: "store"; readonly failure: StoreFailure } | { readonly kind: "forgetful"; readonly known: Survives };

/** Moves keys from one secret store to the other, one by one. */
export class Moving {
  readonly #carrier: Carrier;
  readonly #stores: Stores;
  readonly #survival: Survival;
  readonly #lock: WriteLock;

  constructor(carrier: Carrier, stores: Stores, survival: Survival, lock: WriteLock) {
    this.#carrier = carrier;
    this.#stores = stores;
    this.#survival = survival;
    this.#lock = lock;
  }

  /** Whether keys can be moved to this store, before any is. */
  async check(to: StoreId): Promise<Result<void, Unfit>> {
    const works = await this.#stores.of(to).check();
    if (!works.ok) return fail({ kind: "store", failure: works.reason });
    if (to === "os") return ok();
    const known = await this.#survival.look();
    return known === "yes" ? ok() : fail({ kind: "forgetful", known });
  }

  /**
   * Moves these keys, each under the lock for itself, so that other windows can write in between.
   * @param report called as each is done: how many
   */
  async move(
    keys: readonly ChosenKey[],
    to: StoreId,
    report: (done: number) => void,
    signal: AbortSignal,
  ): Promise<readonly MoveOutcome[]> {
    const outcomes: MoveOutcome[] = [];
    let broken: MoveOutcome["outcome"] | undefined;
    for (const chosen of keys) {
      if (signal.aborted) break;
      const outcome = broken ?? (await underLock(this.#lock, (within) => this.#moveOne(chosen, to, within)));
      // A store that fails is not tried with the others: each try could open a dialog of the OS.
      if (!outcome.ok && outcome.reason.step === "store") broken = outcome;
      outcomes.push({ chosen, outcome });
      report(outcomes.length);
    }
    return outcomes;
  }

  async #moveOne(
    { server, key }: ChosenKey,
    to: StoreId,
    within: WriteLock,
  ): Promise<Result<Moved | "none", CarrierFailure>> {
    const account = accountOf(server.name, key.name, server.address.origin);
    const cargo = await this.#carrier.find(account);
    if (!cargo.ok) return cargo;
    if (cargo.value === undefined) return ok("none");
    const moved = await this.#carrier.move(cargo.value, to, cargo.value.record?.path ?? server.address.path, within);
    if (!moved.ok) return moved;
    const previous = await this.#carrier.findRecorded(previousOf(account));
    if (!previous.ok) return previous;
    const path = previous.value?.record?.path ?? server.address.path;
    const along = previous.value === undefined ? ok() : await this.#carrier.move(previous.value, to, path, within);
    return along.ok ? moved : along;
  }
}
