import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LockFile } from "../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

let home: ReturnType<typeof temporaryDirectory>;
let root = "";
let directory = "";

function start(script: string, ...args: readonly string[]) {
  const path = fileURLToPath(new URL(`children/${script}`, import.meta.url));
  return spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Puts the ticket of another contender there, so many seconds old. */
async function plant(ticket: { pid: number; host: string; seconds: number } | { text: string; seconds: number }) {
  await mkdir(directory, { recursive: true });
  const path = join(directory, "00000000-planted");
  await writeFile(path, "text" in ticket ? ticket.text : JSON.stringify({ ...ticket, time: Date.now() }));
  const touched = Date.now() / 1000 - ticket.seconds;
  await utimes(path, touched, touched);
}

async function assertTaken(limit = 100): Promise<void> {
  assert.deepEqual(await new LockFile(directory, systemClock, limit).run(() => Promise.resolve("done")), {
    ok: true,
    value: "done",
  });
  assert.deepEqual(await readdir(directory), []);
}

async function assertBusy(reason: RegExp): Promise<void> {
  const busy = await new LockFile(directory, systemClock, 100).run(() => assert.fail("the lock is held by another"));
  assert.ok(!busy.ok);
  assert.match(busy.reason, reason);
}

/** A process id that was in use and no longer is. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? assert.fail("not started");
}

/** Resolves when the file's time is this, milliseconds since the epoch; the test's own time limit ends a vain wait. */
async function touchedAt(path: string, time: number): Promise<void> {
  while (Math.round((await stat(path)).mtimeMs) !== time);
}

describe("LockFile", () => {
  beforeEach(() => {
    home = temporaryDirectory("lock");
    root = home.path;
    directory = join(root, "shared", "write.lock");
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it("gives back what the work gave, and leaves nothing behind", () => assertTaken());

  it("that is free is taken without any waiting time", () => assertTaken(0));

  it("leaves nothing behind of those who gave up", async () => {
    const lock = new LockFile(directory, systemClock, 0);
    const all = await Promise.all(Array.from({ length: 20 }, () => lock.run(() => Promise.resolve())));
    assert.ok(all.some(({ ok }) => !ok));
    assert.deepEqual(await readdir(directory), []);
  });

  it("is not taken beside a holder that came between the look and the ticket, wherever it sorts", async () => {
    for (const id of ["00000000-planted", "ffffffff-planted"]) {
      const content = JSON.stringify({ pid: process.pid, host: hostname(), time: Date.now() });
      let looks = 0;
      // The clock is asked when the waiting begins, and then for the time on the ticket.
      const now = (): number => {
        if (++looks === 2) {
          mkdirSync(directory, { recursive: true });
          writeFileSync(join(directory, id), content);
        }
        return Date.now();
      };
      const lock = new LockFile(directory, { ...systemClock, now }, 100);
      assert.equal((await lock.run(() => assert.fail("the lock is held by another"))).ok, false);
      assert.deepEqual(await readdir(directory), [id]);
      await rm(directory, { recursive: true });
    }
  });

  it("is not held by a ticket that got stale while the machine slept", async () => {
    let looks = 0;
    // Asked when the waiting begins, twice for the ticket, and then for the ticket's age: it is an hour later.
    const now = (): number => Date.now() + (++looks > 3 ? 3_600_000 : 0);
    const late = await new LockFile(directory, { ...systemClock, now }).run(() => assert.fail("there is no ticket"));
    assert.equal(late.ok, false);
  });

  it("goes by this machine's clock, whatever the file system's says", async () => {
    const clock = new FakeClock(Date.now() + 3_600_000);
    assert.ok((await new LockFile(directory, clock, 0).run(() => Promise.resolve())).ok);
  });

  it("is given back when the work throws", async () => {
    const lock = new LockFile(directory, systemClock, 100);
    await assert.rejects(
      lock.run(() => Promise.reject(new Error("the work's own"))),
      /the work's own/,
    );
    await assertTaken();
  });

  it("lets one in at a time within a process", async () => {
    const lock = new LockFile(directory, systemClock);
    let inside = 0;
    const work = async () => {
      assert.equal(++inside, 1);
      await delay(2);
      inside--;
    };
    const all = await Promise.all(Array.from({ length: 10 }, () => lock.run(work)));
    assert.ok(all.every(({ ok }) => ok));
  });

  it("loses no increment of two processes", async function () {
    this.timeout(60_000);
    const counter = join(root, "counter");
    await writeFile(counter, "0");
    const exits = [1, 2].map(() => once(start("increment.ts", directory, counter, "200"), "exit"));
    assert.deepEqual(await Promise.all(exits), [
      [0, null],
      [0, null],
    ]);
    assert.equal(await readFile(counter, "utf8"), "400");
  });

  it("loses no increment of six processes that find the ticket of a dead one", async function () {
    this.timeout(60_000);
    await plant({ pid: await deadPid(), host: hostname(), seconds: 0 });
    const counter = join(root, "counter");
    await writeFile(counter, "0");
    const exits = Array.from({ length: 6 }, () => once(start("increment.ts", directory, counter, "20"), "exit"));
    for (const exit of exits) assert.deepEqual(await exit, [0, null]);
    assert.equal(await readFile(counter, "utf8"), "120");
  });

  it("says who holds it when the time is up, and leaves the holder its lock", async () => {
    const child = start("hold.ts", directory);
    try {
      await once(child.stdout, "data");
      await assertBusy(new RegExp(`^Another window is writing, process ${child.pid} on ${hostname()} since `));
      assert.equal((await readdir(directory)).length, 1);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("is taken over from a killed process", async () => {
    const child = start("hold.ts", directory);
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    await assertTaken();
  });

  describe("a ticket found there", () => {
    const elsewhere = "elsewhere.example.com";
    it("of a dead process is stale", async () => {
      await plant({ pid: await deadPid(), host: hostname(), seconds: 0 });
      await assertTaken();
    });
    it("of a process that runs holds", async () => {
      await plant({ pid: process.pid, host: hostname(), seconds: 25 });
      await assertBusy(/process \d+ on /);
    });
    it("of a process that runs, but was not renewed for 30 seconds, is stale", async () => {
      await plant({ pid: process.pid, host: hostname(), seconds: 35 });
      await assertTaken();
    });
    it("of another host holds, whatever runs here", async () => {
      await plant({ pid: await deadPid(), host: elsewhere, seconds: 25 });
      await assertBusy(/on elsewhere\.example\.com since/);
    });
    it("of another host that was not renewed for 30 seconds is stale", async () => {
      await plant({ pid: process.pid, host: elsewhere, seconds: 35 });
      await assertTaken();
    });
    it("without content holds: it is being written", async () => {
      await plant({ text: "", seconds: 0 });
      await assertBusy(/^Another window is writing\. Try again in a moment\.$/);
    });
    it("without content for 30 seconds is stale", async () => {
      await plant({ text: "", seconds: 35 });
      await assertTaken();
    });
  });

  it("is renewed every 5 seconds while it is held, and not after", async () => {
    const clock = new FakeClock(Date.now());
    const start = clock.now();
    const lock = new LockFile(directory, clock);
    await lock.run(async () => {
      const [id = ""] = await readdir(directory);
      for (let n = 0; n < 12; n++) {
        clock.advance(5_000);
        await touchedAt(join(directory, id), clock.now());
      }
      assert.equal(clock.now(), start + 60_000);
      const other = await new LockFile(directory, clock, 0).run(() => Promise.resolve());
      assert.equal(other.ok, false);
    });
    assert.equal(clock.pending, 0);
  });

  it("fails with the system's reason where the directory cannot be made", async () => {
    await writeFile(join(root, "shared"), "a file");
    const failed = await new LockFile(directory, systemClock).run(() => assert.fail("there is no lock"));
    assert.ok(!failed.ok);
    assert.match(failed.reason, /^The lock in .* cannot be taken: ENOTDIR/);
  });
});
