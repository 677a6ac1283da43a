import assert from "node:assert/strict";
import type { Result } from "../../../../src/core/result.ts";
import type { StoreFailure } from "../../../../src/core/storePorts.ts";
import type { GuardedStore } from "../../../../src/core/stores/guardedStore.ts";
import * as fakes from "../../../support/fakes/fakeKeyStore.ts";
import { ACCOUNT, CANARY, assertFails, assertValue, calls, fill, key, setUp } from "./guarded.ts";

describe("GuardedStore", () => {
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
      assert.equal(calls(inner), "get prod/key-0@https://sdp.example.com, set canary");
    });

    it("is tried with a canary at each call, until it works", async () => {
      const { store, inner } = setUp("locked");
      inner.items.set(ACCOUNT, key);
      await assertFails(store.get(ACCOUNT), "unavailable");
      await assertFails(store.get(ACCOUNT), "unavailable");
      assert.equal(calls(inner), "get key, set canary, set canary");
      inner.mode = "working";
      await assertValue(store.get(ACCOUNT), key);
    });

    it("never gets a listing, which would end the process", async () => {
      const { store, inner } = setUp("locked");
      fill(inner, 1);
      await assertFails(store.list([]), "unavailable", fakes.LOCKED_TEXT);
      assert.equal(calls(inner), "set canary");
    });

    it("that was locked since the last listing gets none either", async () => {
      const { store, inner } = setUp();
      fill(inner, 1);
      assert.ok((await store.list([])).ok);
      inner.mode = "locked";
      await assertFails(store.list([]), "unavailable", fakes.LOCKED_TEXT);
    });

    it("fails a check", () => assertFails(setUp("locked").store.check(), "unavailable", fakes.LOCKED_TEXT));

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
    const operations: Record<string, (store: GuardedStore) => Promise<Result<unknown, StoreFailure>>> = {
      get: (store) => store.get(ACCOUNT),
      set: (store) => store.set(ACCOUNT, key),
      delete: (store) => store.delete(ACCOUNT),
      list: (store) => store.list([]),
      check: (store) => store.check(),
    };
    for (const [name, operation] of Object.entries(operations)) {
      it(`is unavailable for ${name}, with the system's own words`, () =>
        assertFails(operation(setUp("no-dbus").store), "unavailable", fakes.NO_DBUS_TEXT));

      it(`is unavailable for ${name}, and the canary comes before what is asked next`, async () => {
        const { store, inner } = setUp("no-dbus");
        inner.items.set(ACCOUNT, key);
        await operation(store);
        inner.mode = "working";
        inner.calls.length = 0;
        await assertValue(store.get(ACCOUNT), key);
        assert.equal(calls(inner), `${CANARY}, get key`);
      });
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
});
