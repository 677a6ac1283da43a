import type { ActivityEntry, ActivitySetting, ActivityStore } from "../../../src/core/activityPort.ts";
import { Emitter } from "../../../src/core/emitter.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

/** An entry as a person makes it; one minute after the epoch unless told otherwise. */
export function anEntry(other: Partial<ActivityEntry> = {}): ActivityEntry {
  return { at: 60_000, by: "person", action: "verify", server: "prod", key: "ci", result: "done", ...other };
}

/** Keeps entries in memory, all of them. */
export class FakeActivityStore implements ActivityStore {
  entries: readonly ActivityEntry[] = [];
  /** Why it cannot be read or written; undefined while it can. Clearing mends it. */
  broken: string | undefined;
  readonly #changed = new Emitter();
  #lock = Promise.resolve();

  readonly onDidChange = this.#changed.listen;

  /** Lets writing wait until the returned function is called. */
  holdUp(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lock = promise;
    return resolve;
  }

  async read(): Promise<Result<readonly ActivityEntry[], string>> {
    return this.broken === undefined ? ok(this.entries) : fail(this.broken);
  }

  async add(entries: readonly ActivityEntry[]): Promise<Result<void, string>> {
    await this.#lock;
    if (this.broken !== undefined) return fail(this.broken);
    this.entries = [...this.entries, ...entries];
    this.#changed.fire();
    return ok();
  }

  async clear(): Promise<Result<void, string>> {
    this.broken = undefined;
    this.entries = [];
    this.#changed.fire();
    return ok();
  }
}

/** The setting `activity.enabled`. */
export class FakeActivitySetting implements ActivitySetting {
  #value = true;
  readonly #changed = new Emitter();

  readonly onDidChange = this.#changed.listen;

  read(): boolean {
    return this.#value;
  }

  set(value: boolean): void {
    this.#value = value;
    this.#changed.fire();
  }
}
