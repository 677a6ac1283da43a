import type { Records } from "../../core/records.ts";
import type { Consents, KeyStoreSetting, StoreFailure } from "../../core/storePorts.ts";
import { isAbsent } from "../../core/stores/storeTrouble.ts";

export interface OfferNeeds {
  readonly setting: KeyStoreSetting;
  readonly consents: Pick<Consents, "has">;
  readonly records: Pick<Records, "known">;
}

/**
 * Whether a key that could not be stored can go to VS Code's own store, if the person agrees: the OS has no store, and
 * the key is not recorded in one, where it would have to stay. Who agreed already has met a failure of VS Code's store.
 */
export async function canUseEditorStore(
  { setting, consents, records }: OfferNeeds,
  account: string,
  failure: StoreFailure,
): Promise<boolean> {
  if (setting.read() !== "auto" || !isAbsent(failure) || records.known.has(account)) return false;
  return !(await consents.has({ kind: "vscode-store" }));
}
