import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keyText } from "../../support/fakes/factories.ts";
import { hasKeyring, startWorld } from "./world.ts";

/** Another process that has taken the lock of this folder and keeps it. */
async function holdLock(shared: string) {
  const script = fileURLToPath(new URL("../adapters/children/hold.ts", import.meta.url));
  const child = spawn(process.execPath, [script, join(shared, "lock")], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  return { pid: child.pid, kill, [Symbol.asyncDispose]: kill };
}

(hasKeyring ? describe : () => undefined)("the lock of another process", function () {
  this.timeout(30_000);

  it("keeps a key from being stored while it lives, and not when it was killed", async () => {
    await using world = await startWorld("unlocked");
    await using holder = await holdLock(world.shared);
    // Far less than a lock takes to get stale.
    await using window = world.open({ patience: 500 });
    const text = keyText();
    const { step, said = "" } = await window.put("ci", text);
    assert.equal(step, "lock", said);
    assert.ok(said.startsWith(`Another window is writing, process ${holder.pid} on ${hostname()} since `), said);
    assert.deepEqual([await world.place("ci", text), world.record("ci")], ["nowhere", undefined]);

    await holder.kill();
    assert.deepEqual(await window.put("ci", text), { key: "ci", did: "os" });
    assert.deepEqual([await world.place("ci", text), world.record("ci")?.store], ["os", "os"]);
  });
});
