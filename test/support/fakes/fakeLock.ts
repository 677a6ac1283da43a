import type { WriteLock } from "../../../src/core/storePorts.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

/**
 * A lock that one process alone wants: one at a time, and no files. Who holds it and asks it again, instead of the lock
 * that his work was given, waits for himself for good; the test's time limit tells.
 */
export class FakeLock implements WriteLock {
  /** Why the lock cannot be had; undefined while it can. */
  busy: string | undefined;
  /** How often it was asked for, by those who do not hold it. */
  asked = 0;
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: (within: WriteLock) => Promise<T>): Promise<Result<T, string>> {
    this.asked++;
    const turn = this.#last.then(async () => {
      if (this.busy !== undefined) return fail(this.busy);
      let held = true;
      const within: WriteLock = {
        run: async (inner) => {
          if (!held) throw new Error("the lock is no longer held");
          return ok(await inner(within));
        },
      };
      try {
        return ok(await work(within));
      } finally {
        held = false;
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
