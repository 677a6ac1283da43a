import type { Secret } from "../../../../src/core/secret.ts";
import type { StoreId } from "../../../../src/core/storePorts.ts";
import { FakeKeyStore } from "../../../support/fakes/fakeKeyStore.ts";

/** Items by account; of names alike but for case there is one item where case is ignored, as on Windows. */
class Items extends Map<string, Secret> {
  readonly #onSet: (account: string, secret: Secret) => void;
  readonly #ignoresCase: boolean;

  constructor(onSet: (account: string, secret: Secret) => void, ignoresCase: boolean) {
    super();
    this.#onSet = onSet;
    this.#ignoresCase = ignoresCase;
  }

  override get(account: string): Secret | undefined {
    return super.get(this.#spelling(account));
  }

  override set(account: string, secret: Secret): this {
    super.delete(this.#spelling(account));
    this.#onSet(account, secret);
    return super.set(account, secret);
  }

  override delete(account: string): boolean {
    return super.delete(this.#spelling(account));
  }

  #spelling(account: string): string {
    if (!this.#ignoresCase) return account;
    return [...this.keys()].find((other) => other.toLowerCase() === account.toLowerCase()) ?? account;
  }
}

/** A store that tells of every item that was ever in it. */
export class RecordingStore extends FakeKeyStore {
  override readonly items: Map<string, Secret>;

  constructor(id: StoreId, onSet: (account: string, secret: Secret) => void, ignoresCase: boolean) {
    super(id);
    this.items = new Items(onSet, ignoresCase);
  }
}
