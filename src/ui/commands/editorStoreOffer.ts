import type { Records } from "../../core/records.ts";
import type { Consents, KeyStoreSetting, StoreFailure } from "../../core/storePorts.ts";
import { isAbsent } from "../../core/stores/storeTrouble.ts";

export interface OfferNeeds {
  readonly setting: KeyStoreSetting;
  readonly consents: Pick<Consents, "has">;
  readonly records: Pick<Records, "known">;
}

/**
 * Whether a key that could not be stored can go to VS Code's own store, if the person agrees: the OS has no store, also
 * when the key before is recorded there. Who agreed already to a new key's place has met a failure of VS Code's store.
 */
export async function canUseEditorStore(
  { setting, consents, records }: OfferNeeds,
  account: string,
  failure: StoreFailure,
): Promise<boolean> {
  if (!isAbsent(failure) || setting.read() === "os") return false;
  if (records.known.has(account)) return records.known.get(account)?.store === "os";
  return setting.read() === "auto" && !(await consents.has({ kind: "vscode-store" }));
}
