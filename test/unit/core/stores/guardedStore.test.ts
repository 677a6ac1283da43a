import assert from "node:assert/strict";
import { setImmediate as microtasks } from "node:timers/promises";
import { ACCOUNT, CANARY, assertValue, calls, canaries, fill, key, setUp } from "./guarded.ts";

describe("GuardedStore", () => {
  describe("a store that works", () => {
    it("finds, stores and deletes", async () => {
      const { store, inner } = setUp();
      await assertValue(store.set(ACCOUNT, key), undefined);
      await assertValue(store.get(ACCOUNT), key);
      await assertValue(store.delete(ACCOUNT), true);
      assert.equal(calls(inner), `${CANARY}, set key, get key, delete key`);
    });

    it("is asked nothing before the first call", () => assert.equal(calls(setUp().inner), ""));

    it("says missing after asking twice, with a canary in between", async () => {
      const { store, inner } = setUp();
      await assertValue(store.get(ACCOUNT), undefined);
      assert.equal(calls(inner), `get key, ${CANARY}, get key`);
    });

    it("is read without a canary as long as it has what is asked for", async () => {
      const { store, inner } = setUp();
      inner.items.set(ACCOUNT, key);
      await assertValue(store.get(ACCOUNT), key);
      await assertValue(store.get(ACCOUNT), key);
      assert.equal(calls(inner), "get key, get key");
    });

    it("gets a canary before the first write, also after a read", async () => {
      const { store, inner } = setUp();
      inner.items.set(ACCOUNT, key);
      await store.get(ACCOUNT);
      await assertValue(store.set(ACCOUNT, key), undefined);
      await assertValue(store.set(ACCOUNT, key), undefined);
      assert.equal(calls(inner), `get key, ${CANARY}, set key, set key`);
    });

    it("lists what it has, after a canary each time", async () => {
      const { store, inner } = setUp();
      inner.items.set(ACCOUNT, key);
      await assertValue(store.list([]), [{ account: ACCOUNT, secret: key }]);
      await assertValue(store.list([]), [{ account: ACCOUNT, secret: key }]);
      assert.match(calls(inner).replaceAll(CANARY, "canary"), /^(canary, )+list, canary, list$/);
    });

    it("lists no canary, whoever left it there", async () => {
      const { store, inner } = setUp();
      inner.items.set(ACCOUNT, key);
      inner.items.set(`canary:${crypto.randomUUID()}`, key);
      await assertValue(store.list([]), [{ account: ACCOUNT, secret: key }]);
    });

    it("passes a check by one canary, whoever waits for it", async () => {
      const { store, inner } = setUp();
      await Promise.all([store.check(), store.check()].map((check) => assertValue(check, undefined)));
      assert.equal(calls(inner), CANARY);
    });

    it("gets another canary at the next check", async () => {
      const { store, inner } = setUp();
      await store.check();
      await store.check();
      assert.equal(calls(inner), `${CANARY}, ${CANARY}`);
    });

    it("says there was none to delete after asking twice, with a canary in between", async () => {
      const { store, inner } = setUp();
      await assertValue(store.delete(ACCOUNT), false);
      assert.equal(calls(inner), `${CANARY}, delete key, ${CANARY}, delete key`);
    });

    it("keeps no canary, and gives each another account and value", async () => {
      const { store, inner } = setUp();
      const values = new Set<string>();
      inner.onCall = () => inner.items.forEach((secret) => values.add(secret.reveal()));
      await store.get(ACCOUNT);
      await store.get(ACCOUNT);
      assert.equal(inner.items.size, 0);
      assert.equal(new Set(inner.calls.filter((call) => call.startsWith("set canary:"))).size, 2);
      assert.equal(values.size, 2);
    });

    it("reads many keys in parallel after the first, no more than 32 at once", async () => {
      const { store, inner } = setUp();
      const accounts = fill(inner, 1_000);
      const replies = await Promise.all(accounts.map((account) => store.get(account)));
      assert.ok(replies.every((reply) => reply.ok && reply.value === key));
      assert.equal(inner.mostParallel, 32);
      assert.equal(canaries(inner), 0);
    });

    it("reads in parallel again in the next burst, after a first that goes alone", async () => {
      const { store, inner } = setUp();
      const accounts = fill(inner, 100);
      const burst = () => Promise.all(accounts.map((account) => store.get(account)));
      await burst();
      await microtasks();
      const [second, openAtSecond] = [accounts[1], [] as number[]];
      inner.calls.length = 0;
      inner.mostParallel = 0;
      inner.onCall = (call) => call === `get ${second}` && openAtSecond.push(inner.open);
      await burst();
      assert.deepEqual(openAtSecond, [1]);
      assert.equal(inner.mostParallel, 32);
      assert.equal(inner.calls.length, 100);
    });

    it("says missing 1,000 times at the cost of a few canaries", async () => {
      const { store, inner } = setUp();
      const accounts = fill(inner, 1_000);
      inner.items.clear();
      const replies = await Promise.all(accounts.map((account) => store.get(account)));
      assert.ok(replies.every((reply) => reply.ok && reply.value === undefined));
      assert.ok(canaries(inner) <= 7, `${canaries(inner)} canaries`);
    });

    it("runs a canary between the two reads, with no call beside it", async () => {
      const { store, inner } = setUp();
      inner.onCall = (call) => call.includes(" canary:") && assert.equal(inner.open, 1);
      const accounts = fill(inner, 100);
      inner.items.clear();
      await Promise.all(accounts.map((account) => store.get(account)));
      for (const account of accounts) {
        const [first, second, ...more] = inner.calls.flatMap((call, n) => (call === `get ${account}` ? [n] : []));
        assert.deepEqual(more, []);
        assert.ok(inner.calls.slice(first, second).some((call) => call.startsWith("set canary:")));
      }
    });

    it("reads again right after the canary, before others are read for the first time", async () => {
      const { store, inner } = setUp();
      const accounts = fill(inner, 100);
      inner.items.clear();
      await Promise.all(accounts.map((account) => store.get(account)));
      const afterCanaries = inner.calls
        .flatMap((call, n) => (call.startsWith("delete canary:") ? [n + 1] : []))
        .slice(1);
      for (const n of afterCanaries) assert.ok(inner.calls.indexOf(inner.calls[n] ?? "") < n);
    });

    it("writes one at a time, with no read beside", async () => {
      const { store, inner } = setUp();
      await store.set(ACCOUNT, key);
      inner.mostParallel = 0;
      await Promise.all([store.set("a/b@c", key), store.set("a/c@c", key), store.delete("a/b@c"), store.get(ACCOUNT)]);
      assert.equal(inner.mostParallel, 1);
    });
  });
});
