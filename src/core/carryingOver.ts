import { underLock, type ChangeFailure } from "./changing.ts";
import { accountOf } from "./names.ts";
import type { Records } from "./records.ts";
import { carryingOf, retired, ticked, withCarrying, type Carrying } from "./replacement.ts";
import { fail, ok, type Result } from "./result.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";
import type { WriteLock } from "./storePorts.ts";
import type { Vault } from "./vault.ts";

/** Keeps account of what has the key that took another's place, until all of it has. */
export class CarryingOver {
  readonly #records: Records;
  readonly #vault: Pick<Vault, "removePrevious">;
  readonly #lock: WriteLock;

  constructor(records: Records, vault: Pick<Vault, "removePrevious">, lock: WriteLock) {
    this.#records = records;
    this.#vault = vault;
    this.#lock = lock;
  }

  /** Notes that a consumer has the new key. With the last one the old key goes. */
  tick(server: ServerEntry, key: KeyEntry, consumer: string): Promise<Result<void, ChangeFailure>> {
    return this.#advance(server, key, (replacement) => ticked(replacement, consumer));
  }

  /** Notes that the old key is switched off in SDP. */
  retire(server: ServerEntry, key: KeyEntry): Promise<Result<void, ChangeFailure>> {
    return this.#advance(server, key, retired);
  }

  #advance(
    server: ServerEntry,
    key: KeyEntry,
    change: (replacement: Carrying) => Carrying | undefined,
  ): Promise<Result<void, ChangeFailure>> {
    return underLock(this.#lock, async (within): Promise<Result<void, ChangeFailure>> => {
      const index = await this.#records.read();
      if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
      const account = accountOf(server.name, key.name, server.address.origin);
      const record = index.value.get(account);
      // Another window has finished it.
      if (record?.replacing === undefined) return ok();
      if (record.replacing.stage === "storing" || carryingOf(record.replacing) === undefined) {
        return fail({ step: "changed" });
      }
      const replacing = withCarrying(record.replacing, change);
      const isLeft = carryingOf(replacing) !== undefined;
      const dropped = isLeft ? ok() : await this.#vault.removePrevious(server, key.name, within);
      return dropped.ok ? this.#records.set(account, { ...record, replacing }, within) : dropped;
    });
  }
}
