import assert from "node:assert/strict";
import type { IndexRecord, StoreFailure } from "../../../src/core/storePorts.ts";
import { aRecord, aSecret, aServer, keys } from "../../support/fakes/factories.ts";
import type { StoreMode } from "../../support/fakes/fakeKeyStore.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";
import { CaselessStore } from "./caselessStore.ts";

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

  describe("in the place of a key of another context path", () => {
    const before = aRecord({ path: "/old", issued: "2026-07-01", lastValid: 7, hash: "h" });
    const noSet: StoreFailure = { kind: "denied", detail: "no" };
    const rows: readonly [what: string, trouble: Trouble, recorded: IndexRecord, which: "first" | "second"][] = [
      ["it is stored", () => undefined, aRecord(facts), "second"],
      ["the record cannot be written: all is as it was", ({ index }) => (index.full = "ENOSPC"), before, "first"],
      ["the store does not work: all is as it was", ({ os }) => (os.mode = "no-dbus"), before, "first"],
      [
        "a person says no to the write: all is as it was",
        ({ os }) => (os.failNext = (call) => (call.startsWith("set") ? noSet : undefined)),
        before,
        "first",
      ],
      [
        "the write may still happen: what is there is for no path",
        ({ os }) => (os.failNext = (call) => (call.startsWith("set") ? waits : undefined)),
        { ...before, path: "?", hash: undefined },
        "first",
      ],
      [
        "the last record cannot be written: what is there is for no path",
        atSet(({ index }) => (index.full = "ENOSPC")),
        { ...before, path: "?", hash: undefined },
        "second",
      ],
    ];
    for (const [what, trouble, recorded, which] of rows) {
      it(`${what}, and nothing is deleted`, async () => {
        const keeping = aKeeping({ [account]: before });
        const { os, index, vault } = keeping;
        const first = aSecret();
        os.items.set(account, first);
        trouble(keeping);
        await vault.put(aServer(), "ci", secret, facts);
        assert.equal(os.items.get(account), which === "first" ? first : secret);
        const { hash, ...rest } = index.records.get(account) ?? assert.fail();
        assert.deepEqual(
          { ...rest, hash: which === "second" && rest.path === "" ? undefined : hash },
          { hash: undefined, ...recorded },
        );
        assert.deepEqual(
          os.calls.filter((call) => call.startsWith("delete")),
          [],
        );
      });
    }
    it("while it is stored, no key is found for either path", async () => {
      const { os, vault, reader } = aKeeping({ [account]: before });
      os.items.set(account, aSecret());
      const servers = [aServer(), aServer({ url: "https://sdp.example.com:8443/old" })];
      const reads: Promise<string[]>[] = [];
      const read = async (): Promise<string[]> => {
        const all = await Promise.all(servers.map((server) => reader.read(server, server.keys, "person")));
        return all.map(([[, one] = assert.fail()]) => (one.kind === "found" ? "found" : one.reason.kind));
      };
      os.onCall = (call) => call.startsWith("set") && reads.push(read());
      assert.ok((await vault.put(aServer(), "ci", secret, facts)).ok);
      assert.deepEqual(await Promise.all(reads), [["address-changed", "address-changed"]]);
    });
  });

  it("what is recorded of a key that may have been replaced is of no other key", async () => {
    const { os, index, vault } = aKeeping({ [account]: aRecord({ issued: "2026-07-01", lastValid: 7, hash: "h" }) });
    os.items.set(account, aSecret());
    os.failNext = (call) => (call.startsWith("set") ? waits : undefined);
    assert.ok(!(await vault.put(aServer(), "ci", secret, facts)).ok);
    assert.equal(index.records.get(account)?.hash, undefined);
  });
  it("what is recorded of a key that was not replaced stands", async () => {
    const before = aRecord({ issued: "2026-07-01", lastValid: 7, hash: "h" });
    const { os, index, vault } = aKeeping({ [account]: before });
    os.onCall = (call) => call.startsWith("set") && (os.mode = "locked");
    assert.ok(!(await vault.put(aServer(), "ci", secret, facts)).ok);
    assert.deepEqual(index.records.get(account), before);
  });

  const into: readonly [what: string, record: IndexRecord | undefined][] = [
    ["though the one before is recorded in another", aRecord()],
    ["though new ones go to another", undefined],
  ];
  for (const [what, record] of into) {
    it(`goes into the store that the person wants, ${what}`, async () => {
      const { os, editor, index, vault } = aKeeping(record && { [account]: record });
      const put = await vault.put(aServer(), "ci", secret, facts, undefined, "vscode");
      assert.deepEqual(put, { ok: true, value: "vscode" });
      assert.deepEqual(
        [os.calls, editor.items.get(account), index.records.get(account)?.store],
        [[], secret, "vscode"],
      );
    });
  }
  it("where case is ignored, the record of the other spelling goes, since its item was overwritten", async () => {
    const other = account.replace("ci", "CI");
    const { index, vault } = aKeeping({ [other]: aRecord() }, { os: new CaselessStore() });
    await vault.put(aServer(), "ci", secret, facts);
    assert.deepEqual([...index.records.keys()], [account]);
  });
  it("where case is not ignored, it stays", async () => {
    const other = account.replace("ci", "CI");
    const { index, vault } = aKeeping({ [other]: aRecord() });
    await vault.put(aServer(), "ci", secret, facts);
    assert.deepEqual([...index.records.keys()], [other, account]);
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

describe("vault: forgetting", () => {
  it("takes the record alone, and asks no store", async () => {
    const { os, index, vault } = aKeeping({ [account]: aRecord() });
    assert.ok((await vault.forget(aServer(), "ci")).ok);
    assert.deepEqual([index.records.size, os.calls], [0, []]);
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
