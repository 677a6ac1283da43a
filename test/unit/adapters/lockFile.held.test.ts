import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LockFile } from "../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import type { WriteLock } from "../../../src/core/storePorts.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

/** Adds 2 to the counter, 100 times, in a process of its own. */
function increment(directory: string, counter: string): Promise<unknown[]> {
  const path = fileURLToPath(new URL("children/incrementTwice.ts", import.meta.url));
  return once(spawn(process.execPath, [path, directory, counter, "100"], { stdio: "inherit" }), "exit");
}

describe("LockFile, as handed to the work", () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let directory = "";
  beforeEach(() => {
    home = temporaryDirectory("lock");
    directory = join(home.path, "write.lock");
  });
  afterEach(() => home[Symbol.asyncDispose]());

  /** Whether another can take it right then. */
  const other = () => new LockFile(directory, systemClock, 0).run(() => Promise.resolve());

  it("is held already, at any depth, and takes nothing", async () => {
    const outer = await new LockFile(directory, systemClock, 0).run(async (within) => {
      const tickets = await readdir(directory);
      const inner = await within.run((deeper) => deeper.run(async () => (await readdir(directory)).join()));
      assert.deepEqual(inner, { ok: true, value: { ok: true, value: tickets.join() } });
      return "done";
    });
    assert.deepEqual(outer, { ok: true, value: "done" });
  });

  it("is given back when the outer work ends, not the inner", async () => {
    await new LockFile(directory, systemClock).run(async (within) => {
      await within.run(() => Promise.resolve());
      assert.equal((await other()).ok, false);
    });
    assert.equal((await other()).ok, true);
  });

  it("lets through what the inner work throws", async () => {
    const inner = new LockFile(directory, systemClock).run((within) =>
      within.run(() => Promise.reject(new Error("the work's own"))),
    );
    await assert.rejects(inner, /the work's own/);
    assert.equal((await other()).ok, true);
  });

  it("does not pretend to be held when the work has ended", async () => {
    for (const work of [() => Promise.resolve(), () => Promise.reject(new Error("the work's own"))]) {
      let kept: WriteLock | undefined;
      await new LockFile(directory, systemClock)
        .run((within) => {
          kept = within;
          return work();
        })
        .catch(() => undefined);
      assert.ok(kept);
      await assert.rejects(
        kept.run(() => assert.fail("the lock is not held")),
        /The lock is no longer held/,
      );
    }
  });

  it("loses no increment of two processes", async function () {
    this.timeout(60_000);
    const counter = join(home.path, "counter");
    await writeFile(counter, "0");
    const exits = [1, 2].map(() => increment(directory, counter));
    for (const exit of exits) assert.deepEqual(await exit, [0, null]);
    assert.equal(await readFile(counter, "utf8"), "400");
  });
});
