import type { Address } from "../../../core/address.ts";
import { parseAccount } from "../../../core/names.ts";
import type { IndexRecord } from "../../../core/storePorts.ts";

/**
 * The address that a stored key was entered for, if it is another than this one: a person must agree then. A key that is
 * not recorded here belongs to the context path of its first check. An account that does not tell stands for itself.
 */
export function otherAddress(account: string, record: IndexRecord | undefined, to: Address): string | undefined {
  const origin = parseAccount(account)?.origin;
  if (origin === undefined) return account;
  const path = record?.path ?? (origin === to.origin ? to.path : "");
  return origin === to.origin && path === to.path ? undefined : origin + path;
}
