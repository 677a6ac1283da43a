import type { KeyStore, StoredItem, StoreFailure, StoreId } from "../../../src/core/storePorts.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";
import type { Secret } from "../../../src/core/secret.ts";

/**
 * How a store behaves, as the real ones do (docs/platform.md 3). `locked`: finds nothing and takes nothing, and a
 * listing that would find something throws, where the real one ends the process. `no-dbus`: every call fails.
 * `hanging`: calls stay open until the mode changes, and are carried out then. `denying`: a person says no to every
 * read and listing. `undeletable`: deleting fails.
 */
export type StoreMode = "working" | "locked" | "no-dbus" | "hanging" | "denying" | "undeletable";

export const LOCKED_TEXT = "Cannot create an item in a locked collection";
export const NO_DBUS_TEXT = "Cannot autolaunch D-Bus without X11 $DISPLAY";
export const DENIED_TEXT = "User canceled the operation.";
export const UNDELETABLE_TEXT = "No such interface";

const CRASH_TEXT = "SIGSEGV: findCredentials on a locked keyring";

/** A key store in memory that can be told to fail like a real one. */
export class FakeKeyStore implements KeyStore {
  readonly id: StoreId;
  /** What is in the store, also while it is locked. */
  readonly items = new Map<string, Secret>();
  /** Every call as it arrived: `get prod/ci@https://sdp.example.com`, `list`. */
  readonly calls: string[] = [];
  /** The most calls that were open at once. */
  mostParallel = 0;
  /** Called before a call is carried out, to change the mode in the middle of things. */
  onCall: (call: string) => void = () => undefined;
  /**
   * Asked right before each call is carried out, in every mode, with the call as in {@link calls}. A failure that it
   * returns is the answer, and nothing is carried out; otherwise the mode decides.
   */
  failNext: ((call: string) => StoreFailure | undefined) | undefined;
  /** Calls that are open. */
  open = 0;
  #mode: StoreMode = "working";
  #changed = Promise.withResolvers<undefined>();

  constructor(id: StoreId = "os") {
    this.id = id;
  }

  get mode(): StoreMode {
    return this.#mode;
  }

  set mode(mode: StoreMode) {
    this.#mode = mode;
    this.#changed.resolve(undefined);
    this.#changed = Promise.withResolvers();
  }

  get(account: string): Promise<Result<Secret | undefined, StoreFailure>> {
    return this.#call(`get ${account}`, () => {
      if (this.#mode === "denying") return fail({ kind: "denied", detail: DENIED_TEXT });
      return ok(this.#mode === "locked" ? undefined : this.items.get(account));
    });
  }

  set(account: string, secret: Secret): Promise<Result<void, StoreFailure>> {
    return this.#call(`set ${account}`, () => {
      if (this.#mode === "locked") return fail({ kind: "unavailable", detail: LOCKED_TEXT });
      this.items.set(account, secret);
      return ok();
    });
  }

  delete(account: string): Promise<Result<boolean, StoreFailure>> {
    return this.#call(`delete ${account}`, () => {
      if (this.#mode === "undeletable") return fail({ kind: "unavailable", detail: UNDELETABLE_TEXT });
      return ok(this.#mode !== "locked" && this.items.delete(account));
    });
  }

  list(): Promise<Result<readonly StoredItem[], StoreFailure>> {
    return this.#call("list", () => {
      if (this.#mode === "denying") return fail({ kind: "denied", detail: DENIED_TEXT });
      if (this.#mode === "locked" && this.items.size > 0) throw new Error(CRASH_TEXT);
      return ok([...this.items].map(([account, secret]) => ({ account, secret })));
    });
  }

  async #call<T>(call: string, carryOut: () => Result<T, StoreFailure>): Promise<Result<T, StoreFailure>> {
    this.calls.push(call);
    this.mostParallel = Math.max(this.mostParallel, ++this.open);
    this.onCall(call);
    do await this.#turn();
    while (this.#mode === "hanging");
    this.open--;
    const failure = this.failNext?.(call);
    if (failure !== undefined) return fail(failure);
    return this.#mode === "no-dbus" ? fail({ kind: "unavailable", detail: NO_DBUS_TEXT }) : carryOut();
  }

  /** Other calls get their turn first; a hanging store's wait for its mode to change. */
  async #turn(): Promise<void> {
    await (this.#mode === "hanging" ? this.#changed.promise : undefined);
  }
}
