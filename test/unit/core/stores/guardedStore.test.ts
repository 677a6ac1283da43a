import assert from "node:assert/strict";
import { setImmediate as microtasks } from "node:timers/promises";
import type { StoreFailure } from "../../../../src/core/ports.ts";
import type { Result } from "../../../../src/core/result.ts";
import { GuardedStore } from "../../../../src/core/stores/guardedStore.ts";
import { aSecret } from "../../../support/fakes/factories.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import * as fakes from "../../../support/fakes/fakeKeyStore.ts";

const ACCOUNT = "prod/ci@https://sdp.example.com";
const PATIENCE = 10_000;
const key = aSecret();

function setUp(...modes: fakes.StoreMode[]) {
  const inner = new fakes.FakeKeyStore();
  for (const mode of modes) inner.mode = mode;
  const clock = new FakeClock();
  return { inner, clock, store: new GuardedStore(inner, clock) };
}

/** Puts so many keys into the store and says their accounts. */
function fill(inner: fakes.FakeKeyStore, count: number): string[] {
  const accounts = Array.from({ length: count }, (_, n) => `prod/key-${n}@https://sdp.example.com`);
  for (const account of accounts) inner.items.set(account, key);
  return accounts;
}

function canaries(inner: fakes.FakeKeyStore): number {
  return inner.calls.filter((call) => call.startsWith("set canary:")).length;
}

/** The calls so far, with all canaries called alike. */
function calls(inner: fakes.FakeKeyStore): string {
  return inner.calls.map((call) => call.replace(/canary:[0-9a-f-]{36}$/, "canary").replace(ACCOUNT, "key")).join(", ");
}

const CANARY = "set canary, get canary, delete canary";

/** Lets what is under way come to rest, then this time pass, milliseconds. */
async function pass(clock: FakeClock, milliseconds: number): Promise<void> {
  await microtasks();
  clock.advance(milliseconds);
  await microtasks();
}

async function assertFails(
  reply: Promise<Result<unknown, StoreFailure>>,
  kind: StoreFailure["kind"],
  detail?: string,
): Promise<void> {
  const result = await reply;
  assert.ok(!result.ok, "the call succeeded");
  assert.equal(result.reason.kind, kind);
  if (detail !== undefined) assert.equal(result.reason.detail, detail);
}

async function assertValue<T>(reply: Promise<Result<T, StoreFailure>>, value: T): Promise<void> {
  assert.deepEqual(await reply, { ok: true, value });
}

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
      assert.equal(calls(inner), `${CANARY}, get key, ${CANARY}, get key`);
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
      assert.equal(new Set(inner.calls.filter((call) => call.startsWith("set canary:"))).size, 3);
      assert.equal(values.size, 3);
    });

    it("reads many keys in parallel after the first, no more than 32 at once", async () => {
      const { store, inner } = setUp();
      const accounts = fill(inner, 1_000);
      const replies = await Promise.all(accounts.map((account) => store.get(account)));
      assert.ok(replies.every((reply) => reply.ok && reply.value === key));
      assert.equal(inner.mostParallel, 32);
      assert.equal(canaries(inner), 1);
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

  describe("a locked keyring", () => {
    it("is unavailable for a read, never missing", () =>
      assertFails(setUp("locked").store.get(ACCOUNT), "unavailable", fakes.LOCKED_TEXT));

    it("is unavailable for a write", () =>
      assertFails(setUp("locked").store.set(ACCOUNT, key), "unavailable", fakes.LOCKED_TEXT));

    it("is unavailable for a delete, never without that item", () =>
      assertFails(setUp("locked").store.delete(ACCOUNT), "unavailable", fakes.LOCKED_TEXT));

    it("gets one call at a time, and one canary for all who ask at once", async () => {
      const { store, inner } = setUp("locked");
      const replies = await Promise.all(fill(inner, 1_000).map((account) => store.get(account)));
      assert.ok(replies.every((reply) => !reply.ok));
      assert.equal(inner.mostParallel, 1);
      assert.equal(calls(inner), "set canary");
    });

    it("is tried with a canary at each call, until it works", async () => {
      const { store, inner } = setUp("locked");
      inner.items.set(ACCOUNT, key);
      await assertFails(store.get(ACCOUNT), "unavailable");
      await assertFails(store.get(ACCOUNT), "unavailable");
      assert.equal(calls(inner), "set canary, set canary");
      inner.mode = "working";
      await assertValue(store.get(ACCOUNT), key);
    });

    it("that was locked since the last read gets one call at a time", async () => {
      const { store, inner } = setUp();
      const accounts = fill(inner, 100);
      await Promise.all(accounts.map((account) => store.get(account)));
      inner.mode = "locked";
      inner.mostParallel = 0;
      const replies = await Promise.all(accounts.map((account) => store.get(account)));
      assert.ok(replies.every((reply) => !reply.ok && reply.reason.detail === fakes.LOCKED_TEXT));
      assert.equal(inner.mostParallel, 1);
    });

    it("that gets locked in the middle of many reads is never missing", async () => {
      const { store, inner } = setUp();
      const accounts = fill(inner, 200);
      inner.onCall = (call) => {
        if (call === `get ${accounts[100]}`) inner.mode = "locked";
      };
      const replies = await Promise.all(accounts.map((account) => store.get(account)));
      assert.ok(replies.every((reply) => (reply.ok ? reply.value === key : reply.reason.detail === fakes.LOCKED_TEXT)));
      assert.ok(replies.some((reply) => !reply.ok));
    });

    it("that gets unlocked by the canary's dialog is read again", async () => {
      const { store, inner } = setUp();
      await store.set(ACCOUNT, key);
      inner.mode = "locked";
      inner.onCall = (call) => {
        if (call.startsWith("set canary:")) inner.mode = "working";
      };
      await assertValue(store.get(ACCOUNT), key);
    });
  });

  describe("no D-Bus", () => {
    for (const operation of ["get", "delete"] as const) {
      it(`is unavailable for ${operation}, with the system's own words`, () =>
        assertFails(setUp("no-dbus").store[operation](ACCOUNT), "unavailable", fakes.NO_DBUS_TEXT));
    }

    it("that fails in the middle asks for a canary before the next call", async () => {
      const { store, inner } = setUp();
      await store.set(ACCOUNT, key);
      inner.mode = "no-dbus";
      await assertFails(store.get(ACCOUNT), "unavailable", fakes.NO_DBUS_TEXT);
      inner.mode = "working";
      inner.calls.length = 0;
      await assertValue(store.get(ACCOUNT), key);
      assert.equal(calls(inner), `${CANARY}, get key`);
    });
  });

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
      assert.equal(inner.calls.length, 3 + 32);
      inner.mode = "working";
      await microtasks();
      await assertValue(store.get(ACCOUNT), undefined);
    });

    it("answers waiting at once also while other calls still have time", async () => {
      const { store, inner, clock } = setUp();
      const accounts = fill(inner, 20);
      inner.onCall = (call) => {
        if (call === `get ${accounts[0]}`) inner.mode = "hanging";
      };
      const early = accounts.slice(0, 10).map((account) => store.get(account));
      await pass(clock, PATIENCE / 2);
      const later = accounts.slice(10).map((account) => store.get(account));
      await pass(clock, PATIENCE / 2);
      for (const read of early) await assertFails(read, "waiting");
      await assertFails(store.get(ACCOUNT), "waiting");
      assert.equal(inner.open, 20);
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
      assert.equal(calls(inner), "set canary, get canary");
      inner.mode = "working";
      await microtasks();
      assert.equal(inner.items.size, 0);
    });

    it("deletes the canary that it took late", async () => {
      const { store, inner, clock } = setUp("hanging");
      const read = store.get(ACCOUNT);
      await pass(clock, PATIENCE);
      await assertFails(read, "waiting");
      inner.mode = "working";
      await microtasks();
      assert.equal(calls(inner), "set canary, delete canary");
      assert.equal(inner.items.size, 0);
    });

    it("leaves no timer behind", async () => {
      const { store, clock } = setUp();
      await store.get(ACCOUNT);
      assert.equal(clock.pending, 0);
    });
  });

  describe("a store that does not let go of its canary", () => {
    it("is unavailable, and gets no second canary before the first is gone", async () => {
      const { store, inner } = setUp("undeletable");
      await assertFails(store.get(ACCOUNT), "unavailable", fakes.UNDELETABLE_TEXT);
      await assertFails(store.get(ACCOUNT), "unavailable", fakes.UNDELETABLE_TEXT);
      assert.equal(inner.items.size, 1);
      inner.mode = "working";
      await assertValue(store.get(ACCOUNT), undefined);
      assert.equal(inner.items.size, 0);
    });

    it("is believed to have none only when a canary passed", async () => {
      const { store, inner } = setUp("undeletable");
      await assertFails(store.get(ACCOUNT), "unavailable");
      inner.mode = "locked";
      await assertFails(store.get(ACCOUNT), "unavailable", fakes.LOCKED_TEXT);
      assert.equal(inner.items.size, 1);
      inner.mode = "working";
      await store.get(ACCOUNT);
      assert.equal(inner.items.size, 0);
    });
  });

  describe("a store that does not give back what was written is unavailable", () => {
    const detail = "The secret store did not give back what was written to it.";
    const other = aSecret();
    const cases: Record<string, (items: Map<string, unknown>, account: string) => void> = {
      "nothing at the read": (items, account) => items.delete(account),
      "another value at the read": (items, account) => items.set(account, other),
    };
    for (const [title, change] of Object.entries(cases)) {
      it(title, async () => {
        const { store, inner } = setUp();
        inner.onCall = (call) => call.startsWith("get canary:") && change(inner.items, call.slice("get ".length));
        await assertFails(store.get(ACCOUNT), "unavailable", detail);
      });
    }
    it("nothing to delete", async () => {
      const { store, inner } = setUp();
      inner.onCall = (call) => call.startsWith("delete canary:") && inner.items.clear();
      await assertFails(store.get(ACCOUNT), "unavailable", detail);
    });
  });

  describe("a person who says no", () => {
    it("to the canary is told so", async () => {
      const { store, inner } = setUp();
      inner.onCall = (call) => {
        if (call.startsWith("get canary:")) inner.mode = "denying";
      };
      await assertFails(store.get(ACCOUNT), "denied", fakes.DENIED_TEXT);
      assert.equal(inner.items.size, 0);
    });

    it("is asked once for all reads that wait", async () => {
      const { store, inner } = setUp();
      await store.set(ACCOUNT, key).then(() => microtasks());
      inner.mode = "denying";
      inner.calls.length = 0;
      const reads = fill(inner, 100).map((account) => store.get(account));
      for (const read of reads) await assertFails(read, "denied", fakes.DENIED_TEXT);
      assert.equal(inner.calls.length, 1);
    });
  });
});
