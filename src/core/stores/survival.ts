import { Emitter } from "../emitter.ts";
import { Secret } from "../secret.ts";
import type { Records } from "../records.ts";
import type { IndexRecords, KeyStore } from "../storePorts.ts";

/** Whether a store keeps what is in it beyond this session: `unknown` until a later session has looked. */
export type Survives = "yes" | "no" | "unknown";

/** No server can be called so, since a colon is in no name. */
const MARKER = "marker:session";

/** Whether an account is the marker of a session. */
export function isMarker(account: string): boolean {
  return account === MARKER;
}

/**
 * Finds out whether VS Code's own store survives a reload. On a desktop it does; in a browser, or without a keyring of
 * the OS, it may live in memory (docs/platform.md 4). Each session leaves a marker, which the index tells of, and looks
 * for that of an earlier one.
 */
export class Survival {
  readonly #store: KeyStore;
  readonly #records: Records;
  readonly #session: string;
  readonly #found = new Emitter();
  #known: Survives = "unknown";

  /** Fires when it became known. */
  readonly onDidChange = this.#found.listen;

  /** @param session another one after each reload */
  constructor(store: KeyStore, records: Records, session: string) {
    this.#store = store;
    this.#records = records;
    this.#session = session;
  }

  /** What {@link look} has found out so far. */
  get known(): Survives {
    return this.#known;
  }

  /** Looks for the marker of an earlier session until it is known, and leaves one for the next. */
  async look(): Promise<Survives> {
    const index = await this.#records.read();
    if (this.#known !== "unknown" || !index.ok) return this.#known;
    const marker = await this.#store.get(MARKER);
    if (!marker.ok) return "unknown";
    if (marker.value === undefined) {
      if (usesEditor(this.#records.atFirst)) this.#become("no");
      await this.#leaveMarker();
    } else if (marker.value.reveal() !== this.#session) {
      this.#become("yes");
    }
    return this.#known;
  }

  async #leaveMarker(): Promise<void> {
    const left = await this.#store.set(MARKER, new Secret(this.#session));
    if (left.ok) await this.#records.update(MARKER, () => ({ store: "vscode", path: "" }));
  }

  #become(known: Survives): void {
    this.#known = known;
    this.#found.fire();
  }
}

/** Whether something was kept in VS Code's store, by what the index told then. */
export function usesEditor(records: IndexRecords | undefined): boolean {
  return [...(records?.values() ?? [])].some((record) => record?.store === "vscode");
}
