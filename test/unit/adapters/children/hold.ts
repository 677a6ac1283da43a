// Takes the lock, says so, and keeps it for good: hold.ts LOCK
import { LockFile } from "../../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../../src/adapters/systemClock.ts";

setInterval(() => undefined, 60_000);
const [directory = ""] = process.argv.slice(2);
await new LockFile(directory, systemClock).run(() => {
  process.stdout.write("held\n");
  return new Promise(() => undefined);
});
