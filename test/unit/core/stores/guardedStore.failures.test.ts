import assert from "node:assert/strict";
import { setImmediate as microtasks } from "node:timers/promises";
import { aSecret } from "../../../support/fakes/factories.ts";
import * as fakes from "../../../support/fakes/fakeKeyStore.ts";
import { ACCOUNT, assertFails, assertValue, fill, key, setUp } from "./guarded.ts";

describe("GuardedStore", () => {
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

    it("after a yes to the first, is asked no third time where each read may ask", async () => {
      const { store, inner } = setUp("working", 1);
      const accounts = fill(inner, 100);
      inner.onCall = (call) => {
        if (call === `get ${accounts[1]}`) inner.mode = "denying";
      };
      const [first, ...others] = accounts.map((account) => store.get(account));
      assert.ok((await first)?.ok);
      for (const read of others) await assertFails(read, "denied", fakes.DENIED_TEXT);
      assert.deepEqual([inner.calls.length, inner.mostParallel], [2, 1]);
    });
  });
});
