import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { accountOf, parseAccount } from "../../../../src/core/names.ts";
import { Records } from "../../../../src/core/records.ts";
import { isMarker, Survival, usesEditor, type Survives } from "../../../../src/core/stores/survival.ts";
import { aRecord } from "../../../support/fakes/factories.ts";
import { FakeIndex } from "../../../support/fakes/fakeIndex.ts";
import { FakeKeyStore } from "../../../support/fakes/fakeKeyStore.ts";

const account = accountOf("prod", "ci", "https://sdp.example.com:8443");

/** A store and an index that outlive sessions, unless told otherwise. */
function aMachine() {
  const [store, index] = [new FakeKeyStore("vscode"), new FakeIndex()];
  let count = 0;
  const session = (name = `session-${count++}`): Survival => new Survival(store, new Records(index), name);
  return { store, index, session };
}

type Machine = ReturnType<typeof aMachine>;

describe("Survival: whether a store keeps what it has over a reload", () => {
  const stored = ({ index }: Machine): unknown => index.records.set(account, aRecord({ store: "vscode" }));
  const emptied = ({ store }: Machine): unknown => store.items.clear();
  const looked = ({ session }: Machine): Promise<unknown> => session().look();
  type Act = (machine: Machine) => unknown;
  const rows: readonly [what: string, before: readonly Act[], found: Survives][] = [
    ["the first session", [], "unknown"],
    ["the second session", [looked], "yes"],
    ["the second session, with keys", [looked, stored], "yes"],
    ["the third session", [looked, looked], "yes"],
    ["the marker of the first session is lost", [looked, emptied], "no"],
    ["the marker of the second session is lost", [looked, looked, emptied], "no"],
    ["lost once, and kept since", [looked, emptied, looked], "yes"],
    ["keys from before there were markers", [stored], "no"],
    ["keys in the OS store alone", [({ index }) => index.records.set(account, aRecord())], "unknown"],
  ];
  for (const [what, before, found] of rows) {
    it(`${what}: ${found}`, async () => {
      const machine = aMachine();
      for (const act of before) await act(machine);
      const survival = machine.session();
      assert.equal(await survival.look(), found);
      assert.equal(survival.known, found);
    });
  }

  it("the same session again, in another window: unknown", async () => {
    const { session } = aMachine();
    for (let window = 0; window < 2; window++) assert.equal(await session("session").look(), "unknown");
  });

  it("a key that is stored in this session says nothing of earlier ones", async () => {
    const machine = aMachine();
    const survival = machine.session();
    await survival.look();
    stored(machine);
    machine.store.items.clear();
    assert.equal(await survival.look(), "unknown");
  });

  it("is told once when it became known, and not asked of the store again", async () => {
    const machine = aMachine();
    await machine.session().look();
    const survival = machine.session();
    const told: Survives[] = [];
    survival.onDidChange(() => told.push(survival.known));
    assert.equal(survival.known, "unknown");
    await survival.look();
    machine.store.calls.length = 0;
    await survival.look();
    assert.deepEqual([told, machine.store.calls], [["yes"], []]);
  });

  const troubles: readonly [what: string, begin: Act, end: Act][] = [
    ["a store that does not work", ({ store }) => (store.mode = "no-dbus"), ({ store }) => (store.mode = "working")],
    [
      "an index that cannot be read",
      ({ index }) => (index.broken = "EACCES"),
      ({ index }) => (index.broken = undefined),
    ],
  ];
  for (const [what, begin, end] of troubles) {
    it(`says nothing of ${what}, and looks again later`, async () => {
      const machine = aMachine();
      await machine.session().look();
      const survival = machine.session();
      begin(machine);
      assert.equal(await survival.look(), "unknown");
      end(machine);
      await settled();
      assert.equal(await survival.look(), "yes");
    });
  }

  it("a marker that could not be left is not missed later", async () => {
    const machine = aMachine();
    machine.store.failNext = (call) =>
      call.startsWith("set") ? { kind: "unavailable", detail: "read-only" } : undefined;
    assert.equal(await machine.session().look(), "unknown");
    assert.equal(await machine.session().look(), "unknown");
  });

  it("leaves one item that is no key's, and one record of it", async () => {
    const { store, index, session } = aMachine();
    for (let count = 0; count < 3; count++) await session().look();
    const accounts = [...store.items.keys()];
    assert.deepEqual([accounts, accounts.map(parseAccount)], [[...index.records.keys()], [undefined]]);
    assert.deepEqual([accounts.map(isMarker), isMarker(account)], [[true], false]);
  });
});

describe("usesEditor", () => {
  const rows: readonly [what: string, records: Parameters<typeof usesEditor>[0], uses: boolean][] = [
    ["not read yet", undefined, false],
    ["nothing", new Map(), false],
    ["the OS store", new Map([[account, aRecord()]]), false],
    ["a later version", new Map([[account, undefined]]), false],
    [
      "both",
      new Map([
        ["a", aRecord()],
        ["b", aRecord({ store: "vscode" })],
      ]),
      true,
    ],
  ];
  for (const [what, records, uses] of rows) it(`${what}: ${uses}`, () => assert.equal(usesEditor(records), uses));
});
