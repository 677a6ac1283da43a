import assert from "node:assert/strict";
import { setImmediate as microtasks } from "node:timers/promises";
import type { LateRead } from "../../../../src/core/stores/deadlineStore.ts";
import { SessionMemory } from "../../../../src/core/stores/sessionMemory.ts";
import { ACCOUNT, CANARY, PATIENCE, assertFails, assertValue, calls, fill, key, pass, setUp } from "./guarded.ts";

describe("GuardedStore", () => {
  describe("a store that hangs", () => {
    it("answers waiting after 10 seconds, not before", async () => {
      const { store, clock } = setUp("hanging");
      let answered = false;
      const read = store.get(ACCOUNT).finally(() => (answered = true));
      await pass(clock, PATIENCE - 1);
      assert.equal(answered, false);
      await pass(clock, 1);
      await assertFails(read, "waiting");
    });

    it("answers waiting to all who are in the queue, and at once to those who come", async () => {
      const { store, inner, clock } = setUp();
      const accounts = fill(inner, 100);
      await store.get(ACCOUNT);
      await microtasks();
      inner.mode = "hanging";
      inner.calls.length = 0;
      const reads = accounts.map((account) => store.get(account));
      await pass(clock, PATIENCE);
      for (const read of reads) await assertFails(read, "waiting");
      await assertFails(store.get(ACCOUNT), "waiting");
      await assertFails(store.set(ACCOUNT, key), "waiting");
      assert.equal(inner.calls.length, 1);
    });

    it("is usable again when it has answered, after a canary", async () => {
      const { store, inner, clock } = setUp();
      await store.set(ACCOUNT, key);
      inner.mode = "hanging";
      const read = store.get(ACCOUNT);
      await pass(clock, PATIENCE);
      await assertFails(read, "waiting");
      inner.mode = "working";
      await microtasks();
      inner.calls.length = 0;
      await assertValue(store.get(ACCOUNT), key);
      assert.equal(calls(inner), `${CANARY}, get key`);
    });

    const late: readonly [what: string, stored: boolean][] = [
      ["a key", true],
      ["that there is none", false],
    ];
    for (const [what, stored] of late) {
      it(`tells ${what} that it answered late, once`, async () => {
        const { store, inner, clock } = setUp("hanging");
        if (stored) inner.items.set(ACCOUNT, key);
        const told: LateRead[] = [];
        store.onLateRead((read) => told.push(read));
        const read = store.get(ACCOUNT);
        await pass(clock, PATIENCE);
        await assertFails(read, "waiting");
        assert.deepEqual(told, []);
        inner.mode = "working";
        await microtasks();
        assert.deepEqual(told, [{ account: ACCOUNT, secret: stored ? key : undefined }]);
      });
    }

    it("tells nothing of a read that was answered in time, or failed late", async () => {
      const { store, inner, clock } = setUp();
      inner.items.set(ACCOUNT, key);
      const told: LateRead[] = [];
      store.onLateRead((read) => told.push(read));
      await assertValue(store.get(ACCOUNT), key);
      inner.mode = "hanging";
      const read = store.get(ACCOUNT);
      await pass(clock, PATIENCE);
      await assertFails(read, "waiting");
      inner.mode = "no-dbus";
      await microtasks();
      assert.deepEqual(told, []);
    });

    it("is remembered by the memory over it when it answers late, so that nobody is asked twice", async () => {
      const { store, inner, clock } = setUp("hanging");
      inner.items.set(ACCOUNT, key);
      const memory = new SessionMemory(store);
      const read = memory.get(ACCOUNT);
      await pass(clock, PATIENCE);
      await assertFails(read, "waiting");
      inner.mode = "working";
      await microtasks();
      inner.calls.length = 0;
      await assertValue(memory.get(ACCOUNT), key);
      assert.deepEqual(inner.calls, []);
    });

    it("stays closed until the last of several late calls has been answered", async () => {
      const { store, inner, clock } = setUp();
      const accounts = fill(inner, 40);
      inner.onCall = (call) => {
        if (call === `get ${accounts[1]}`) inner.mode = "hanging";
      };
      const reads = accounts.map((account) => store.get(account));
      await pass(clock, PATIENCE);
      await Promise.all(reads);
      assert.equal(inner.open, 32);
      assert.equal(inner.calls.length, 1 + 32);
      inner.mode = "working";
      await microtasks();
      await assertValue(store.get(ACCOUNT), undefined);
    });

    it("answers waiting at once also while other calls still have time", async () => {
      const { store, inner, clock } = setUp();
      const accounts = fill(inner, 20);
      inner.onCall = (call) => {
        if (call === `get ${accounts[1]}`) inner.mode = "hanging";
      };
      const [first, ...early] = accounts.slice(0, 10).map((account) => store.get(account));
      await first;
      await pass(clock, PATIENCE / 2);
      const later = accounts.slice(10).map((account) => store.get(account));
      await pass(clock, PATIENCE / 2);
      for (const read of early) await assertFails(read, "waiting");
      await assertFails(store.get(ACCOUNT), "waiting");
      assert.equal(inner.open, 19);
      inner.mode = "working";
      for (const read of later) await assertValue(read, key);
    });

    it("gets no further call from the canary either", async () => {
      const { store, inner, clock } = setUp();
      inner.onCall = (call) => {
        if (call.startsWith("get canary:")) inner.mode = "hanging";
      };
      const read = store.get(ACCOUNT);
      await pass(clock, PATIENCE);
      await assertFails(read, "waiting");
      assert.equal(calls(inner), "get key, set canary, get canary");
      inner.mode = "working";
      await microtasks();
      assert.equal(inner.items.size, 0);
    });

    it("deletes the canary that it took late", async () => {
      const { store, inner, clock } = setUp("hanging");
      const write = store.set(ACCOUNT, key);
      await pass(clock, PATIENCE);
      await assertFails(write, "waiting");
      inner.mode = "working";
      await microtasks();
      assert.equal(calls(inner), "set canary, delete canary");
      assert.equal(inner.items.size, 0);
    });

    it("answers waiting to those who check, and to those who list", async () => {
      const { store, inner, clock } = setUp("hanging");
      const asked = [store.check(), store.list([])];
      await pass(clock, PATIENCE);
      for (const one of asked) await assertFails(one, "waiting");
      await assertFails(store.check(), "waiting");
      assert.equal(calls(inner), "set canary");
    });

    it("leaves no timer behind", async () => {
      const { store, clock } = setUp();
      await store.get(ACCOUNT);
      assert.equal(clock.pending, 0);
    });
  });
});
