// Adds 2 to the number in a file, so many times, each time under one lock: incrementTwice.ts LOCK COUNTER TIMES
// The first 1 is added with the lock that the work was given, the second one after that.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { LockFile } from "../../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../../src/adapters/systemClock.ts";

const alive = setInterval(() => undefined, 60_000);
const [directory = "", counter = "", times = ""] = process.argv.slice(2);
const lock = new LockFile(directory, systemClock, 60_000);
async function increment(): Promise<void> {
  const before = Number(await readFile(counter, "utf8"));
  await writeFile(counter, String(before + 1));
}
for (let n = 0; n < Number(times); n++) {
  const done = await lock.run(async (within) => {
    const first = await within.run(increment);
    await increment();
    return first.ok;
  });
  assert.deepEqual(done, { ok: true, value: true });
}
clearInterval(alive);
