import { nameIdentity } from "../names.ts";
import type { Result } from "../result.ts";
import type { IndexRecords, StoreFailure } from "../storePorts.ts";
import type { SessionMemory } from "./sessionMemory.ts";

/** Another account of the index that differs in case alone: in a store that ignores case it is the same item. */
export function otherSpelling(account: string, records: IndexRecords): string | undefined {
  const identity = nameIdentity(account);
  return [...records.keys()].find((other) => other !== account && nameIdentity(other) === identity);
}

/** Whether a store ignores case, as Windows' does: then its item is found by a spelling that nobody has written. */
export async function ignoresCase(store: SessionMemory, account: string): Promise<Result<boolean, StoreFailure>> {
  const unwritten = account.toUpperCase();
  const read = await store.getAnew(unwritten);
  store.forget(unwritten);
  return read.ok ? { ok: true, value: read.value !== undefined } : read;
}
