import { fail, ok, type Result } from "../result.ts";
import type { Secret } from "../secret.ts";
import type { Consents, KeyStoreSetting, StoreFailure, StoreId } from "../storePorts.ts";
import type { SessionMemory } from "./sessionMemory.ts";
import { isAbsent } from "./storeTrouble.ts";

/** The secret stores of this machine, and which of them is for what. */
export class Stores {
  readonly #stores: Readonly<Record<StoreId, SessionMemory>>;
  readonly #setting: KeyStoreSetting;
  readonly #consents: Consents;

  constructor(stores: Readonly<Record<StoreId, SessionMemory>>, setting: KeyStoreSetting, consents: Consents) {
    this.#stores = stores;
    this.#setting = setting;
    this.#consents = consents;
  }

  /** The store of that name, for a key that is recorded there: there is no other for it. */
  of(id: StoreId): SessionMemory {
    return this.#stores[id];
  }

  get all(): readonly SessionMemory[] {
    return Object.values(this.#stores);
  }

  /**
   * Where a key goes that has no store yet. VS Code's store is taken when the setting names it, or when the OS has none
   * and a person agreed; never because the OS store is locked or broken.
   */
  async forNew(): Promise<Result<SessionMemory, StoreFailure>> {
    const set = this.#setting.read();
    if (set !== "auto") return ok(this.of(set));
    const works = await this.of("os").check();
    if (works.ok) return ok(this.of("os"));
    return (await this.#mayReplaceOs(works.reason)) ? ok(this.of("vscode")) : fail(works.reason);
  }

  /** Looks for a key that this editor has no record of, where a new one would go; says also in which store. */
  async find(account: string): Promise<Result<Found, StoreFailure>> {
    const set = this.#setting.read();
    const first = this.of(set === "vscode" ? "vscode" : "os");
    const found = await this.findIn(first, account);
    if (found.ok || set !== "auto" || !(await this.#mayReplaceOs(found.reason))) return found;
    return this.findIn(this.of("vscode"), account);
  }

  async findIn(store: SessionMemory, account: string): Promise<Result<Found, StoreFailure>> {
    const read = await store.get(account);
    return read.ok ? ok({ store, secret: read.value }) : read;
  }

  /**
   * The store that {@link find} answers from for a key that is there.
   * @param failure why the OS store does not work; undefined: it does
   */
  async home(failure: StoreFailure | undefined): Promise<StoreId> {
    const set = this.#setting.read();
    if (set !== "auto") return set;
    return failure !== undefined && (await this.#mayReplaceOs(failure)) ? "vscode" : "os";
  }

  /** An account's key is another now, or gone, by the hand of another window. */
  forget(account: string): void {
    for (const store of this.all) store.forget(account);
  }

  async #mayReplaceOs(failure: StoreFailure): Promise<boolean> {
    return isAbsent(failure) && (await this.#consents.has({ kind: "vscode-store" }));
  }
}

/** A store, and what it has for the account asked about. */
export interface Found {
  readonly store: SessionMemory;
  readonly secret: Secret | undefined;
}
