import assert from "node:assert/strict";
import type { IndexRecord } from "../../../src/core/ports.ts";
import { Vault } from "../../../src/core/vault.ts";
import { aSecret, aServer, keyOf, keys } from "../../support/fakes/factories.ts";
import { FakeIndex } from "../../support/fakes/fakeIndex.ts";
import { FakeKeyStore, type StoreMode } from "../../support/fakes/fakeKeyStore.ts";

const account = "prod/ci@https://sdp.example.com:8443";
const facts = { issued: "2026-08-01", expires: undefined };

function aVault() {
  const [store, index] = [new FakeKeyStore(), new FakeIndex()];
  return { store, index, vault: new Vault(store, index) };
}

describe("vault: storing", () => {
  const secret = aSecret();
  it("keeps the key and, beside it, what is known of it", async () => {
    const { store, index, vault } = aVault();
    assert.deepEqual(await vault.put(aServer({ url: "https://sdp.example.com:8443/sdp" }), "ci", secret, facts), {
      ok: true,
      value: undefined,
    });
    assert.ok(store.items.get(account)?.equals(secret));
    assert.deepEqual([...index.records], [[account, { store: "os", path: "/sdp", ...facts }]]);
  });
  it("forgets when an earlier key last worked", async () => {
    const { index, vault } = aVault();
    index.records.set(account, { store: "os", path: "", lastValid: 7 });
    await vault.put(aServer(), "ci", secret, facts);
    assert.equal(index.records.get(account)?.lastValid, undefined);
  });

  const rows: readonly [what: string, mode: StoreMode, broken: string | undefined, step: string, stored: boolean][] = [
    ["no D-Bus", "no-dbus", undefined, "store", false],
    ["a locked keyring", "locked", undefined, "store", false],
    ["a broken index", "working", "ENOSPC", "index", true],
  ];
  for (const [what, mode, broken, step, stored] of rows) {
    it(`${what}: fails at the ${step}, and can be done again`, async () => {
      const { store, index, vault } = aVault();
      [store.mode, index.broken] = [mode, broken];
      const put = await vault.put(aServer(), "ci", secret, facts);
      assert.ok(!put.ok);
      assert.equal(put.reason.step, step);
      assert.deepEqual([store.items.size === 1, index.records.size], [stored, 0]);
      [store.mode, index.broken] = ["working", undefined];
      assert.ok((await vault.put(aServer(), "ci", secret, facts)).ok);
      assert.deepEqual([store.items.size, index.records.size], [1, 1]);
    });
  }
});

describe("vault: removing", () => {
  const rows: readonly [
    what: string,
    mode: StoreMode,
    broken: string | undefined,
    step: string,
    left: [number, number],
  ][] = [
    ["no D-Bus", "no-dbus", undefined, "store", [1, 1]],
    ["a store that does not delete", "undeletable", undefined, "store", [1, 1]],
    ["a broken index", "working", "ENOSPC", "index", [0, 1]],
  ];
  for (const [what, mode, broken, step, left] of rows) {
    it(`${what}: fails at the ${step}, and can be done again`, async () => {
      const { store, index, vault } = aVault();
      await vault.put(aServer(), "ci", aSecret(), facts);
      [store.mode, index.broken] = [mode, broken];
      const removed = await vault.remove(aServer(), "ci");
      assert.ok(!removed.ok);
      assert.equal(removed.reason.step, step);
      assert.deepEqual([store.items.size, index.records.size], left);
      [store.mode, index.broken] = ["working", undefined];
      assert.ok((await vault.remove(aServer(), "ci")).ok);
      assert.deepEqual([store.items.size, index.records.size], [0, 0]);
    });
  }
  it("what is not there succeeds", async () => assert.ok((await aVault().vault.remove(aServer(), "ci")).ok));
  it("takes the key of this address only", async () => {
    const { store, vault } = aVault();
    const [here, there] = [aServer(), aServer({ url: "https://other.example.com" })];
    for (const server of [here, there]) await vault.put(server, "ci", aSecret(), facts);
    await vault.remove(here, "ci");
    assert.deepEqual([...store.items.keys()], ["prod/ci@https://other.example.com"]);
  });
});

describe("vault: reading", () => {
  it("each entry its own, in their order", async () => {
    const { store, vault } = aVault();
    const server = aServer({ keys: keys(3) });
    const [k1, k3] = [aSecret(), aSecret()];
    store.items.set("prod/k1@https://sdp.example.com:8443", k1);
    store.items.set("prod/k3@https://sdp.example.com:8443", k3);
    const read = await vault.read(server, server.keys);
    assert.deepEqual(
      read.map(([{ name }, found]) => [name, found.kind]),
      [
        ["k1", "found"],
        ["k2", "missing"],
        ["k3", "found"],
      ],
    );
    const found = read.flatMap(([, one]) => (one.kind === "found" ? [one.secret] : []));
    assert.deepEqual([found[0]?.equals(k1), found[1]?.equals(k3)], [true, true]);
  });

  it("a dialog that is open is waiting, not broken", async () => {
    const { index } = aVault();
    const waiting = { kind: "waiting", detail: "asking" } as const;
    const store = new FakeKeyStore();
    store.get = () => Promise.resolve({ ok: false, reason: waiting });
    const [read] = await new Vault(store, index).read(aServer(), [keyOf(aServer())]);
    assert.deepEqual(read?.[1], {
      kind: "store-unavailable",
      reason: { kind: "store", detail: "asking", waiting: true },
    });
  });

  const records: readonly [
    what: string,
    record: IndexRecord,
    issued: string | undefined,
    reason: object | undefined,
  ][] = [
    ["same path", { store: "os", path: "" }, undefined, undefined],
    [
      "another path",
      { store: "os", path: "/old" },
      undefined,
      { kind: "path-changed", from: "https://sdp.example.com:8443/old" },
    ],
    [
      "replaced later",
      { store: "os", path: "", issued: "2026-08-01" },
      "2026-08-02",
      { kind: "replaced-elsewhere", on: "2026-08-02" },
    ],
    ["replaced earlier", { store: "os", path: "", issued: "2026-08-02" }, "2026-08-01", undefined],
    ["not known when stored", { store: "os", path: "" }, "2026-08-01", undefined],
    ["not known when replaced", { store: "os", path: "", issued: "2026-08-01" }, undefined, undefined],
  ];
  for (const [what, record, issued, reason] of records) {
    it(`${what}: ${reason === undefined ? "found" : "missing"}`, async () => {
      const { store, index, vault } = aVault();
      store.items.set(account, aSecret());
      index.records.set(account, record);
      const server = aServer({ keys: { ci: issued === undefined ? {} : { issued } } });
      const [read] = await vault.read(server, server.keys);
      assert.deepEqual(read?.[1].kind === "found" ? undefined : read?.[1], reason && { kind: "missing", reason });
      assert.equal(store.calls.length, reason === undefined ? 1 : 0);
    });
  }
});

describe("vault: noting that a key was accepted", () => {
  const server = aServer({ keys: { ci: { issued: "2026-08-01", expires: "never" } } });
  const rows: readonly [what: string, before: IndexRecord | undefined, after: IndexRecord][] = [
    ["first seen", undefined, { store: "os", path: "", issued: "2026-08-01", expires: "never", lastValid: 7 }],
    [
      "known",
      { store: "vscode", path: "/p", issued: "2026-07-01" },
      { store: "vscode", path: "/p", issued: "2026-07-01", expires: "never", lastValid: 7 },
    ],
    [
      "seen before",
      { store: "os", path: "", issued: "2026-08-01", expires: "never", lastValid: 3 },
      { store: "os", path: "", issued: "2026-08-01", expires: "never", lastValid: 7 },
    ],
  ];
  for (const [what, before, after] of rows) {
    it(what, async () => {
      const { index, vault } = aVault();
      if (before !== undefined) index.records.set(account, before);
      await vault.noteAsked(server, keyOf(server), 7);
      assert.deepEqual(index.records.get(account), after);
    });
  }
});

describe("vault: a record that a later version wrote", () => {
  it("says nothing of what the key was entered for, so it is not used", async () => {
    const server = aServer({ keys: { ci: {} } });
    const { index, store, vault } = aVault();
    store.items.set(account, aSecret());
    index.unreadable.add(account);
    const [[, read] = []] = await vault.read(server, server.keys);
    assert.equal(read?.kind, "store-unavailable");
  });
});
