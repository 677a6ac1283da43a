import assert from "node:assert/strict";
import { Inventory } from "../../../src/core/inventory.ts";
import { accountOf } from "../../../src/core/names.ts";
import { ok, type Result } from "../../../src/core/result.ts";
import { readServers } from "../../../src/core/servers.ts";
import type { IndexRecord, StoredItem, StoreFailure, StoreId } from "../../../src/core/storePorts.ts";
import { Survival } from "../../../src/core/stores/survival.ts";
import { aRecord, aSecret } from "../../support/fakes/factories.ts";
import { FakeKeyStore, NO_DBUS_TEXT } from "../../support/fakes/fakeKeyStore.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";
import { CaselessStore } from "./caselessStore.ts";

const url = "https://sdp.example.com:8443";
const ci = accountOf("prod", "ci", url);
const ec = accountOf("prod", "ec", url);

/** A store that lists only what it is asked for, as VS Code's. */
class AskedStore extends FakeKeyStore {
  override async list(known: readonly string[] = []): Promise<Result<readonly StoredItem[], StoreFailure>> {
    const listed = await super.list();
    return listed.ok ? ok(listed.value.filter(({ account }) => known.includes(account))) : listed;
  }
}

/** An inventory over these items and records, and this list of servers. */
function anInventory(
  os: readonly string[],
  editor: readonly string[] = [],
  records: Readonly<Record<string, IndexRecord>> = {},
  list: unknown = { prod: { url, keys: { ci: {} } } },
  osStore = new FakeKeyStore("os"),
) {
  const keeping = aKeeping(records, { os: osStore, editor: new AskedStore("vscode") });
  for (const account of os) keeping.os.items.set(account, aSecret());
  for (const account of editor) keeping.editor.items.set(account, aSecret());
  const inventory = new Inventory(keeping.stores, keeping.records, keeping.lock);
  const look = async () => {
    const looked = await inventory.look(readServers(list).servers);
    assert.ok(looked.ok, "the index cannot be read");
    return looked.value;
  };
  /** One line an item: `used os prod/ci@https://…`. */
  const lines = async (): Promise<readonly string[]> =>
    (await look()).items.map(({ mark, store, account }) => `${mark} ${store ?? "nowhere"} ${account}`);
  return { ...keeping, inventory, look, lines };
}

const inEditor = aRecord({ store: "vscode" });

describe("inventory: how an item stands to the list", () => {
  const other = accountOf("prod", "ci", "https://other.example.com");
  type Items = readonly string[];
  const rows: readonly [what: string, os: Items, editor: Items, Record<string, IndexRecord>, ...lines: string[]][] = [
    ["an entry's key", [ci], [], { [ci]: aRecord() }, `used os ${ci}`],
    ["an entry's key that we did not store", [ci], [], {}, `used os ${ci}`],
    ["an entry's key in the other store", [], [ci], { [ci]: inEditor }, `used vscode ${ci}`],
    ["a second copy", [ci], [ci], { [ci]: inEditor }, `copy os ${ci}`, `used vscode ${ci}`],
    ["a second copy in the other store", [ci], [ci], { [ci]: aRecord() }, `used os ${ci}`, `copy vscode ${ci}`],
    ["two that we did not store", [ci], [ci], {}, `used os ${ci}`, `copy vscode ${ci}`],
    [
      "the copy alone, its own store has lost it",
      [ci],
      [],
      { [ci]: inEditor },
      `copy os ${ci}`,
      `missing nowhere ${ci}`,
    ],
    ["a key of another address", [other], [], {}, `wrong-address os ${other}`, `missing nowhere ${ci}`],
    ["a key of another path", [ci], [], { [ci]: aRecord({ path: "/old" }) }, `wrong-address os ${ci}`],
    ["a key that no entry has", [ec], [], {}, `unlisted os ${ec}`, `missing nowhere ${ci}`],
    ["an item that is no key of ours", [ci, "something else"], [], {}, `used os ${ci}`, "unlisted os something else"],
    ["nothing", [], [], {}, `missing nowhere ${ci}`],
    ["a record without an item", [], [], { [ci]: aRecord() }, `missing nowhere ${ci}`],
    [
      "a recorded key that no entry has, in a store that lists what it is asked for",
      [ci],
      [ec],
      { [ec]: inEditor },
      `used os ${ci}`,
      `unlisted vscode ${ec}`,
    ],
  ];
  for (const [what, os, editor, records, ...expected] of rows) {
    it(`${what}: ${expected.map((line) => line.split(" ", 2).join(" ")).join(", ")}`, async () => {
      assert.deepEqual(await anInventory(os, editor, records).lines(), expected);
    });
  }

  it("names that all objects have are names like others", async () => {
    const account = accountOf("constructor", "toString", url);
    const list = { prod: { url, keys: { ci: {} } } };
    assert.deepEqual(await anInventory([account, ci], [], {}, list).lines(), [
      `unlisted os ${account}`,
      `used os ${ci}`,
    ]);
    const listed = { constructor: { url, keys: { toString: {} } } };
    assert.deepEqual(await anInventory([account], [], {}, listed).lines(), [`used os ${account}`]);
  });
  it("with no server in the list, all are unlisted", async () => {
    assert.deepEqual(await anInventory([ci], [], {}, {}).lines(), [`unlisted os ${ci}`]);
  });
  it("a marker of a session is no item", async () => {
    const { editor, records, lines } = anInventory([ci]);
    await new Survival(editor, records, "session").look();
    assert.equal(editor.items.size, 1);
    assert.deepEqual(await lines(), [`used os ${ci}`]);
  });
  it("tells what the index has of each, be there an item or not", async () => {
    const gone = accountOf("prod", "gone", url);
    const records = { [ci]: aRecord({ hash: "h" }), [gone]: inEditor };
    const { look } = anInventory([ci, ec], [], records, { prod: { url, keys: { ci: {}, gone: {} } } });
    const { items } = await look();
    assert.deepEqual(
      items.map(({ account, record }) => [account, record]),
      [
        [ci, records[ci]],
        [ec, undefined],
        [gone, inEditor],
      ],
    );
  });
  it("tells the last characters of each key, and its entry", async () => {
    const { os, look } = anInventory([ci, accountOf("prod", "ci", "https://other.example.com"), ec]);
    const { items } = await look();
    assert.deepEqual(
      items.map(({ ending }) => ending),
      [...os.items.values()].map((secret) => secret.reveal().slice(-4)),
    );
    assert.deepEqual(
      items.map(({ entry }) => entry?.key.name),
      ["ci", "ci", undefined],
    );
  });
});

describe("inventory: an item in another spelling than ours", () => {
  const [CI, EC] = [accountOf("prod", "CI", url), accountOf("prod", "EC", url)];
  type Row = readonly [what: string, os: FakeKeyStore, items: readonly string[], ...lines: string[]];
  const rows: readonly Row[] = [
    ["of a key that is recorded, where case is ignored: ours", new CaselessStore(), [CI], `used os ${ci}`],
    [
      "of a key that is recorded, where case counts: another editor's",
      new FakeKeyStore(),
      [CI],
      `unlisted os ${CI}`,
      `missing nowhere ${ci}`,
    ],
    [
      "of a key that nobody here knows, where case is ignored",
      new CaselessStore(),
      [CI, EC],
      `used os ${ci}`,
      `unlisted os ${EC}`,
    ],
    ["beside ours, where case counts", new FakeKeyStore(), [CI, ci], `unlisted os ${CI}`, `used os ${ci}`],
  ];
  for (const [what, os, items, ...lines] of rows) {
    it(what, async () => {
      const inventory = anInventory(items, [], { [ci]: aRecord() }, undefined, os);
      assert.deepEqual(await inventory.lines(), lines);
    });
  }
  it("beside ours: the store is not asked whether it ignores case", async () => {
    const { os, look } = anInventory([ci, CI], [], { [ci]: aRecord() });
    await look();
    assert.deepEqual(os.calls, ["list"]);
  });
  it("is deleted under ours, where case is ignored", async () => {
    const { inventory, look, os, index } = anInventory([CI], [], { [ci]: aRecord() }, undefined, new CaselessStore());
    const [{ account, record } = assert.fail()] = (await look()).items;
    assert.ok((await inventory.delete({ account, store: "os", record })).ok);
    assert.deepEqual([os.items.size, index.records.size], [0, 0]);
  });
});

describe("inventory: a store that does not work", () => {
  const failure = { kind: "unavailable", detail: NO_DBUS_TEXT };
  const rows: readonly [what: string, record: IndexRecord | undefined, broken: StoreId, ...lines: string[]][] = [
    ["the entry's own", aRecord(), "os", `unknown nowhere ${ci}`],
    ["not the entry's own", inEditor, "os", `missing nowhere ${ci}`],
    ["the other", aRecord(), "vscode", `missing nowhere ${ci}`],
  ];
  for (const [what, record, broken, ...expected] of rows) {
    it(`${what}: ${expected.map((line) => line.split(" ", 1)).join()}, and the trouble is told`, async () => {
      const { os, editor, look, lines } = anInventory([], [], record && { [ci]: record });
      (broken === "os" ? os : editor).mode = "no-dbus";
      assert.deepEqual(await lines(), expected);
      assert.deepEqual((await look()).troubles, [{ store: broken, failure }]);
    });
  }
  it("the other store is listed all the same", async () => {
    const { os, lines } = anInventory([ci], [ec], { [ec]: inEditor });
    os.mode = "denying";
    assert.deepEqual(await lines(), [`unlisted vscode ${ec}`, `unknown nowhere ${ci}`]);
  });
  it("a record of a later version: nothing is said of its key", async () => {
    const { index, lines } = anInventory([]);
    index.unreadable.add(ci);
    assert.deepEqual(await lines(), [`unknown nowhere ${ci}`]);
  });
  it("without the index nothing is listed", async () => {
    const { index, inventory, os } = anInventory([ci]);
    index.broken = "EACCES";
    assert.deepEqual(await inventory.look([]), { ok: false, reason: "EACCES" });
    assert.deepEqual(os.calls, []);
  });
});

describe("inventory: deleting one item", () => {
  const rows: readonly [what: string, record: IndexRecord | undefined, recordAfter: IndexRecord | undefined][] = [
    ["and its record", aRecord(), undefined],
    ["and keeps the record of the other store's", inEditor, inEditor],
    ["that has no record", undefined, undefined],
  ];
  for (const [what, record, recordAfter] of rows) {
    it(what, async () => {
      const { inventory, os, editor, index } = anInventory([ci, ec], [ci], record && { [ci]: record });
      assert.ok((await inventory.delete({ account: ci, store: "os", record })).ok);
      assert.deepEqual([[...os.items.keys()], [...editor.items.keys()]], [[ec], [ci]]);
      assert.deepEqual(index.records.get(ci), recordAfter);
    });
  }

  type Inventoried = ReturnType<typeof anInventory>;
  const troubles: readonly [what: string, begin: (all: Inventoried) => unknown, said: string, left: number][] = [
    ["a store that does not delete", ({ os }) => (os.mode = "undeletable"), "store", 1],
    ["an index that cannot be read", ({ index }) => (index.broken = "EACCES"), "index", 1],
    ["an index that cannot be written", ({ index }) => (index.full = "ENOSPC"), "index", 0],
    ["another window that writes", ({ lock }) => (lock.busy = "busy"), "lock", 1],
  ];
  for (const [what, begin, said, left] of troubles) {
    it(`${what}: fails at the ${said}, the record stays, and it can be done again`, async () => {
      const all = anInventory([ci], [], { [ci]: aRecord() });
      begin(all);
      const deleted = await all.inventory.delete({ account: ci, store: "os", record: aRecord() });
      assert.equal(deleted.ok ? "ok" : deleted.reason.step, said);
      assert.deepEqual([all.os.items.size, all.index.records.size], [left, 1]);
      [all.os.mode, all.lock.busy] = ["working", undefined];
      [all.index.broken, all.index.full] = [undefined, undefined];
      assert.ok((await all.inventory.delete({ account: ci, store: "os", record: aRecord() })).ok);
      assert.deepEqual([all.os.items.size, all.index.records.size], [0, 0]);
    });
  }
  const was = aRecord({ issued: "2026-08-01", hash: "h" });
  const changes: readonly [
    what: string,
    listed: IndexRecord | undefined,
    now: IndexRecord | undefined,
    said: string,
  ][] = [
    ["another key was stored", was, { ...was, issued: "2026-08-02" }, "changed"],
    ["another key was stored on the same day", was, { ...was, hash: "other" }, "changed"],
    ["a key was stored, where there was no record", undefined, was, "changed"],
    ["it was moved to the other store", was, { ...was, store: "vscode" }, "changed"],
    ["it was moved away from the other store", { ...was, store: "vscode" }, was, "changed"],
    ["its record is gone", was, undefined, "changed"],
    ["it was seen to work", was, { ...was, lastValid: 7 }, "ok"],
  ];
  for (const [what, listed, now, said] of changes) {
    it(`since it was listed ${what}: ${said}`, async () => {
      const { inventory, look, index, os } = anInventory([ci], [], listed && { [ci]: listed });
      const [item = assert.fail()] = (await look()).items;
      index.changedElsewhere({ [ci]: now });
      const deleted = await inventory.delete({ account: ci, store: "os", record: item.record });
      assert.equal(deleted.ok ? "ok" : deleted.reason.step, said);
      assert.deepEqual([os.items.size, index.records.get(ci)], said === "ok" ? [0, undefined] : [1, now]);
    });
  }
  it("of a later version: it is left alone", async () => {
    const { inventory, os, index } = anInventory([ci]);
    index.unreadable.add(ci);
    const deleted = await inventory.delete({ account: ci, store: "os", record: undefined });
    assert.deepEqual([deleted.ok, os.items.size], [false, 1]);
  });
});

describe("inventory: using a second copy whose own store has lost it", () => {
  it("it is recorded where it is, without the hash of the one that is lost", async () => {
    const { inventory, index, lines } = anInventory([ci], [], {
      [ci]: { ...inEditor, issued: "2026-08-01", hash: "h" },
    });
    assert.ok((await inventory.adopt({ account: ci, store: "os", record: undefined }, "")).ok);
    assert.deepEqual(index.records.get(ci), aRecord({ issued: "2026-08-01", hash: undefined }));
    assert.deepEqual(await lines(), [`used os ${ci}`]);
  });
  it("for the path that it was entered for, not the one of now", async () => {
    const { inventory, index } = anInventory([ci], [], { [ci]: { ...inEditor, path: "/old" } });
    await inventory.adopt({ account: ci, store: "os", record: undefined }, "/sdp");
    assert.equal(index.records.get(ci)?.path, "/old");
  });
  it("for the path of now, where none is recorded", async () => {
    const { inventory, index } = anInventory([ci]);
    await inventory.adopt({ account: ci, store: "os", record: undefined }, "/sdp");
    assert.deepEqual(index.records.get(ci), aRecord({ path: "/sdp", hash: undefined }));
  });
  it("fails as the index does", async () => {
    const { inventory, index } = anInventory([ci], [], { [ci]: inEditor });
    index.full = "ENOSPC";
    const adopted = await inventory.adopt({ account: ci, store: "os", record: undefined }, "");
    assert.equal(adopted.ok ? "ok" : adopted.reason.step, "index");
  });
});
