// What the tests of the carrier and of renaming share.
import type { StoreFailure } from "../../../src/core/storePorts.ts";
import type { Result } from "../../../src/core/result.ts";
import type { Secret } from "../../../src/core/secret.ts";
import { FakeKeyStore } from "../../support/fakes/fakeKeyStore.ts";

/** A store that ignores case, as Windows' does (docs/platform.md 3): an item keeps the spelling it was made with. */
export class CaselessStore extends FakeKeyStore {
  override get(account: string): Promise<Result<Secret | undefined, StoreFailure>> {
    return super.get(this.#spelling(account));
  }

  override set(account: string, secret: Secret): Promise<Result<void, StoreFailure>> {
    return super.set(this.#spelling(account), secret);
  }

  override delete(account: string): Promise<Result<boolean, StoreFailure>> {
    return super.delete(this.#spelling(account));
  }

  #spelling(account: string): string {
    return [...this.items.keys()].find((one) => one.toLowerCase() === account.toLowerCase()) ?? account;
  }
}
