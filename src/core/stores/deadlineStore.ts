import * as l10n from "@vscode/l10n";
import { Emitter } from "../emitter.ts";
import type { Clock } from "../ports.ts";
import type { KeyStore, StoredItem, StoreFailure, StoreId } from "../storePorts.ts";
import { fail, type Result } from "../result.ts";
import type { Secret } from "../secret.ts";

/** How long a call may take before its caller is told that it is waiting, in seconds. */
const PATIENCE_SECONDS = 10;

/** The same for a listing, in which macOS may ask about each key, one after the other. */
const LIST_PATIENCE_SECONDS = 300;

type Reply<T> = Result<T, StoreFailure>;

/** What came of a read whose caller did not wait for it. */
export interface LateRead {
  readonly account: string;
  readonly secret: Secret | undefined;
}

/** What callers get while the store owes an answer: a dialog of the OS is open, or the keyring hangs. */
export function waiting(): StoreFailure {
  const detail = l10n.t(
    "The secret store has not answered for {0} seconds. A dialog of the operating system may be open.",
    PATIENCE_SECONDS,
  );
  return { kind: "waiting", detail };
}

/**
 * Gives every call a deadline. A call cannot be taken back: it stays open beyond its deadline, and may still be carried
 * out. Until it is answered the store gets no other: each one would hold a thread of the process (docs/platform.md 3).
 */
export class DeadlineStore implements KeyStore {
  readonly id: StoreId;
  readonly #store: KeyStore;
  readonly #clock: Clock;
  readonly #onUsable: () => void;
  readonly #late = new Emitter<LateRead>();
  #overdue = 0;

  /** Tells of a key that was read after all when its caller had been told to wait. */
  readonly onLateRead = this.#late.listen;

  /** @param onUsable called when the last overdue call has been answered after all */
  constructor(store: KeyStore, clock: Clock, onUsable: () => void) {
    this.id = store.id;
    this.#store = store;
    this.#clock = clock;
    this.#onUsable = onUsable;
  }

  /** Whether a call is open beyond its deadline. */
  get overdue(): boolean {
    return this.#overdue > 0;
  }

  get(account: string): Promise<Reply<Secret | undefined>> {
    return this.#call(
      () => this.#store.get(account),
      (secret) => this.#late.fire({ account, secret }),
    );
  }

  set(account: string, secret: Secret): Promise<Reply<void>> {
    return this.#call(() => this.#store.set(account, secret));
  }

  delete(account: string): Promise<Reply<boolean>> {
    return this.#call(() => this.#store.delete(account));
  }

  list(known: readonly string[]): Promise<Reply<readonly StoredItem[]>> {
    return this.#call(() => this.#store.list(known), undefined, LIST_PATIENCE_SECONDS);
  }

  #call<T>(
    call: () => Promise<Reply<T>>,
    onLate: (value: T) => void = () => undefined,
    seconds = PATIENCE_SECONDS,
  ): Promise<Reply<T>> {
    if (this.overdue) return Promise.resolve(fail(waiting()));
    return new Promise((resolve) => {
      let late = false;
      const deadline = this.#clock.after(seconds * 1000, () => {
        late = true;
        this.#overdue++;
        resolve(fail(waiting()));
      });
      void call().then((reply) => {
        deadline.dispose();
        if (!late) return resolve(reply);
        if (reply.ok) onLate(reply.value);
        this.#overdue--;
        if (!this.overdue) this.#onUsable();
      });
    });
  }
}
