import type { WriteLock } from "../../../src/core/ports.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

/** A lock that one process alone wants: one at a time, and no files. */
export class FakeLock implements WriteLock {
  /** Why the lock cannot be had; undefined while it can. */
  busy: string | undefined;
  /** How often it was asked for. */
  asked = 0;
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<Result<T, string>> {
    this.asked++;
    const turn = this.#last.then(async () => {
      if (this.busy !== undefined) return fail(this.busy);
      return ok(await work());
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
