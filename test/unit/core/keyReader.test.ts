import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import type { KeyRead } from "../../../src/core/keyReader.ts";
import type { Begun } from "../../../src/core/replacement.ts";
import type { IndexRecord, StoreFailure } from "../../../src/core/storePorts.ts";
import { aRecord, aSecret, aServer, keyOf, keys } from "../../support/fakes/factories.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

const account = "prod/ci@https://sdp.example.com:8443";
type Keeping = ReturnType<typeof aKeeping>;

/** A record without its hash, and whether it has one. */
function unhashed(record: IndexRecord | undefined): readonly [rest: object | undefined, hashed: boolean] {
  if (record === undefined) return [undefined, false];
  const { hash, ...rest } = record;
  return [rest, /^[0-9a-f]{64}$/.test(hash ?? "")];
}

describe("key reader: reading", () => {
  it("each entry its own, in their order", async () => {
    const { os, reader } = aKeeping();
    const server = aServer({ keys: keys(3) });
    const [k1, k3] = [aSecret(), aSecret()];
    os.items.set("prod/k1@https://sdp.example.com:8443", k1);
    os.items.set("prod/k3@https://sdp.example.com:8443", k3);
    const read = await reader.read(server, server.keys, "person");
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
      const { os, editor, index, reader } = aKeeping(record && { [account]: record });
      if (trouble !== "empty") for (const store of [os, editor]) store.items.set(account, aSecret());
      if (trouble === "no-dbus" || trouble === "denying") os.mode = trouble;
      if (trouble === "waiting") os.failNext = () => waiting;
      if (trouble === "index") index.broken = "EACCES";
      if (trouble === "spelling") index.records.set(account.replace("ci", "CI"), aRecord());
      if (trouble === "later") index.unreadable.add(account);
      const [[, read] = assert.fail()] = await reader.read(aServer(), [keyOf(aServer())], "person");
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
      const { os, reader } = aKeeping({ [account]: record });
      os.items.set(account, aSecret());
      const server = aServer({ keys: { ci: issued === undefined ? {} : { issued } } });
      const [[, read] = assert.fail()] = await reader.read(server, server.keys, "person");
      if (reason === undefined) assert.equal(read.kind, "found");
      else assert.deepEqual(read, { kind: "not-found", state: "missing", reason });
      assert.equal(os.calls.length, reason === undefined ? 1 : 0);
    });
  }
});

describe("key reader: VS Code's own store, which in a browser is that browser's", () => {
  type Row = readonly [what: string, place: "os" | "editor", hashed: "this" | "other" | "not", said: string];
  const rows: readonly Row[] = [
    ["the key that is recorded", "editor", "this", "found vscode recorded"],
    ["another key than the one that is recorded", "editor", "other", "missing other-browser"],
    ["a key whose hash is not recorded", "editor", "not", "found vscode recorded"],
    ["another key in the OS store, which another editor may have put there", "os", "other", "found os recorded"],
  ];
  for (const [what, place, hashed, said] of rows) {
    it(`${what}: ${said}`, async () => {
      const keeping = aKeeping();
      const [here, there] = [aSecret(), aSecret()];
      const hash = hashed === "not" ? undefined : await keeping.records.hash(hashed === "this" ? here : there);
      keeping.index.records.set(account, aRecord({ store: place === "os" ? "os" : "vscode", hash }));
      keeping[place].items.set(account, here);
      assert.equal(await readIt(keeping), said);
    });
  }
  it("a hash that cannot be had says nothing against a key", async () => {
    const keeping = aKeeping({ [account]: aRecord({ store: "vscode", hash: "h" }) });
    keeping.editor.items.set(account, aSecret());
    keeping.index.salt = () => Promise.resolve({ ok: false, reason: "EACCES" });
    assert.equal(await readIt(keeping), "found vscode recorded");
  });
});

describe("key reader: another window writes while a key is read", () => {
  const [first, second] = [aSecret(), aSecret()];
  type Row = readonly [
    what: string,
    now: IndexRecord | undefined,
    meanwhile: (keeping: Keeping) => unknown,
    said: string,
    secret: "first" | "second" | "none",
  ];
  const rows: readonly Row[] = [
    [
      "another key",
      aRecord({ issued: "2026-08-02" }),
      ({ os }) => os.items.set(account, second),
      "found os recorded",
      "second",
    ],
    [
      "another key, for another context path",
      aRecord({ path: "/sdp" }),
      ({ os }) => os.items.set(account, second),
      "missing address-changed",
      "none",
    ],
    [
      "the key into the other store",
      aRecord({ store: "vscode" }),
      ({ editor }) => editor.items.set(account, second),
      "found vscode recorded",
      "second",
    ],
    ["that it works", aRecord({ lastValid: 7 }), () => undefined, "found os recorded", "first"],
    ["its hash", aRecord({ hash: "h" }), () => undefined, "found os recorded", "first"],
    ["nothing: it removes the key", undefined, ({ os }) => os.items.clear(), "missing no-key", "none"],
  ];
  for (const [what, now, meanwhile, said, secret] of rows) {
    it(`${what}: ${said}`, async () => {
      const keeping = aKeeping({ [account]: aRecord() });
      keeping.os.items.set(account, first);
      const get = keeping.os.get.bind(keeping.os);
      keeping.os.get = async (one) => {
        const read = await get(one);
        keeping.os.get = get;
        meanwhile(keeping);
        keeping.index.changedElsewhere({ [account]: now });
        await settled();
        return read;
      };
      const [[, read] = assert.fail()] = await keeping.reader.read(aServer(), aServer().keys, "person");
      assert.equal(inWords(read), said);
      assert.equal(read.kind === "found" ? read.secret : undefined, { first, second, none: undefined }[secret]);
    });
  }
  it("a key that was moved away, of which this window has not heard", async () => {
    const keeping = aKeeping({ [account]: aRecord() });
    keeping.editor.items.set(account, second);
    keeping.os.onCall = () => keeping.index.records.set(account, aRecord({ store: "vscode" }));
    assert.equal(await readIt(keeping), "found vscode recorded");
  });
});

describe("key reader: what a session remembers", () => {
  const server = aServer();
  const read = async ({ reader }: Keeping): Promise<string> => {
    const [[, one] = assert.fail()] = await reader.read(server, server.keys, "person");
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
      "another window moved the key away and back",
      async ({ index }) => {
        index.changedElsewhere({ [account]: aRecord({ store: "vscode" }) });
        await settled();
        index.changedElsewhere({ [account]: aRecord() });
      },
      "found os recorded",
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
  it("a disposed reader forgets nothing any more", async () => {
    const keeping = aKeeping({ [account]: aRecord() });
    keeping.os.items.set(account, aSecret());
    await read(keeping);
    keeping.reader.dispose();
    keeping.index.changedElsewhere({ [account]: aRecord({ issued: "2026-08-02" }) });
    await settled();
    assert.equal(await read(keeping), "found os recorded, remembered");
  });
});

describe("key reader: reading anew a key that was refused", () => {
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
      await keeping.reader.read(aServer(), aServer().keys, "person");
      arrange(keeping);
      assert.equal(await keeping.reader.readAnew(aServer(), keyOf(aServer()), refused), expected ? other : undefined);
    });
  }
});

describe("key reader: noting that a key was asked about", () => {
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
      const { index, reader } = aKeeping(before && { [account]: before });
      await reader.noteAsked(server, keyOf(server), { secret, store: "os", record: before }, validAt);
      assert.deepEqual(unhashed(index.records.get(account)), [after, true]);
    });
  }
  it("a key that was stored in the other store is noted there", async () => {
    const { index, reader } = aKeeping();
    await reader.noteAsked(server, keyOf(server), { secret, store: "vscode", record: undefined }, 7);
    assert.equal(index.records.get(account)?.store, "vscode");
  });
  it("a hash that cannot be had takes none away", async () => {
    const record = aRecord({ hash: "h" });
    const { index, reader } = aKeeping({ [account]: record });
    index.salt = () => Promise.resolve({ ok: false, reason: "EACCES" });
    await reader.noteAsked(server, keyOf(server), { secret, store: "os", record }, 7);
    assert.equal(index.records.get(account)?.hash, "h");
  });

  const begun: Begun = { stage: "begun", procedure: "in-place", kind: "technician", since: 0, worked: true };
  for (const [what, at, expected] of [
    ["within the hour stays: the person may still be at its page", 3_600_000, begun],
    ["later goes: a window has died over it", 3_600_001, undefined],
  ] satisfies [string, number, Begun | undefined][]) {
    it(`a replacement that was begun, of a key that is accepted ${what}`, async () => {
      const record = aRecord({ replacing: begun });
      const { index, reader } = aKeeping({ [account]: record });
      await reader.noteAsked(server, keyOf(server), { secret, store: "os", record }, at);
      assert.deepEqual(index.records.get(account)?.replacing, expected);
    });
  }

  const [read, hash] = [aRecord({ issued: "2026-08-01", hash: "h" }), "other"];
  const others: readonly [what: string, read: IndexRecord | undefined, now: IndexRecord | undefined][] = [
    ["was replaced", read, { ...read, issued: "2026-08-02", hash }],
    ["was replaced on the same day", read, { ...read, hash }],
    ["is for another context path", read, { ...read, path: "/sdp" }],
    ["is gone", read, undefined],
    ["was stored, where there was no record", undefined, read],
  ];
  for (const [what, before, now] of others) {
    it(`of another key by now, which ${what}: nothing is noted`, async () => {
      const { index, reader } = aKeeping(now && { [account]: now });
      await reader.noteAsked(server, keyOf(server), { secret, store: "os", record: before }, 7);
      assert.deepEqual(index.records.get(account), now);
    });
  }
});

/** `found os recorded`, or the state and the reason. */
function inWords(read: KeyRead): string {
  if (read.kind === "not-found") return `${read.state} ${read.reason.kind}`;
  return `found ${read.store} ${read.record ? "recorded" : "unrecorded"}`;
}

/** The key of the server, as a person wants it read, as {@link inWords} says it. */
async function readIt({ reader }: Keeping): Promise<string> {
  const [[, read] = assert.fail()] = await reader.read(aServer(), aServer().keys, "person");
  return inWords(read);
}
