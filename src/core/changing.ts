import type { Observation } from "./health.ts";
import { nameIdentity } from "./names.ts";
import type { EditFailure } from "./ports.ts";
import { fail, type Result } from "./result.ts";
import { readServers, type ServerEntry } from "./servers.ts";
import type { WriteLock } from "./storePorts.ts";
import type { VaultFailure } from "./vault.ts";

/**
 * Why a change was not made, or not wholly. Steps before the one that failed stand, those after it were not begun; the
 * same call can be made again, with the mark of the keys as they are then.
 */
export type ChangeFailure = (VaultFailure | { readonly step: "entry"; readonly failure: EditFailure } | Refusal) & {
  /** Of a key that was to be stored: whether one was there before, which must not be taken back with it. */
  readonly wasThere?: boolean;
};

type Refusal =
  /** Nothing was changed: another window is writing. */
  | { readonly step: "lock"; readonly detail: string }
  /** Nothing was changed: an entry of this name is there already. */
  | { readonly step: "taken" }
  /** Nothing was changed: the server's entry, or a stored key, is another than the one the person was asked about. */
  | { readonly step: "changed" }
  /** Nothing was changed: the store holds another key under this account, which the person was not asked about. */
  | { readonly step: "occupied" };

/** Where what was seen of a key is kept. */
export interface Seen {
  observe(server: ServerEntry, key: string, observation: Observation): void;
  forget(server: ServerEntry, key: string): void;
}

/** Runs a change under the lock; that it cannot be had is one more way to fail. */
export async function underLock<T, F>(
  lock: WriteLock,
  work: (within: WriteLock) => Promise<Result<T, F>>,
): Promise<Result<T, F | { readonly step: "lock"; readonly detail: string }>> {
  const held = await lock.run(work);
  return held.ok ? held.value : fail({ step: "lock", detail: held.reason });
}

/** The server's entry in the list, if it still has the name and address that the person saw. */
export function asItStands(list: unknown, server: ServerEntry): ServerEntry | undefined {
  const { servers } = readServers(list);
  return servers.find(({ name, address }) => name === server.name && address.href === server.address.href);
}

/** Names must differ in more than case. */
export function isTaken(name: string, others: readonly string[]): boolean {
  return others.some((other) => nameIdentity(other) === nameIdentity(name));
}
