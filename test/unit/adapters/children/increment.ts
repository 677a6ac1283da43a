// Adds 1 to the number in a file, so many times, each time under the lock: increment.ts LOCK COUNTER TIMES
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { LockFile } from "../../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../../src/adapters/systemClock.ts";

const alive = setInterval(() => undefined, 60_000);
const [directory = "", counter = "", times = ""] = process.argv.slice(2);
const lock = new LockFile(directory, systemClock, 60_000);
for (let n = 0; n < Number(times); n++) {
  const done = await lock.run(async () => {
    const before = Number(await readFile(counter, "utf8"));
    await writeFile(counter, String(before + 1));
  });
  assert.ok(done.ok);
}
clearInterval(alive);
