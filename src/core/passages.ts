import type { Cargo, Carrier, Leftover } from "./carrier.ts";
import { fail, ok, type Result } from "./result.ts";
import type { WriteLock } from "./storePorts.ts";
import type { VaultFailure } from "./vault.ts";

/** One key on its way from an account to another. */
export interface Passage {
  readonly cargo: Cargo;
  readonly to: string;
  /** Whether it was not at the other end before. */
  readonly made: boolean;
}

/** Takes back what was copied. */
export async function dropCopies(carrier: Carrier, passages: readonly Passage[], within: WriteLock): Promise<void> {
  for (const { cargo, to } of passages.filter(({ made }) => made).toReversed()) {
    await carrier.drop({ ...cargo, account: to }, cargo.account, within);
  }
}

/**
 * Lets go of what has arrived. What this editor did not store itself stays where it is, too: another may use it. A key
 * goes before what it has taken the place of, so that no record of one that is left tells of what is gone.
 */
export async function dropAll(
  carrier: Carrier,
  passages: readonly Omit<Passage, "made">[],
  within: WriteLock,
): Promise<Result<void, Leftover>> {
  let left: VaultFailure | undefined;
  for (const { cargo, to } of passages.filter((passage) => passage.cargo.record !== undefined).toReversed()) {
    const dropped = await carrier.drop(cargo, to, within);
    if (!dropped.ok) left = dropped.reason;
  }
  return left === undefined ? ok() : fail({ step: "leftover", failure: left });
}
