import * as l10n from "@vscode/l10n";
import type { Clock } from "../ports.ts";
import type { KeyStore, StoreFailure } from "../storePorts.ts";
import { fail, ok, type Result } from "../result.ts";
import { Secret } from "../secret.ts";

/** No server can be called so, since a colon is in no name: a canary is never taken for a key. Its time follows. */
const PREFIX = "canary:";

/** A canary that is so old, milliseconds, was left behind by a process that ended in the middle of it. */
const STALE = 10 * 60_000;

/** Whether an account is a canary's. */
export function isCanary(account: string): boolean {
  return account.startsWith(PREFIX);
}

/**
 * Shows that a store works, by writing, reading and deleting a random item. Nothing less does: a locked Linux keyring
 * answers every read with "no such item" and every delete with "there was none" (docs/platform.md 3).
 */
export class Canary {
  readonly #store: KeyStore;
  readonly #clock: Clock;
  /** Canaries that may still be in the store: nothing is known of them until a later one passes. */
  readonly #left = new Set<string>();

  constructor(store: KeyStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Fails with the store's own text. What an earlier canary left behind goes first, so that never two are left. */
  async test(): Promise<Result<void, StoreFailure>> {
    const swept = await this.sweep();
    if (!swept.ok) return swept;
    const account = `${PREFIX}${this.#clock.now()}:${crypto.randomUUID()}`;
    const secret = new Secret(crypto.randomUUID());
    this.#left.add(account);
    const written = await this.#store.set(account, secret);
    if (!written.ok) {
      // A write that is only late may still arrive.
      if (written.reason.kind !== "waiting") this.#left.delete(account);
      return written;
    }
    const read = await this.#store.get(account);
    const deleted = await this.#store.delete(account);
    if (!read.ok) return read;
    if (!deleted.ok) return deleted;
    if (read.value?.equals(secret) !== true || !deleted.value) return fail(forgetful());
    this.#left.clear();
    return ok();
  }

  /** Deletes what earlier canaries left behind. "There was none" is believed only once a canary has passed. */
  async sweep(): Promise<Result<void, StoreFailure>> {
    for (const account of [...this.#left]) {
      const deleted = await this.#store.delete(account);
      if (!deleted.ok) return deleted;
      if (deleted.value) this.#left.delete(account);
    }
    return ok();
  }

  /** Deletes those among these accounts that no process waits for any more. What cannot be deleted stays. */
  async clear(accounts: readonly string[]): Promise<void> {
    for (const account of accounts.filter(isCanary)) {
      const age = this.#clock.now() - Number(account.slice(PREFIX.length).split(":", 1)[0]);
      if (age > STALE) await this.#store.delete(account);
    }
  }
}

function forgetful(): StoreFailure {
  return { kind: "unavailable", detail: l10n.t("The secret store did not give back what was written to it.") };
}
