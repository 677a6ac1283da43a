import assert from "node:assert/strict";
import type { KeyDraft } from "../../../src/core/changes.ts";
import type { EditFailure } from "../../../src/core/ports.ts";
import { aSecret, seen } from "../../support/fakes/factories.ts";
import {
  account,
  aDesk,
  aDraft,
  overwrite,
  removeEntry,
  removeKey,
  removeServer,
  said,
  standing,
  url,
  type Desk,
  type Outcome,
} from "./changesDesk.ts";

/** Ways to fail: how to begin it, how to end it, and as what it is said. */
const unsaved = trouble("unsaved");
const broken = trouble("broken");
const noDbus: Trouble = [({ store }) => (store.mode = "no-dbus"), ({ store }) => (store.mode = "working"), "store"];
const undeletable: Trouble = [
  ({ store }) => (store.mode = "undeletable"),
  ({ store }) => (store.mode = "working"),
  "store",
];
const noIndex: Trouble = [({ index }) => (index.broken = "EACCES"), ({ index }) => (index.broken = undefined), "index"];
const fullDisk: Trouble = [({ index }) => (index.full = "ENOSPC"), ({ index }) => (index.full = undefined), "index"];
/** A store that gets locked at the write. */
const noSet: Trouble = [
  ({ store }) => (store.onCall = (call) => call.startsWith("set") && (store.mode = "locked")),
  ({ store }) => (store.mode = "working"),
  "store",
];
const noLock: Trouble = [({ lock }) => (lock.busy = "busy"), ({ lock }) => (lock.busy = undefined), "lock"];

type Trouble = readonly [begin: (desk: Desk) => unknown, end: (desk: Desk) => unknown, said: string];

function trouble(kind: EditFailure["kind"]): Trouble {
  return [({ list }) => (list.trouble = kind), ({ list }) => (list.trouble = undefined), `entry ${kind}`];
}

function failsAndCompletes(
  what: string,
  desk: () => Desk,
  act: (desk: Desk) => Promise<Outcome>,
  rows: readonly [trouble: Trouble, stands: string][],
  complete: string,
): void {
  for (const [[begin, end, failure], stands] of rows) {
    it(`${what}, failing with ${failure}: ${stands} stands, then ${complete}`, async () => {
      const one = desk();
      begin(one);
      assert.equal(said(await act(one)), failure);
      assert.equal(standing(one), stands);
      end(one);
      assert.equal(said(await act(one)), "ok");
      assert.equal(standing(one), complete);
    });
  }
}

describe("changes: a step that fails leaves what was done, and the same done again completes it (store, index, list)", () => {
  const secret = aSecret();
  const put = (desk: Desk): Promise<Outcome> => desk.changes.putKey(desk.server(), aDraft(secret), seen("valid"));
  failsAndCompletes(
    "adding a key",
    () => aDesk(),
    put,
    [
      [noDbus, "0 0 0"],
      [noLock, "0 0 0"],
      [noIndex, "0 0 0"],
      [fullDisk, "0 0 0"],
      [unsaved, "1 1 0"],
      [broken, "1 1 0"],
    ],
    "1 1 1",
  );
  failsAndCompletes(
    "replacing a key",
    () => aDesk({ ci: {} }),
    (desk) => overwrite(desk, secret),
    [
      [noDbus, "1 1 1"],
      [noLock, "1 1 1"],
      [noIndex, "1 1 1"],
      [fullDisk, "1 1 1"],
      [unsaved, "1 1 1"],
    ],
    "1 1 1",
  );

  failsAndCompletes(
    "removing a key",
    () => aDesk({ ci: {}, other: {} }),
    (desk) => removeKey(desk),
    [
      [noDbus, "2 2 2"],
      [undeletable, "2 2 2"],
      [noLock, "2 2 2"],
      [noIndex, "2 2 2"],
      [fullDisk, "1 2 2"],
      [unsaved, "1 1 2"],
      [broken, "1 1 2"],
    ],
    "1 1 1",
  );

  const discard = (desk: Desk): Promise<Outcome> => desk.changes.discardKey(desk.server(), "ci");
  failsAndCompletes(
    "discarding a key",
    () => aDesk({ ci: {} }),
    discard,
    [
      [noDbus, "1 1 1"],
      [noLock, "1 1 1"],
      [noIndex, "1 1 1"],
      [fullDisk, "0 1 1"],
    ],
    "0 0 1",
  );

  const second: Trouble = [
    ({ store }) => (store.onCall = (call) => (store.mode = call.startsWith("delete prod/b") ? "no-dbus" : "working")),
    ({ store }) => {
      store.onCall = () => undefined;
      store.mode = "working";
    },
    "store",
  ];
  failsAndCompletes(
    "removing an entry alone",
    () => aDesk({ ci: {}, other: {} }),
    removeEntry,
    [
      [noLock, "2 2 2"],
      [noIndex, "2 2 2"],
      [fullDisk, "2 2 2"],
      [unsaved, "2 1 2"],
      [broken, "2 1 2"],
    ],
    "2 1 1",
  );

  failsAndCompletes(
    "removing a server",
    () => aDesk({ a: {}, b: {}, c: {} }),
    (desk) => removeServer(desk),
    [
      [noDbus, "3 3 3"],
      [second, "2 2 3"],
      [noLock, "3 3 3"],
      [noIndex, "3 3 3"],
      [fullDisk, "2 3 3"],
      [unsaved, "0 0 3"],
    ],
    "0 0 -",
  );

  it("a server's entry is removed last, and others stay", async () => {
    const one = aDesk({ a: {}, b: {} });
    one.list.set({ ...(one.list.read() as object), test: { url } });
    one.done.length = 0;
    assert.equal(said(await removeServer(one)), "ok");
    assert.deepEqual(one.done, ["delete prod/a", "forget a", "delete prod/b", "forget b", "entry"]);
    assert.deepEqual(one.list.read(), { test: { url } });
  });
  it("a key's secret is removed first, then its entry", async () => {
    const one = aDesk({ ci: {} });
    assert.equal(said(await removeKey(one)), "ok");
    assert.deepEqual(one.done, ["delete prod/ci", "forget ci", "entry"]);
  });
  it("each change is made whole, under the lock, which is asked for once", async () => {
    for (const act of [overwrite, removeKey, removeServer, discard, removeEntry]) {
      const one = aDesk({ ci: {} });
      assert.equal(said(await act(one)), "ok");
      assert.equal(one.lock.asked, 1);
    }
  });
  it("says in which store the key is", async () => {
    const one = aDesk();
    assert.deepEqual(await put(one), { ok: true, value: "os" });
  });
  it("a key that could not be removed is not forgotten", async () => {
    const one = aDesk({ ci: {} });
    one.store.mode = "no-dbus";
    await removeKey(one);
    assert.deepEqual(one.done, ["delete prod/ci"]);
  });
});

describe("changes: a key whose entry could not be written", () => {
  type Arrange = (desk: Desk, draft: KeyDraft) => unknown;
  const nothing: Arrange = () => undefined;
  const wasThere: readonly [what: string, before: Arrange, trouble: Trouble, wasThere: boolean | undefined][] = [
    ["none was stored before", nothing, unsaved, false],
    ["the same was stored before", ({ store }, { secret }) => store.items.set(account("ci"), secret), unsaved, true],
    ["none was stored before, and the store takes none", nothing, noSet, false],
    ["the lock is not to be had", nothing, noLock, undefined],
  ];
  for (const [what, before, [begin, , failure], expected] of wasThere) {
    it(`${what}: ${failure}, ${expected === undefined ? "not known whether one" : expected ? "one" : "none"} was there`, async () => {
      const desk = aDesk();
      const draft = aDraft();
      before(desk, draft);
      begin(desk);
      const put = await desk.changes.putKey(desk.server(), draft, seen("valid"));
      assert.deepEqual([said(put), put.ok || put.reason.wasThere], [failure, expected]);
    });
  }
  it("one that was overwritten as the person agreed was there", async () => {
    const desk = aDesk({ ci: {} });
    desk.list.trouble = "unsaved";
    const put = await overwrite(desk);
    assert.equal(put.ok || put.reason.wasThere, true);
  });

  const rows: readonly [what: string, meanwhile: Arrange, said: string, stands: string][] = [
    ["nothing happened", nothing, "ok", "0 0 0"],
    ["it has an entry by now", ({ list }) => list.set({ prod: { url, keys: { ci: {} } } }), "changed", "1 1 1"],
    [
      "it has an entry that cannot be used",
      ({ list }) => list.set({ prod: { url, keys: { ci: 7 } } }),
      "changed",
      "1 1 1",
    ],
    ["another key was stored", ({ store }) => store.items.set(account("ci"), aSecret()), "changed", "1 1 0"],
    ["it is gone from the store", ({ store }) => store.items.clear(), "ok", "0 0 0"],
    ["its server is gone", ({ list }) => list.set({}), "ok", "0 0 -"],
    ["the store does not work", noDbus[0], "store", "1 1 0"],
    ["the store does not delete", undeletable[0], "store", "1 1 0"],
    ["the lock is not to be had", noLock[0], "lock", "1 1 0"],
  ];
  for (const [what, meanwhile, expected, stands] of rows) {
    it(`is taken back, ${what}: ${expected}, ${stands} stands`, async () => {
      const desk = aDesk();
      const [draft, server] = [aDraft(), desk.server()];
      desk.list.trouble = "unsaved";
      await desk.changes.putKey(server, draft, seen("valid"));
      desk.list.trouble = undefined;
      meanwhile(desk, draft);
      assert.equal(said(await desk.changes.takeBack(server, draft)), expected);
      assert.equal(standing(desk), stands);
    });
  }
});

describe("changes: removing an entry alone, where its store is gone for good", () => {
  const rows: readonly [what: string, key: string | undefined, list: object, forgotten: string[]][] = [
    ["a key's", "a", { prod: { url, keys: { b: {} } } }, ["a"]],
    ["a server's, with all its keys", undefined, {}, ["a", "b"]],
  ];
  for (const [what, key, left, forgotten] of rows) {
    it(`${what}: the records go first, what the store may have stays`, async () => {
      const { changes, server, store, index, list, done } = aDesk({ a: {}, b: {} });
      store.mode = "no-dbus";
      assert.equal(said(await changes.removeEntry(server(), key)), "ok");
      assert.deepEqual(done, [...forgotten.map((name) => `forget ${name}`), "entry"]);
      assert.deepEqual([list.read(), store.items.size, index.records.size], [left, 2, 2 - forgotten.length]);
    });
  }
});
