import assert from "node:assert/strict";
import { Moving } from "../../../src/core/moving.ts";
import { accountOf } from "../../../src/core/names.ts";
import { Records } from "../../../src/core/records.ts";
import type { ChosenKey } from "../../../src/core/servers.ts";
import type { StoreId } from "../../../src/core/storePorts.ts";
import { Survival } from "../../../src/core/stores/survival.ts";
import { aRecord, aSecret, aServer, keys } from "../../support/fakes/factories.ts";
import { LOCKED_TEXT, NO_DBUS_TEXT, type FakeKeyStore } from "../../support/fakes/fakeKeyStore.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

/** Keys `k1`, `k2`, … of one server, each in the OS store and recorded there. */
function aHaul(count = 3) {
  const server = aServer({ keys: keys(count) });
  const account = (name: string): string => accountOf(server.name, name, server.address.origin);
  const keeping = aKeeping(Object.fromEntries(server.keys.map(({ name }) => [account(name), aRecord()])));
  for (const { name } of server.keys) keeping.os.items.set(account(name), aSecret());
  const survival = new Survival(keeping.editor, keeping.records, "session");
  const moving = new Moving(keeping.carrier, keeping.stores, survival, keeping.lock);
  const chosen: readonly ChosenKey[] = server.keys.map((key) => ({ server, key }));
  const reports: number[] = [];
  const controller = new AbortController();
  /** One word for each key that was tried: `moved`, `there`, `none`, or the step at which it failed. */
  const move = async (to: StoreId = "vscode"): Promise<readonly string[]> => {
    const outcomes = await moving.move(chosen, to, (done) => reports.push(done), controller.signal);
    return outcomes.map(({ outcome }) => (outcome.ok ? outcome.value : outcome.reason.step));
  };
  /** The names of the keys in each store. */
  const stands = (): readonly string[] => [keeping.os, keeping.editor].map(namesIn);
  return { ...keeping, account, moving, reports, controller, move, stands };
}

type Haul = ReturnType<typeof aHaul>;

function namesIn({ items }: FakeKeyStore): string {
  return [...items.keys()].map((account) => account.replace(/^prod\/|@.*/g, "")).join(" ");
}

describe("moving: whether keys can be moved there", () => {
  type Arrange = (haul: Haul) => unknown;
  const earlier: Arrange = ({ editor, index }) => new Survival(editor, new Records(index), "earlier").look();
  const rows: readonly [what: string, to: StoreId, arrange: Arrange, said: object | undefined][] = [
    ["the OS store that works", "os", () => undefined, undefined],
    [
      "the OS store that is not there",
      "os",
      ({ os }) => (os.mode = "no-dbus"),
      { kind: "store", failure: { kind: "unavailable", detail: NO_DBUS_TEXT } },
    ],
    ["VS Code's store that keeps what it has", "vscode", earlier, undefined],
    ["VS Code's store in the first session", "vscode", () => undefined, { kind: "forgetful", known: "unknown" }],
    [
      "VS Code's store that lost what it had",
      "vscode",
      async (haul) => {
        await earlier(haul);
        haul.editor.items.clear();
      },
      { kind: "forgetful", known: "no" },
    ],
    [
      "VS Code's store that does not work",
      "vscode",
      async (haul) => {
        await earlier(haul);
        haul.editor.mode = "locked";
      },
      { kind: "store", failure: { kind: "unavailable", detail: LOCKED_TEXT } },
    ],
  ];
  for (const [what, to, arrange, said] of rows) {
    it(`${what}: ${said === undefined ? "yes" : JSON.stringify(said)}`, async () => {
      const haul = aHaul();
      await arrange(haul);
      const checked = await haul.moving.check(to);
      assert.deepEqual(checked.ok ? undefined : checked.reason, said);
    });
  }
});

describe("moving: what becomes of each key", () => {
  type Arrange = (haul: Haul) => unknown;
  const rows: readonly [what: string, arrange: Arrange, to: StoreId, said: string[], stands: [string, string]][] = [
    ["all", () => undefined, "vscode", ["moved", "moved", "moved"], ["", "k1 k2 k3"]],
    ["they are there", () => undefined, "os", ["there", "there", "there"], ["k1 k2 k3", ""]],
    [
      "one that this machine does not have",
      ({ os, account }) => os.items.delete(account("k2")),
      "vscode",
      ["moved", "none", "moved"],
      ["", "k1 k3"],
    ],
    [
      "one that is there already",
      ({ index, os, editor, account }) => {
        os.items.delete(account("k1"));
        editor.items.set(account("k1"), aSecret());
        index.records.set(account("k1"), aRecord({ store: "vscode" }));
      },
      "vscode",
      ["there", "moved", "moved"],
      ["", "k1 k2 k3"],
    ],
    [
      "one whose name another key has there",
      ({ editor, account }) => editor.items.set(account("k2"), aSecret()),
      "vscode",
      ["moved", "occupied", "moved"],
      ["k2", "k2 k1 k3"],
    ],
    [
      "a store that fails is not tried with the others",
      ({ editor }) => (editor.mode = "no-dbus"),
      "vscode",
      ["store", "store", "store"],
      ["k1 k2 k3", ""],
    ],
    [
      "a full disk",
      ({ index }) => (index.full = "ENOSPC"),
      "vscode",
      ["index", "index", "index"],
      ["k1 k2 k3", "k1 k2 k3"],
    ],
    [
      "another window that writes",
      ({ lock }) => (lock.busy = "busy"),
      "vscode",
      ["lock", "lock", "lock"],
      ["k1 k2 k3", ""],
    ],
    [
      "keys that cannot be deleted where they were",
      ({ os }) => (os.mode = "undeletable"),
      "vscode",
      ["leftover", "leftover", "leftover"],
      ["k1 k2 k3", "k1 k2 k3"],
    ],
  ];
  for (const [what, arrange, to, said, stands] of rows) {
    it(`${what}: ${said.join(", ")}`, async () => {
      const haul = aHaul();
      arrange(haul);
      assert.deepEqual(await haul.move(to), said);
      assert.deepEqual([haul.stands(), haul.reports], [stands, [1, 2, 3]]);
    });
  }

  it("a store that fails is called once", async () => {
    const haul = aHaul();
    haul.editor.mode = "no-dbus";
    await haul.move();
    assert.equal(haul.editor.calls.length, 1);
  });

  const troubles: readonly [what: string, begin: Arrange, end: Arrange][] = [
    ["after a full disk", ({ index }) => (index.full = "ENOSPC"), ({ index }) => (index.full = undefined)],
    ["after keys could not be deleted", ({ os }) => (os.mode = "undeletable"), ({ os }) => (os.mode = "working")],
    ["after the store failed", ({ editor }) => (editor.mode = "no-dbus"), ({ editor }) => (editor.mode = "working")],
  ];
  for (const [what, begin, end] of troubles) {
    it(`again, ${what}: all are moved, and nothing is left behind`, async () => {
      const haul = aHaul();
      begin(haul);
      await haul.move();
      end(haul);
      assert.deepEqual(await haul.move(), ["moved", "moved", "moved"]);
      assert.deepEqual(haul.stands(), ["", "k1 k2 k3"]);
      assert.deepEqual(await haul.move(), ["there", "there", "there"]);
    });
  }
  it("and back", async () => {
    const haul = aHaul();
    await haul.move("vscode");
    assert.deepEqual(await haul.move("os"), ["moved", "moved", "moved"]);
    assert.deepEqual(haul.stands(), ["k1 k2 k3", ""]);
  });
});

describe("moving: stopped", () => {
  it("after the key that is under way, and the others stay", async () => {
    const haul = aHaul();
    haul.editor.onCall = (call) => call.startsWith("set") && haul.controller.abort();
    assert.deepEqual(await haul.move(), ["moved"]);
    assert.deepEqual([haul.stands(), haul.reports], [["k2 k3", "k1"], [1]]);
  });
  it("before the first: nothing is done", async () => {
    const haul = aHaul();
    haul.controller.abort();
    assert.deepEqual([await haul.move(), haul.stands()], [[], ["k1 k2 k3", ""]]);
  });
  it("between two keys others may write", async () => {
    const haul = aHaul();
    const turns: number[] = [];
    const moved = haul.move();
    const other = haul.lock.run(async () => turns.push(haul.editor.items.size));
    await Promise.all([moved, other]);
    assert.deepEqual([haul.lock.asked, turns], [4, [1]]);
  });
});
