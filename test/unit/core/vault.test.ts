import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import type { IndexRecord, StoreFailure } from "../../../src/core/storePorts.ts";
import type { KeyRead } from "../../../src/core/vault.ts";
import { aRecord, aSecret, aServer, keyOf, keys } from "../../support/fakes/factories.ts";
import type { StoreMode } from "../../support/fakes/fakeKeyStore.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

const account = "prod/ci@https://sdp.example.com:8443";
const facts = { issued: "2026-08-01", expires: undefined };
type Keeping = ReturnType<typeof aKeeping>;

/** A record without its hash, and whether it has one. */
function unhashed(record: IndexRecord | undefined): readonly [rest: object | undefined, hashed: boolean] {
  if (record === undefined) return [undefined, false];
  const { hash, ...rest } = record;
  return [rest, /^[0-9a-f]{64}$/.test(hash ?? "")];
}

describe("vault: storing", () => {
  const secret = aSecret();
  it("keeps the key and, beside it, what is known of it", async () => {
    const { os, index, vault } = aKeeping();
    const server = aServer({ url: "https://sdp.example.com:8443/sdp" });
    assert.deepEqual(await vault.put(server, "ci", secret, facts), { ok: true, value: "os" });
    assert.ok(os.items.get(account)?.equals(secret));
    assert.deepEqual(unhashed(index.records.get(account)), [{ store: "os", path: "/sdp", ...facts }, true]);
  });
  it("forgets when an earlier key last worked", async () => {
    const { index, vault } = aKeeping({ [account]: aRecord({ lastValid: 7 }) });
    await vault.put(aServer(), "ci", secret, facts);
    assert.equal(index.records.get(account)?.lastValid, undefined);
  });
  it("equal keys are known by their hash, others by another", async () => {
    const { index, vault } = aKeeping();
    const server = aServer({ keys: keys(3) });
    for (const [name, one] of Object.entries({ k1: secret, k2: secret, k3: aSecret() })) {
      await vault.put(server, name, one, facts);
    }
    assert.equal(new Set([...index.records.values()].map(({ hash }) => hash)).size, 2);
  });
  it("a key whose hash cannot be had is stored without", async () => {
    const { index, vault } = aKeeping();
    index.salt = () => Promise.resolve({ ok: false, reason: "EACCES" });
    assert.ok((await vault.put(aServer(), "ci", secret, facts)).ok);
    assert.deepEqual(unhashed(index.records.get(account)), [{ store: "os", path: "", ...facts }, false]);
  });

  const places: readonly [
    what: string,
    record: IndexRecord | undefined,
    arrange: (keeping: Keeping) => unknown,
    said: string,
  ][] = [
    ["a first key, to the OS store", undefined, () => undefined, "os"],
    ["a first key, to the store that is set", undefined, ({ setting }) => (setting.value = "vscode"), "vscode"],
    ["a first key, while the OS store is locked", undefined, ({ os }) => (os.mode = "locked"), "store"],
    ["another key, to the store of the first", aRecord({ store: "vscode" }), () => undefined, "vscode"],
    ["another key, whatever is set", aRecord(), ({ setting }) => (setting.value = "vscode"), "os"],
    [
      "another key, while the store of the first does not work",
      aRecord(),
      ({ os, setting }) => {
        os.mode = "no-dbus";
        setting.value = "vscode";
      },
      "store",
    ],
    ["where a later version has one", undefined, ({ index }) => index.unreadable.add(account), "index"],
    ["while the index cannot be read", undefined, ({ index }) => (index.broken = "EACCES"), "index"],
  ];
  for (const [what, record, arrange, said] of places) {
    it(`${what}: ${said}`, async () => {
      const keeping = aKeeping(record && { [account]: record });
      arrange(keeping);
      const put = await keeping.vault.put(aServer(), "ci", secret, facts);
      assert.equal(put.ok ? put.value : put.reason.step, said);
      const [inOs, inEditor] = [keeping.os, keeping.editor].map(({ items }) => items.has(account));
      assert.deepEqual([inOs, inEditor], [said === "os", said === "vscode"]);
    });
  }

  type Trouble = (keeping: Keeping) => unknown;
  const atSet =
    (trouble: Trouble): Trouble =>
    (keeping) =>
      (keeping.os.onCall = (call) => call.startsWith("set") && trouble(keeping));
  const waits: StoreFailure = { kind: "waiting", detail: "asking" };
  const rows: readonly [what: string, trouble: Trouble, step: string, stands: [stored: number, recorded: number]][] = [
    ["no D-Bus", ({ os }) => (os.mode = "no-dbus"), "store", [0, 0]],
    ["a locked keyring", ({ os }) => (os.mode = "locked"), "store", [0, 0]],
    ["a keyring that gets locked", atSet(({ os }) => (os.mode = "locked")), "store", [0, 0]],
    [
      "a dialog at the write, which may still happen",
      ({ os }) => (os.failNext = (call) => (call.startsWith("set") ? waits : undefined)),
      "store",
      [0, 1],
    ],
    ["an index that cannot be read", ({ index }) => (index.broken = "EACCES"), "index", [0, 0]],
    ["an index that cannot be written", ({ index }) => (index.full = "ENOSPC"), "index, nothing done", [0, 0]],
    ["a disk that gets full", atSet(({ index }) => (index.full = "ENOSPC")), "index, done", [1, 1]],
  ];
  for (const [what, trouble, step, stands] of rows) {
    it(`${what}: fails at the ${step}, and can be done again`, async () => {
      const keeping = aKeeping();
      const { os, index, vault } = keeping;
      trouble(keeping);
      const put = await vault.put(aServer(), "ci", secret, facts);
      assert.ok(!put.ok);
      const done = put.reason.step === "index" && put.reason.done;
      assert.ok(step.startsWith(put.reason.step) && done === step.endsWith(", done"));
      assert.deepEqual([os.items.size, index.records.size], stands);
      [os.onCall, os.failNext, os.mode] = [() => undefined, undefined, "working"];
      [index.broken, index.full] = [undefined, undefined];
      assert.ok((await vault.put(aServer(), "ci", secret, facts)).ok);
      assert.deepEqual([os.items.size, index.records.size], [1, 1]);
    });
  }

  it("for another path: the key of the first is gone before the record says so", async () => {
    const { os, index, vault } = aKeeping({ [account]: aRecord({ path: "/old" }) });
    os.items.set(account, aSecret());
    index.full = "ENOSPC";
    assert.ok(!(await vault.put(aServer(), "ci", secret, facts)).ok);
    assert.deepEqual([os.items.size, index.records.get(account)?.path], [0, "/old"]);
  });
  it("what is recorded of a key that could not be replaced is of no other key", async () => {
    const { os, index, vault } = aKeeping({ [account]: aRecord({ issued: "2026-07-01", lastValid: 7, hash: "h" }) });
    os.items.set(account, aSecret());
    os.failNext = (call) => (call.startsWith("set") ? waits : undefined);
    assert.ok(!(await vault.put(aServer(), "ci", secret, facts)).ok);
    assert.equal(index.records.get(account)?.hash, undefined);
  });
});

describe("vault: removing", () => {
  const rows: readonly [
    what: string,
    mode: StoreMode,
    trouble: "broken" | "full" | undefined,
    step: string,
    left: [stored: number, recorded: number],
  ][] = [
    ["no D-Bus", "no-dbus", undefined, "store", [1, 1]],
    ["a store that does not delete", "undeletable", undefined, "store", [1, 1]],
    ["an index that cannot be read", "working", "broken", "index", [1, 1]],
    ["an index that cannot be written", "working", "full", "index", [0, 1]],
  ];
  for (const [what, mode, trouble, step, left] of rows) {
    it(`${what}: fails at the ${step}, and can be done again`, async () => {
      const { os, index, vault } = aKeeping();
      await vault.put(aServer(), "ci", aSecret(), facts);
      os.mode = mode;
      if (trouble !== undefined) index[trouble] = "ENOSPC";
      const removed = await vault.remove(aServer(), "ci");
      assert.equal(removed.ok ? "ok" : removed.reason.step, step);
      assert.deepEqual([os.items.size, index.records.size], left);
      [os.mode, index.broken, index.full] = ["working", undefined, undefined];
      assert.ok((await vault.remove(aServer(), "ci")).ok);
      assert.deepEqual([os.items.size, index.records.size], [0, 0]);
    });
  }
  it("what is not there succeeds", async () => assert.ok((await aKeeping().vault.remove(aServer(), "ci")).ok));
  it("takes the key of this address only", async () => {
    const { os, vault } = aKeeping();
    const [here, there] = [aServer(), aServer({ url: "https://other.example.com" })];
    for (const server of [here, there]) await vault.put(server, "ci", aSecret(), facts);
    await vault.remove(here, "ci");
    assert.deepEqual([...os.items.keys()], ["prod/ci@https://other.example.com"]);
  });
  it("takes it from the store that it is recorded in", async () => {
    const { os, editor, vault } = aKeeping({ [account]: aRecord({ store: "vscode" }) });
    for (const store of [os, editor]) store.items.set(account, aSecret());
    assert.ok((await vault.remove(aServer(), "ci")).ok);
    assert.deepEqual([os.items.size, editor.items.size], [1, 0]);
  });
});

describe("vault: what is held under a name, whoever put it there", () => {
  it("is read from the store, not from memory", async () => {
    const { os, vault } = aKeeping();
    const [ours, theirs] = [aSecret(), aSecret()];
    await vault.put(aServer(), "ci", ours, facts);
    os.items.set(account, theirs);
    assert.deepEqual(await vault.held(aServer(), "ci"), { ok: true, value: theirs });
  });
  it("is nothing where there is none, and a failure where the store does not work", async () => {
    const { os, vault } = aKeeping();
    assert.deepEqual(await vault.held(aServer(), "ci"), { ok: true, value: undefined });
    os.mode = "no-dbus";
    const held = await vault.held(aServer(), "ci");
    assert.equal(held.ok ? "ok" : held.reason.step, "store");
  });
});

describe("vault: reading", () => {
  it("each entry its own, in their order", async () => {
    const { os, vault } = aKeeping();
    const server = aServer({ keys: keys(3) });
    const [k1, k3] = [aSecret(), aSecret()];
    os.items.set("prod/k1@https://sdp.example.com:8443", k1);
    os.items.set("prod/k3@https://sdp.example.com:8443", k3);
    const read = await vault.read(server, server.keys, "person");
    const names = read.map(([{ name }, one]) => `${name} ${one.kind}`);
    assert.deepEqual(names, ["k1 found", "k2 not-found", "k3 found"]);
    const found = read.map(([, one]) => (one.kind === "found" ? one.secret : undefined));
    assert.deepEqual(found, [k1, undefined, k3]);
  });

  const waiting: StoreFailure = { kind: "waiting", detail: "asking" };
  const rows: readonly [what: string, record: IndexRecord | undefined, trouble: Trouble, said: string][] = [
    ["a key that we stored", aRecord(), "none", "found os recorded"],
    ["a key that somebody else stored", undefined, "none", "found os unrecorded"],
    ["a key in the other store", aRecord({ store: "vscode" }), "none", "found vscode recorded"],
    ["no key", undefined, "empty", "missing no-key"],
    ["a key that we stored, and is gone", aRecord(), "empty", "missing no-key"],
    ["a key that the editor did not keep", aRecord({ store: "vscode" }), "empty", "missing not-kept"],
    ["a key whose name is spelt otherwise in the index", undefined, "spelling", "missing stored-as"],
    ["no D-Bus", aRecord(), "no-dbus", "store-unavailable store"],
    ["a dialog that is open", aRecord(), "waiting", "unchecked store"],
    ["a person who says no", aRecord(), "denying", "unchecked denied"],
    ["an index that cannot be read", aRecord(), "index", "store-unavailable index-unreadable"],
    ["a record of a later version", undefined, "later", "store-unavailable later-version"],
  ];
  type Trouble = "none" | "empty" | "no-dbus" | "waiting" | "denying" | "index" | "later" | "spelling";
  for (const [what, record, trouble, said] of rows) {
    it(`${what}: ${said}`, async () => {
      const { os, editor, index, vault } = aKeeping(record && { [account]: record });
      if (trouble !== "empty") for (const store of [os, editor]) store.items.set(account, aSecret());
      if (trouble === "no-dbus" || trouble === "denying") os.mode = trouble;
      if (trouble === "waiting") os.failNext = () => waiting;
      if (trouble === "index") index.broken = "EACCES";
      if (trouble === "spelling") index.records.set(account.replace("ci", "CI"), aRecord());
      if (trouble === "later") index.unreadable.add(account);
      const [[, read] = assert.fail()] = await vault.read(aServer(), [keyOf(aServer())], "person");
      assert.equal(inWords(read), said);
    });
  }

  const records: readonly [
    what: string,
    record: IndexRecord,
    issued: string | undefined,
    reason: object | undefined,
  ][] = [
    ["same path", aRecord(), undefined, undefined],
    [
      "another path",
      aRecord({ path: "/old" }),
      undefined,
      { kind: "address-changed", from: "https://sdp.example.com:8443/old" },
    ],
    [
      "replaced later",
      aRecord({ issued: "2026-08-01" }),
      "2026-08-02",
      { kind: "replaced-elsewhere", on: "2026-08-02" },
    ],
    ["replaced earlier", aRecord({ issued: "2026-08-02" }), "2026-08-01", undefined],
    ["not known when stored", aRecord(), "2026-08-01", undefined],
    ["not known when replaced", aRecord({ issued: "2026-08-01" }), undefined, undefined],
  ];
  for (const [what, record, issued, reason] of records) {
    it(`${what}: ${reason === undefined ? "found" : "missing"}, ${reason === undefined ? "asked" : "not asked for"}`, async () => {
      const { os, vault } = aKeeping({ [account]: record });
      os.items.set(account, aSecret());
      const server = aServer({ keys: { ci: issued === undefined ? {} : { issued } } });
      const [[, read] = assert.fail()] = await vault.read(server, server.keys, "person");
      if (reason === undefined) assert.equal(read.kind, "found");
      else assert.deepEqual(read, { kind: "not-found", state: "missing", reason });
      assert.equal(os.calls.length, reason === undefined ? 1 : 0);
    });
  }
});

describe("vault: what a session remembers", () => {
  const server = aServer();
  const read = async ({ vault }: Keeping): Promise<string> => {
    const [[, one] = assert.fail()] = await vault.read(server, server.keys, "person");
    return `${inWords(one)}${one.kind === "found" && one.remembered ? ", remembered" : ""}`;
  };
  const rows: readonly [what: string, meanwhile: (keeping: Keeping) => unknown, said: string][] = [
    ["nothing happened", () => undefined, "found os recorded, remembered"],
    ["the store stopped to work", ({ os }) => (os.mode = "no-dbus"), "found os recorded, remembered"],
    [
      "another window replaced the key",
      ({ index }) => index.changedElsewhere({ [account]: aRecord({ issued: "2026-08-02" }) }),
      "found os recorded",
    ],
    [
      "another window moved the key",
      ({ index }) => index.changedElsewhere({ [account]: aRecord({ store: "vscode" }) }),
      "missing not-kept",
    ],
    [
      "another window saw that it works",
      ({ index }) => index.changedElsewhere({ [account]: aRecord({ lastValid: 7 }) }),
      "found os recorded, remembered",
    ],
    ["this window did", ({ vault }) => vault.remove(server, "ci"), "missing no-key"],
  ];
  for (const [what, meanwhile, said] of rows) {
    it(`${what}: ${said}`, async () => {
      const keeping = aKeeping({ [account]: aRecord() });
      keeping.os.items.set(account, aSecret());
      assert.equal(await read(keeping), "found os recorded");
      await meanwhile(keeping);
      await settled();
      assert.equal(await read(keeping), said);
    });
  }
  it("a disposed vault forgets nothing any more", async () => {
    const keeping = aKeeping({ [account]: aRecord() });
    keeping.os.items.set(account, aSecret());
    await read(keeping);
    keeping.vault.dispose();
    keeping.index.changedElsewhere({ [account]: aRecord({ issued: "2026-08-02" }) });
    await settled();
    assert.equal(await read(keeping), "found os recorded, remembered");
  });
});

describe("vault: reading anew a key that was refused", () => {
  const [refused, other] = [aSecret(), aSecret()];
  const rows: readonly [what: string, record: boolean, arrange: (keeping: Keeping) => unknown, other: boolean][] = [
    ["the same key", true, () => undefined, false],
    ["another key", true, ({ os }) => os.items.set(account, other), true],
    ["no key", true, ({ os }) => os.items.clear(), false],
    ["a store that does not work", true, ({ os }) => (os.mode = "no-dbus"), false],
    ["another key that is not recorded", false, ({ os }) => os.items.set(account, other), false],
  ];
  for (const [what, record, arrange, expected] of rows) {
    it(`${what}: ${expected ? "it" : "nothing"}`, async () => {
      const keeping = aKeeping(record ? { [account]: aRecord() } : {});
      keeping.os.items.set(account, refused);
      await keeping.vault.read(aServer(), aServer().keys, "person");
      arrange(keeping);
      assert.equal(await keeping.vault.readAnew(aServer(), keyOf(aServer()), refused), expected ? other : undefined);
    });
  }
});

describe("vault: noting that a key was asked about", () => {
  const server = aServer({ keys: { ci: { issued: "2026-08-01", expires: "never" } } });
  const secret = aSecret();
  const dates = { issued: "2026-08-01", expires: "never" };
  const rows: readonly [
    what: string,
    before: IndexRecord | undefined,
    validAt: number | undefined,
    after: IndexRecord,
  ][] = [
    ["first seen", undefined, 7, aRecord({ ...dates, lastValid: 7 })],
    ["first seen, and refused", undefined, undefined, aRecord({ ...dates, lastValid: undefined })],
    [
      "known",
      { store: "vscode", path: "/p", issued: "2026-07-01" },
      7,
      { store: "vscode", path: "/p", issued: "2026-07-01", expires: "never", lastValid: 7 },
    ],
    ["seen before", aRecord({ ...dates, lastValid: 3 }), 7, aRecord({ ...dates, lastValid: 7 })],
    ["seen before, and refused", aRecord({ ...dates, lastValid: 3 }), undefined, aRecord({ ...dates, lastValid: 3 })],
  ];
  for (const [what, before, validAt, after] of rows) {
    it(what, async () => {
      const { index, vault } = aKeeping(before && { [account]: before });
      await vault.noteAsked(server, keyOf(server), { secret, store: "os" }, validAt);
      assert.deepEqual(unhashed(index.records.get(account)), [after, true]);
    });
  }
  it("a key that was stored in the other store is noted there", async () => {
    const { index, vault } = aKeeping();
    await vault.noteAsked(server, keyOf(server), { secret, store: "vscode" }, 7);
    assert.equal(index.records.get(account)?.store, "vscode");
  });
  it("a hash that cannot be had takes none away", async () => {
    const { index, vault } = aKeeping({ [account]: aRecord({ hash: "h" }) });
    index.salt = () => Promise.resolve({ ok: false, reason: "EACCES" });
    await vault.noteAsked(server, keyOf(server), { secret, store: "os" }, 7);
    assert.equal(index.records.get(account)?.hash, "h");
  });
});

/** `found os recorded`, or the state and the reason. */
function inWords(read: KeyRead): string {
  if (read.kind === "not-found") return `${read.state} ${read.reason.kind}`;
  return `found ${read.store} ${read.recorded ? "recorded" : "unrecorded"}`;
}
