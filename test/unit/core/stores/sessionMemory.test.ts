import assert from "node:assert/strict";
import { Emitter } from "../../../../src/core/emitter.ts";
import { ok } from "../../../../src/core/result.ts";
import type { LateRead } from "../../../../src/core/stores/deadlineStore.ts";
import { SessionMemory } from "../../../../src/core/stores/sessionMemory.ts";
import { aSecret } from "../../../support/fakes/factories.ts";
import { FakeKeyStore, type StoreMode } from "../../../support/fakes/fakeKeyStore.ts";

const account = "prod/ci@https://sdp.example.com:8443";
const [key, other] = [aSecret(), aSecret()];

/** A memory over a store that has the key, with what is asked of the store. */
function aMemory() {
  const store = new FakeKeyStore();
  store.items.set(account, key);
  const late = new Emitter<LateRead>();
  const memory = new SessionMemory({
    id: "os",
    get: (one) => store.get(one),
    set: (one, secret) => store.set(one, secret),
    delete: (one) => store.delete(one),
    list: () => store.list(),
    onLateRead: late.listen,
    check: async () => (store.calls.push("check"), ok()),
  });
  return { store, memory, late };
}

type Act = (memory: SessionMemory, store: FakeKeyStore) => Promise<unknown>;
/** Another editor has replaced the key. */
const replaced: Act = async (_, store) => store.items.set(account, other);
const mode =
  (next: StoreMode): Act =>
  async (_, store) =>
    (store.mode = next);
const get: Act = (memory) => memory.get(account);
const anew: Act = (memory) => memory.getAnew(account);
const forget: Act = async (memory) => memory.forget(account);
const set: Act = (memory) => memory.set(account, other);
const remove: Act = (memory) => memory.delete(account);
const list: Act = (memory) => memory.list([]);

describe("SessionMemory: what is had, and whether from the store", () => {
  const rows: readonly [what: string, before: Act[], got: "key" | "other" | "none" | "failure", asked: boolean][] = [
    ["at first", [], "key", true],
    ["after it was read", [get], "key", false],
    ["after it was read, and the store has another", [get, replaced], "key", false],
    ["after it was read, and the store does not work", [get, mode("no-dbus")], "key", false],
    ["after it was read anew", [get, replaced, anew], "other", false],
    ["after it was forgotten", [get, replaced, forget], "other", true],
    ["after it was stored", [set, replaced], "other", false],
    ["after it could not be stored", [get, mode("locked"), set, mode("working")], "key", true],
    ["after it was removed", [get, remove], "none", true],
    ["after it could not be removed", [get, mode("undeletable"), remove, mode("working"), replaced], "other", true],
    ["after it was not found", [remove, get, replaced], "other", true],
    ["after it could not be read", [mode("no-dbus"), get, mode("working")], "key", true],
    ["after it could not be read anew", [get, mode("no-dbus"), anew], "key", false],
    ["after it was gone when read anew", [get, async (_, store) => store.items.clear(), anew, replaced], "other", true],
    ["after a listing", [list, replaced], "other", true],
    ["while the store does not work", [mode("no-dbus")], "failure", true],
  ];
  for (const [what, before, expected, asked] of rows) {
    it(`${what}: ${expected}, ${asked ? "from the store" : "remembered"}`, async () => {
      const { store, memory } = aMemory();
      for (const act of before) await act(memory, store);
      store.calls.length = 0;
      assert.equal(memory.remembers(account), !asked);
      const read = await memory.get(account);
      const got = !read.ok ? "failure" : read.value === key ? "key" : read.value === other ? "other" : "none";
      assert.deepEqual([got, store.calls.length > 0], [expected, asked]);
    });
  }

  const late: readonly [what: string, before: Act[], read: LateRead["secret"], remembers: boolean][] = [
    ["the key", [], key, true],
    ["nothing, where it was remembered", [get], undefined, false],
  ];
  for (const [what, before, secret, remembers] of late) {
    it(`after a read that was answered late told of ${what}: ${remembers ? "remembered" : "from the store"}`, async () => {
      const { store, memory, late } = aMemory();
      for (const act of before) await act(memory, store);
      late.fire({ account, secret });
      store.calls.length = 0;
      assert.equal(memory.remembers(account), remembers);
      await memory.get(account);
      assert.equal(store.calls.length, remembers ? 0 : 1);
    });
  }

  it("each account for itself", async () => {
    const { memory } = aMemory();
    await memory.get(account);
    assert.deepEqual([memory.remembers(account), memory.remembers("prod/constructor@https://x")], [true, false]);
  });
  it("a check goes to the store", async () => {
    const { store, memory } = aMemory();
    await memory.check();
    assert.deepEqual(store.calls, ["check"]);
  });
});
