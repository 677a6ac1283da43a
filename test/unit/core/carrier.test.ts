import assert from "node:assert/strict";
import type { CarryFailure, Leftover } from "../../../src/core/carrier.ts";
import type { Result } from "../../../src/core/result.ts";
import type { StoreId } from "../../../src/core/storePorts.ts";
import { aRecord, aSecret } from "../../support/fakes/factories.ts";
import { FakeKeyStore } from "../../support/fakes/fakeKeyStore.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";
import { CaselessStore } from "./caselessStore.ts";

const origin = "https://sdp.example.com:8443";
const account = `prod/ci@${origin}`;
const renamed = `prod/jenkins@${origin}`;
const was = aRecord({ path: "/sdp", issued: "2026-08-01", expires: "never", lastValid: 7, hash: "h" });
const key = aSecret();

/** A machine with the key in the OS store, and every step that is taken, in order: `os get`, `record`. */
function aTrip(os = new FakeKeyStore("os")) {
  const keeping = aKeeping({ [account]: was }, { os });
  os.items.set(account, key);
  const steps: string[] = [];
  /** Why the nth of these steps fails; undefined: none does. */
  const trouble: { at: string | undefined } = { at: undefined };
  const counts = new Map<string, number>();
  const step = (name: string): boolean => {
    steps.push(name);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return trouble.at === `${name} ${counts.get(name)}`;
  };
  for (const store of [os, keeping.editor]) {
    store.failNext = (call) =>
      step(`${store.id} ${call.split(" ", 1)[0]}`) ? { kind: "unavailable", detail: "no" } : undefined;
  }
  const update = keeping.index.update.bind(keeping.index);
  keeping.index.update = (...change) =>
    step("record") ? Promise.resolve({ ok: false, reason: "ENOSPC" }) : update(...change);
  const cargo = async () => {
    const at = trouble.at;
    trouble.at = undefined;
    const found = await keeping.carrier.find(account);
    trouble.at = at;
    assert.ok(found.ok && found.value !== undefined);
    steps.length = 0;
    counts.clear();
    return found.value;
  };
  const move = async (to: StoreId = "vscode"): Promise<string> =>
    said(await keeping.carrier.move(await cargo(), to, "/sdp", keeping.lock));
  const copy = async (to = renamed): Promise<string> =>
    said(await keeping.carrier.copy(await cargo(), to, "/sdp", keeping.lock));
  return { ...keeping, steps, trouble, cargo, move, copy };
}

type Trip = ReturnType<typeof aTrip>;

function said(outcome: Result<unknown, CarryFailure | Leftover>): string {
  return outcome.ok ? String(outcome.value ?? "ok") : outcome.reason.step;
}

/** Where the key is, and where the index says that it is: `os vscode, index vscode`. */
function whereabouts({ os, editor, index }: Trip): string {
  const at = [os, editor].filter((store) => store.items.get(account)?.equals(key)).map(({ id }) => id);
  return `${at.join(" ")}, index ${index.records.get(account)?.store ?? "nothing"}`;
}

describe("carrier: moving to another store", () => {
  it("writes, reads back, records, and only then deletes", async () => {
    const trip = aTrip();
    assert.equal(await trip.move(), "moved");
    assert.deepEqual(trip.steps, ["os get", "vscode get", "vscode set", "vscode get", "record", "os delete"]);
    assert.equal(whereabouts(trip), "vscode, index vscode");
    assert.deepEqual(trip.index.records.get(account), { ...was, store: "vscode" });
  });
  it("a key that we did not store gets a record of where it is first", async () => {
    const trip = aTrip();
    trip.index.records.delete(account);
    assert.equal(await trip.move(), "moved");
    assert.deepEqual(
      trip.steps.filter((step) => !step.endsWith("get")),
      ["record", "vscode set", "record", "os delete"],
    );
    assert.deepEqual(trip.index.records.get(account), { store: "vscode", path: "/sdp" });
  });

  const rows: readonly [at: string, said: string, stands: string][] = [
    ["os get 1", "store", "os, index os"],
    ["vscode get 1", "store", "os, index os"],
    ["vscode set 1", "store", "os, index os"],
    ["vscode get 2", "store", "os vscode, index os"],
    ["record 1", "index", "os vscode, index os"],
    ["os delete 1", "leftover", "os vscode, index vscode"],
  ];
  for (const [at, failure, stands] of rows) {
    it(`failing at ${at}: ${failure}, the key is at ${stands}, and it can be done again`, async () => {
      const trip = aTrip();
      trip.trouble.at = at;
      assert.equal(await trip.move(), failure);
      assert.equal(whereabouts(trip), stands);
      trip.trouble.at = undefined;
      assert.equal(await trip.move(), "moved");
      assert.equal(whereabouts(trip), "vscode, index vscode");
    });
  }

  type Arrange = (trip: Trip) => unknown;
  const others: readonly [what: string, arrange: Arrange, to: StoreId, said: string, stands: string][] = [
    ["it is there", () => undefined, "os", "there", "os, index os"],
    [
      "it is there, and was left in the other store too",
      ({ editor }) => editor.items.set(account, key),
      "os",
      "moved",
      "os, index os",
    ],
    [
      "it is there, and the other store does not work",
      ({ editor }) => (editor.mode = "no-dbus"),
      "os",
      "there",
      "os, index os",
    ],
    [
      "the same key is there",
      ({ editor }) => editor.items.set(account, key),
      "vscode",
      "moved",
      "vscode, index vscode",
    ],
    [
      "another key is there",
      ({ editor }) => editor.items.set(account, aSecret()),
      "vscode",
      "occupied",
      "os, index os",
    ],
    ["the store does not work", ({ editor }) => (editor.mode = "no-dbus"), "vscode", "store", "os, index os"],
    ["the store forgets", ({ editor }) => forgetful(editor), "vscode", "store", "os, index os"],
  ];
  for (const [what, arrange, to, outcome, stands] of others) {
    it(`${what}: ${outcome}`, async () => {
      const trip = aTrip();
      arrange(trip);
      assert.equal(await trip.move(to), outcome);
      assert.equal(whereabouts(trip), stands);
    });
  }
  it("a key of the other store under the same name is not cleared away where it is another", async () => {
    const trip = aTrip();
    const theirs = aSecret();
    trip.editor.items.set(account, theirs);
    assert.equal(await trip.move("os"), "there");
    assert.equal(trip.editor.items.get(account), theirs);
  });
  it("it is gone since it was found: gone, also where it is to stay", async () => {
    for (const to of ["os", "vscode"] as const) {
      const { carrier, cargo, os, editor, lock } = aTrip();
      const found = await cargo();
      os.items.clear();
      assert.equal(said(await carrier.move(found, to, "/sdp", lock)), "gone");
      assert.equal(editor.items.size, 0);
    }
  });
  it("what was replaced since it was read is moved as it is", async () => {
    const { carrier, cargo, os, editor, lock } = aTrip();
    const found = await cargo();
    const other = aSecret();
    os.items.set(account, other);
    assert.equal(said(await carrier.move(found, "vscode", "/sdp", lock)), "moved");
    assert.equal(editor.items.get(account), other);
  });
});

describe("carrier: copying to another account", () => {
  it("records what it is for, writes, reads back, and keeps the one it has", async () => {
    const trip = aTrip();
    assert.equal(await trip.copy(), "copied");
    assert.deepEqual(
      trip.steps.filter((step) => step !== "os get"),
      ["record", "os set"],
    );
    assert.equal(trip.steps.at(-1), "os get");
    assert.deepEqual([trip.os.items.get(account), trip.os.items.get(renamed)], [key, key]);
    assert.deepEqual([trip.index.records.get(account), trip.index.records.get(renamed)], [was, was]);
  });
  it("for the path that the person agreed to", async () => {
    const { carrier, cargo, index, lock } = aTrip();
    await carrier.copy(await cargo(), renamed, "/other", lock);
    assert.equal(index.records.get(renamed)?.path, "/other");
  });
  it("the same key is there: it stays", async () => {
    const trip = aTrip();
    trip.os.items.set(renamed, key);
    assert.equal(await trip.copy(), "there");
  });
  for (const recorded of [undefined, aRecord({ path: "/theirs", hash: "other" })]) {
    it(`another key is there, ${recorded ? "recorded" : "not recorded"}: occupied, and nothing was changed`, async () => {
      const trip = aTrip();
      const theirs = aSecret();
      trip.os.items.set(renamed, theirs);
      if (recorded) trip.index.records.set(renamed, recorded);
      assert.equal(await trip.copy(), "occupied");
      assert.deepEqual([trip.os.items.get(renamed), trip.index.records.get(renamed)], [theirs, recorded]);
    });
  }
  it("it is gone since it was found: gone, and nothing was changed", async () => {
    const { carrier, cargo, os, index, lock } = aTrip();
    const found = await cargo();
    os.items.clear();
    assert.equal(said(await carrier.copy(found, renamed, "/sdp", lock)), "gone");
    assert.deepEqual([os.items.size, index.records.has(renamed)], [0, false]);
  });
  for (const [at, failure] of [
    ["os get 1", "store"],
    ["os get 2", "store"],
    ["os get 3", "store"],
    ["os set 1", "store"],
    ["record 1", "index"],
  ] satisfies [string, string][]) {
    it(`failing at ${at}: ${failure}, the key is where it was, nothing stands beside, and it can be done again`, async () => {
      const trip = aTrip();
      trip.trouble.at = at;
      assert.equal(await trip.copy(), failure);
      assert.deepEqual([trip.os.items.get(account), trip.index.records.get(account)], [key, was]);
      assert.deepEqual([trip.os.items.has(renamed), trip.index.records.has(renamed)], [false, false]);
      trip.trouble.at = undefined;
      assert.equal(await trip.copy(), "copied");
    });
  }
});

describe("carrier: dropping what was carried to another account", () => {
  const upper = `PROD/CI@${origin}`;
  const rows: readonly [what: string, store: () => FakeKeyStore, to: string, left: number][] = [
    ["another name", () => new FakeKeyStore(), renamed, 1],
    ["another name, in a store that ignores case", () => new CaselessStore(), renamed, 1],
    ["a name alike but for case", () => new FakeKeyStore(), upper, 1],
    ["a name alike but for case, in a store that ignores case: one item", () => new CaselessStore(), upper, 1],
  ];
  for (const [what, store, to, left] of rows) {
    it(what, async () => {
      const { carrier, cargo, os, index, stores, lock } = aTrip(store());
      const found = await cargo();
      assert.ok((await carrier.copy(found, to, "/sdp", lock)).ok);
      assert.equal(said(await carrier.drop(found, to, lock)), "ok");
      assert.deepEqual([os.items.size, [...index.records.keys()]], [left, [to]]);
      assert.equal(stores.of("os").remembers(account), false);
      const read = await stores.of("os").getAnew(to);
      assert.ok(read.ok && read.value?.equals(key));
    });
  }
  for (const at of ["os delete 1", "record 1"]) {
    it(`failing at ${at}: the record stays, and it can be done again`, async () => {
      const trip = aTrip();
      await trip.copy();
      const found = await trip.cargo();
      trip.trouble.at = at;
      assert.equal(said(await trip.carrier.drop(found, renamed, trip.lock)), at.startsWith("os") ? "store" : "index");
      assert.ok(trip.index.records.has(account));
      trip.trouble.at = undefined;
      assert.equal(said(await trip.carrier.drop(found, renamed, trip.lock)), "ok");
      assert.deepEqual([[...trip.os.items.keys()], [...trip.index.records.keys()]], [[renamed], [renamed]]);
    });
  }
  it("a store that does not say whether it ignores case keeps what it has", async () => {
    const trip = aTrip();
    const found = await trip.cargo();
    trip.trouble.at = "os get 1";
    assert.equal(said(await trip.carrier.drop(found, upper, trip.lock)), "store");
    assert.equal(trip.os.items.get(account), key);
  });
});

describe("carrier: finding and noting", () => {
  type Arrange = (trip: Trip) => unknown;
  const rows: readonly [what: string, arrange: Arrange, found: string][] = [
    ["where it is recorded", () => undefined, "os recorded"],
    [
      "where it is recorded, also beside another",
      ({ index, editor }) => {
        index.records.set(account, aRecord({ store: "vscode" }));
        editor.items.set(account, aSecret());
      },
      "vscode recorded",
    ],
    ["not recorded", ({ index }) => index.records.delete(account), "os unrecorded"],
    ["not there", ({ os }) => os.items.clear(), "nothing"],
    [
      "recorded in the other store, and not there",
      ({ index }) => index.records.set(account, { ...was, store: "vscode" }),
      "nothing",
    ],
    ["a store that does not work", ({ os }) => (os.mode = "no-dbus"), "store"],
    ["an index that cannot be read", ({ index }) => (index.broken = "EACCES"), "index"],
    [
      "a record of a later version",
      ({ index }) => {
        index.records.delete(account);
        index.unreadable.add(account);
      },
      "index",
    ],
  ];
  for (const [what, arrange, expected] of rows) {
    it(`${what}: ${expected}`, async () => {
      const trip = aTrip();
      arrange(trip);
      const found = await trip.carrier.find(account);
      if (!found.ok) return assert.equal(found.reason.step, expected);
      const { store, record } = found.value ?? {};
      assert.equal(store === undefined ? "nothing" : `${store} ${record ? "recorded" : "unrecorded"}`, expected);
    });
  }

  it("notes another path, and nothing else", async () => {
    const { carrier, cargo, index, os, lock } = aTrip();
    const found = await cargo();
    os.calls.length = 0;
    assert.equal(said(await carrier.readdress(found, "/other", lock)), "ok");
    assert.deepEqual([index.records.get(account), os.calls], [{ ...was, path: "/other" }, []]);
  });
  it("holds no key in the index", async () => {
    const trip = aTrip();
    await trip.copy();
    await trip.move();
    assert.ok(!JSON.stringify([...trip.index.records]).includes(key.reveal()));
  });
});

/** Takes what it is given and gives another key back. */
function forgetful(store: FakeKeyStore): void {
  const set = store.items.set.bind(store.items);
  store.items.set = (one) => set(one, aSecret());
}
