import assert from "node:assert/strict";
import { setImmediate as written } from "node:timers/promises";
import { Activity } from "../../../src/core/activityLog.ts";
import { ACTIVITY_LIMIT } from "../../../src/core/activityPort.ts";
import { fail, ok } from "../../../src/core/result.ts";
import { FakeActivitySetting, FakeActivityStore } from "../../support/fakes/fakeActivity.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";

const prod = { server: "prod", key: "ci" };
async function afterTicks(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await Promise.resolve();
}
const NOON = Date.UTC(2026, 10, 22, 12);

describe("Activity", () => {
  let store = new FakeActivityStore();
  let setting = new FakeActivitySetting();
  let clock = new FakeClock();
  let warnings: string[] = [];
  const open = (by?: "timer"): Activity =>
    new Activity(store, setting, clock, { warn: (text) => warnings.push(text) }, by);
  let activity = open();
  beforeEach(() => {
    store = new FakeActivityStore();
    setting = new FakeActivitySetting();
    clock = new FakeClock(NOON);
    warnings = [];
    activity = open();
  });

  /** What there is to show, in short: action, result, detail. */
  const seen = async (): Promise<string[]> =>
    (await activity.look()).entries.map(({ action, result, detail }) =>
      [action, result, detail ?? ""].join(" ").trim(),
    );

  it("has nothing before the first note", async () => assert.deepEqual(await activity.look(), { entries: [] }));

  it("stamps a note with the time and the person", async () => {
    activity.note("rename", prod, "done", "to live");
    await written();
    assert.deepEqual(store.entries, [
      { at: NOON, by: "person", action: "rename", ...prod, result: "done", detail: "to live" },
    ]);
  });

  it("stamps what the timer does with the timer", async () => {
    open("timer").note("verify", {}, "done");
    await written();
    assert.deepEqual(
      (await activity.look()).entries.map(({ by }) => by),
      ["timer"],
    );
  });

  it("stamps with when it was done, not when it was written", async () => {
    activity.note("verify", prod, "done");
    clock.advance(5_000);
    await written();
    assert.equal(store.entries[0]?.at, NOON);
  });

  it("takes nothing of a target but its names", async () => {
    activity.note("verify", Object.assign({ origin: "https://sdp.example.com" }, prod), "done");
    await written();
    assert.equal(JSON.stringify(store.entries).includes("example"), false);
  });

  it("keeps the order of notes that come together", async () => {
    activity.note("addServer", prod, "done");
    activity.note("addKey", prod, "done");
    activity.note("remove", prod, "failed", "lock");
    assert.deepEqual(await seen(), ["addServer done", "addKey done", "remove failed lock"]);
  });

  it("shows a note at any time once, also while it is being written", async () => {
    for (let n = 1; n <= 20; n++) {
      activity.note("verify", { server: `s${n}` }, "done");
      const looks = Array.from({ length: 5 }, (_, ticks) => afterTicks(ticks).then(() => activity.look()));
      for (const { entries } of await Promise.all(looks)) assert.equal(entries.length, n);
    }
  });

  it("shows what waits for the lock without waiting for it", async () => {
    const release = store.holdUp();
    activity.note("verify", prod, "done");
    assert.deepEqual(await seen(), ["verify done"]);
    assert.equal(store.entries.length, 0);
    release();
    await written();
    assert.equal(store.entries.length, 1);
  });

  describe("follows a change", () => {
    it("that is done, and gives its value back", async () => {
      assert.deepEqual(await activity.follow("addKey", prod, Promise.resolve(ok("os"))), { ok: true, value: "os" });
      assert.deepEqual(await seen(), ["addKey done"]);
    });
    it("that is done, with what is to be said of it", async () => {
      await activity.follow("rename", prod, Promise.resolve(ok()), "to live");
      assert.deepEqual(await seen(), ["rename done to live"]);
    });
    it("that fails, by the step alone, and gives the whole reason back", async () => {
      const reason = { step: "store", failure: { detail: "the store's own text" } };
      assert.deepEqual(await activity.follow("addKey", prod, Promise.resolve(fail(reason)), "not this"), {
        ok: false,
        reason,
      });
      assert.deepEqual(await seen(), ["addKey failed store"]);
      assert.equal(JSON.stringify(store.entries).includes("own text"), false);
    });
  });

  describe("switched off", () => {
    beforeEach(() => setting.set(false));
    it("takes no notes", async () => {
      activity.note("verify", prod, "done");
      assert.deepEqual(await seen(), []);
    });
    it("still gives back what comes of a change", async () =>
      assert.deepEqual(await activity.follow("addKey", prod, Promise.resolve(ok(7))), { ok: true, value: 7 }));
    it("takes notes again when switched on", async () => {
      setting.set(true);
      activity.note("verify", prod, "done");
      assert.deepEqual(await seen(), ["verify done"]);
    });
  });

  describe("when the store cannot be written", () => {
    beforeEach(() => (store.broken = "activity.json is damaged."));
    it("fails nothing that is done", async () =>
      assert.deepEqual(await activity.follow("addKey", prod, Promise.resolve(ok(7))), { ok: true, value: 7 }));
    it("says so in the log once", async () => {
      for (const server of ["a", "b", "c"]) {
        activity.note("verify", { server }, "done");
        await written();
      }
      assert.deepEqual(warnings, ["activity: activity.json is damaged."]);
    });
    it("shows what waits, and why the rest is not there", async () => {
      activity.note("verify", prod, "done");
      assert.deepEqual(await seen(), ["verify done"]);
      assert.equal((await activity.look()).trouble, "activity.json is damaged.");
    });
    it("writes what waits with the next note, once it can, and each once", async () => {
      activity.note("addServer", prod, "done");
      await written();
      store.broken = undefined;
      activity.note("addKey", prod, "done");
      assert.deepEqual(await seen(), ["addServer done", "addKey done"]);
      await written();
      assert.equal(store.entries.length, 2);
    });
    it("writes what waits when somebody looks, once it can", async () => {
      activity.note("addServer", prod, "done");
      await written();
      store.broken = undefined;
      assert.deepEqual(await seen(), ["addServer done"]);
      await written();
      assert.equal(store.entries.length, 1);
    });
    it("keeps no more waiting than the file would hold, and the latest", async () => {
      for (let n = 0; n <= ACTIVITY_LIMIT; n++) activity.note("verify", { server: `s${n}` }, "done");
      const { entries } = await activity.look();
      assert.deepEqual([entries.length, entries[0]?.server], [ACTIVITY_LIMIT, "s1"]);
    });
    it("begins anew after clearing", async () => {
      activity.note("addServer", prod, "done");
      await written();
      assert.ok((await activity.clear()).ok);
      assert.deepEqual(await activity.look(), { entries: [] });
      activity.note("addKey", prod, "done");
      assert.deepEqual(await seen(), ["addKey done"]);
    });
  });

  it("clears what was noted, also what is just being written", async () => {
    activity.note("verify", prod, "done");
    await activity.clear();
    assert.deepEqual(await seen(), []);
  });

  it("tells of notes, of clearing and of the switch", async () => {
    let told = 0;
    const subscription = activity.onDidChange(() => told++);
    activity.note("verify", prod, "done");
    await written();
    await activity.clear();
    setting.set(false);
    assert.equal(told, 3);
    subscription.dispose();
    setting.set(true);
    assert.equal(told, 3);
  });
});
