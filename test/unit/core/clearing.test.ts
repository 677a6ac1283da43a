import assert from "node:assert/strict";
import { Changes } from "../../../src/core/changes.ts";
import { Clearing, type Clearance } from "../../../src/core/clearing.ts";
import { Fleet } from "../../../src/core/fleet.ts";
import { Inventory } from "../../../src/core/inventory.ts";
import { previousOf } from "../../../src/core/names.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { aSecret, keys, seen } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeHttp, sdpThatKnows } from "../../support/fakes/fakeHttp.ts";
import type { StoreMode } from "../../support/fakes/fakeKeyStore.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

const url = "https://sdp.example.com:8443";
const account = (key: string): string => `prod/${key}@${url}`;

/** Where the keys k1, k2, … of the list are: `os`, `vscode`, `os+copy`, `vscode+copy`, `unrecorded`, `none`. */
async function aDesk(...places: readonly string[]) {
  const list = new FakeServerList({ prod: { url, keys: keys(places.length) } });
  const keeping = aKeeping();
  places.forEach((place, index) => {
    const secret = aSecret();
    const name = account(`k${index + 1}`);
    const store = place.startsWith("vscode") ? "vscode" : "os";
    if (place !== "none") keeping[store === "os" ? "os" : "editor"].items.set(name, secret);
    if (place.endsWith("+copy")) keeping[store === "os" ? "editor" : "os"].items.set(name, secret);
    if (place !== "none" && place !== "unrecorded") keeping.index.records.set(name, { store, path: "" });
  });
  const clock = new FakeClock();
  const verifier = new Verifier(new FakeHttp(sdpThatKnows()), keeping.reader, keeping.consents, clock);
  const thresholds = { read: () => ({ noticeDays: 30, warningDays: 14 }), onDidChange: () => ({ dispose() {} }) };
  const log = { info() {}, warn() {}, error() {} };
  const fleet = new Fleet(list, keeping.records, verifier, clock, thresholds, log);
  await keeping.records.read();
  const changes = new Changes(list, keeping.vault, keeping.lock, fleet, clock);
  const inventory = new Inventory(keeping.stores, keeping.records, keeping.lock);
  const clearing = new Clearing(fleet, changes, inventory, keeping.stores);
  const chosen = fleet.servers.flatMap((server) => server.keys.map((key) => ({ server, key })));
  const left = (): readonly string[] => [
    ...[...keeping.os.items.keys()].map((item) => `os ${nameOf(item)}`),
    ...[...keeping.editor.items.keys()].map((item) => `vscode ${nameOf(item)}`),
    ...[...keeping.index.records.keys()].map((item) => `index ${nameOf(item)}`),
  ];
  const signal = new AbortController();
  const clear = (): Promise<Clearance> => clearing.clear(chosen, () => undefined, signal.signal);
  return { ...keeping, list, fleet, clearing, chosen, left, signal, clear };
}

function nameOf(item: string): string {
  return item.replace(/^prod\//, "").replace(/@.*/, "");
}

/** `k1 ok, k2 store`: each key, and the step at which it failed. */
function said({ outcomes }: Clearance): string {
  return outcomes
    .map(({ chosen, outcome }) => `${chosen.key.name} ${outcome.ok ? "ok" : outcome.reason.step}`)
    .join(", ");
}

describe("clearing: wherever a key is, it is gone", () => {
  for (const place of ["os", "vscode", "os+copy", "vscode+copy", "unrecorded", "none"]) {
    it(place, async () => {
      const desk = await aDesk(place);
      const { unsure, ...cleared } = await desk.clear();
      assert.equal(said({ unsure, ...cleared }), "k1 ok");
      assert.deepEqual([desk.left(), unsure], [[], []]);
    });
  }
  it("what it has taken the place of is gone, too", async () => {
    const desk = await aDesk("os", "os");
    const previous = previousOf(account("k1"));
    desk.os.items.set(previous, aSecret());
    desk.index.changedElsewhere({ [previous]: { store: "os", path: "" } });
    assert.equal(said(await desk.clear()), "k1 ok, k2 ok");
    assert.deepEqual(desk.left(), []);
  });
  it("no key is read, since reading may ask the person", async () => {
    const desk = await aDesk("os", "vscode+copy", "unrecorded", "none");
    await desk.clear();
    const reads = [...desk.os.calls, ...desk.editor.calls].filter((call) => /^(?:get|list)/.test(call));
    assert.deepEqual(reads, []);
  });
  it("one call to each store where the place is recorded", async () => {
    const desk = await aDesk("vscode");
    await desk.clear();
    assert.deepEqual([desk.os.calls, desk.editor.calls], [[`delete ${account("k1")}`], [`delete ${account("k1")}`]]);
  });
  it("entries stay, and so do keys that no entry here uses", async () => {
    const desk = await aDesk("os");
    desk.os.items.set("other/ci@https://sdp.example.com", aSecret());
    const before = desk.list.text;
    await desk.clear();
    assert.equal(desk.list.text, before);
    assert.deepEqual([...desk.os.items.keys()], ["other/ci@https://sdp.example.com"]);
  });
  it("what was seen of a key is not told any more: it is missing", async () => {
    const desk = await aDesk("os");
    const [{ server, key } = assert.fail()] = desk.chosen;
    desk.fleet.observe(server, key.name, seen("valid"));
    await desk.clear();
    assert.equal(desk.fleet.observation(server, key).state, "missing");
  });
});

describe("clearing: a store that does not work", () => {
  const rows: readonly [
    what: string,
    places: readonly string[],
    of: "os" | "editor",
    mode: StoreMode,
    said: string,
    left: readonly string[],
    unsure: readonly string[],
  ][] = [
    [
      "keeps its own keys, and the others go",
      ["os", "vscode"],
      "os",
      "locked",
      "k1 store, k2 ok",
      ["os k1", "index k1"],
      ["os"],
    ],
    ["may keep copies", ["vscode+copy"], "os", "locked", "k1 ok", ["os k1"], ["os"]],
    ["is no matter where the machine has none", ["vscode"], "os", "no-dbus", "k1 ok", [], []],
    ["may keep copies: VS Code's", ["os"], "editor", "locked", "k1 ok", [], ["vscode"]],
    [
      "does not delete: each key says so",
      ["os", "os"],
      "os",
      "undeletable",
      "k1 store, k2 store",
      ["os k1", "os k2", "index k1", "index k2"],
      [],
    ],
    ["does not delete a copy", ["vscode+copy"], "os", "undeletable", "k1 store", ["os k1"], []],
  ];
  for (const [what, places, of, mode, expected, left, unsure] of rows) {
    it(what, async () => {
      const desk = await aDesk(...places);
      desk[of].mode = mode;
      const cleared = await desk.clear();
      assert.equal(said(cleared), expected);
      assert.deepEqual([desk.left(), cleared.unsure.map(({ store }) => store)], [left, unsure]);
    });
  }
  it("is asked once whether it works, and not again for each key", async () => {
    const desk = await aDesk("os", "os", "os");
    desk.os.mode = "locked";
    await desk.clear();
    assert.deepEqual(desk.os.calls, []);
  });
  it("works again: done again, all is gone", async () => {
    const desk = await aDesk("os", "vscode+copy", "os+copy");
    desk.os.mode = "undeletable";
    assert.equal(said(await desk.clear()), "k1 store, k2 store, k3 store");
    desk.os.mode = "working";
    assert.equal(said(await desk.clear()), "k1 ok, k2 ok, k3 ok");
    assert.deepEqual(desk.left(), []);
  });
});

describe("clearing: on the way", () => {
  it("tells as each is done, failed or not", async () => {
    const desk = await aDesk("os", "vscode");
    desk.os.mode = "locked";
    const done: number[] = [];
    await desk.clearing.clear(desk.chosen, (count) => done.push(count), desk.signal.signal);
    assert.deepEqual(done, [1, 2]);
  });
  it("stops after the key at which the person says so", async () => {
    const desk = await aDesk("os", "os", "os");
    const cleared = await desk.clearing.clear(desk.chosen, () => desk.signal.abort(), desk.signal.signal);
    assert.equal(said(cleared), "k1 ok");
    assert.deepEqual(desk.left(), ["os k2", "os k3", "index k2", "index k3"]);
  });
  it("a lock that another window holds fails each key, and nothing goes", async () => {
    const desk = await aDesk("os");
    desk.lock.busy = "Another window is writing.";
    assert.equal(said(await desk.clear()), "k1 lock");
    assert.deepEqual(desk.left(), ["os k1", "index k1"]);
  });
});
