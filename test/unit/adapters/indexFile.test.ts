import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { IndexFile } from "../../../src/adapters/indexFile.ts";
import { Emitter } from "../../../src/core/emitter.ts";
import type { Begun, Carrying, Replacement, Storing } from "../../../src/core/replacement.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const ACCOUNT = "prod/ci@https://sdp.example.com";
const plain: IndexRecord = { store: "os", path: "" };
const full: IndexRecord = {
  store: "vscode",
  path: "/sdp",
  issued: "2026-08-01",
  expires: "never",
  lastValid: 1,
  hash: randomBytes(16).toString("hex"),
};

describe("IndexFile", () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let directory = "";
  let lock = new FakeLock();
  const open = (): IndexFile => new IndexFile(directory, lock, new Emitter().listen);
  let index = open();
  beforeEach(() => {
    home = temporaryDirectory("index");
    directory = join(home.path, "shared");
    lock = new FakeLock();
    index = open();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  async function given(content: unknown): Promise<void> {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "index.json"), typeof content === "string" ? content : JSON.stringify(content));
  }
  const text = (): Promise<string> => readFile(join(directory, "index.json"), "utf8");
  const put = (account: string, record: IndexRecord) => index.update(account, () => record);

  async function assertRecords(...records: (readonly [string, IndexRecord | undefined])[]): Promise<void> {
    assert.deepEqual(await index.read(), { ok: true, value: new Map(records) });
  }
  /** Sets a record, and expects the file to hold exactly this. */
  async function assertWritten(record: IndexRecord | undefined, content: unknown): Promise<void> {
    assert.deepEqual(await index.update(ACCOUNT, () => record), { ok: true, value: undefined });
    assert.deepEqual(JSON.parse(await text()), content);
  }
  async function assertRefused(content: string, reason: RegExp): Promise<void> {
    await given(content);
    const read = await index.read();
    const update = await put(ACCOUNT, plain);
    assert.match(read.ok ? "read" : read.reason, reason);
    const salt = await index.salt();
    assert.match(update.ok ? "updated" : update.reason, reason);
    assert.match(salt.ok ? "salted" : salt.reason, reason);
    assert.equal(await text(), content);
  }

  it("is empty before the first record", () => assertRecords());

  it("remembers a record", async () => {
    await put(ACCOUNT, full);
    await assertRecords([ACCOUNT, full]);
  });

  it("is seen by another window", async () => {
    await put(ACCOUNT, full);
    index = open();
    await assertRecords([ACCOUNT, full]);
  });

  describe("a replacement that is not at its end is read back", () => {
    const facts = { issued: "2026-08-01", expires: "never", kind: "integration", owner: "adm" } as const;
    const begun: Begun = { stage: "begun", procedure: "in-place", since: 1, kind: "technician", worked: true };
    const carrying: Carrying = {
      stage: "carrying",
      procedure: "side-by-side",
      since: 2,
      remaining: ["one", ""],
      done: ["two"],
      retire: true,
      kept: false,
      before: facts,
    };
    const storing: Storing = { stage: "storing", hash: "0f", facts, validAt: 3, back: begun, forth: carrying };
    const nothing = { issued: undefined, expires: undefined, kind: undefined, owner: undefined };
    const all: readonly Replacement[] = [
      begun,
      { ...begun, kind: "integration", earlier: carrying },
      carrying,
      { ...carrying, remaining: [], outage: 4, before: nothing },
      storing,
      { ...storing, facts: nothing, validAt: undefined, back: carrying, forth: undefined },
      { ...storing, back: { ...begun, earlier: carrying } },
    ];
    for (const replacing of all) {
      it(JSON.stringify(replacing), async () => {
        await put(ACCOUNT, { ...full, replacing });
        index = open();
        await assertRecords([ACCOUNT, JSON.parse(JSON.stringify({ ...full, replacing })) as IndexRecord]);
        await put(ACCOUNT, { ...full, replacing: undefined });
        await assertRecords([ACCOUNT, full]);
      });
    }
    const others: readonly [what: string, replacing: unknown][] = [
      ["an unknown stage", { stage: "handing-over", since: 1 }],
      ["no stage", { procedure: "in-place", since: 1 }],
      ["an unknown procedure", { ...begun, procedure: "by-mail" }],
      ["an unknown stage to go back to", { ...storing, back: { stage: "handing-over" } }],
      ["a part missing", { ...carrying, remaining: undefined }],
      ["no object", "carrying"],
    ];
    for (const [what, replacing] of others) {
      it(`${what} is a later version's, and is not changed`, async () => {
        await given({ accounts: { [ACCOUNT]: { ...full, replacing } } });
        const content = await text();
        await assertRecords([ACCOUNT, undefined]);
        const update = await put(ACCOUNT, plain);
        assert.match(update.ok ? "updated" : update.reason, /written by a later version/);
        assert.equal(await text(), content);
      });
    }
  });

  it("changes the record as it is in the file", async () => {
    await put(ACCOUNT, plain);
    await open().update(ACCOUNT, () => full);
    await index.update(ACCOUNT, (old) => ({ ...plain, ...old, lastValid: 2 }));
    await assertRecords([ACCOUNT, { ...full, lastValid: 2 }]);
  });

  it("removes a record, and no other", async () => {
    await put(ACCOUNT, plain);
    await put("other", plain);
    await index.update(ACCOUNT, () => undefined);
    await assertRecords(["other", plain]);
  });

  it("writes nothing when there is nothing to remove", async () => {
    await index.update(ACCOUNT, () => undefined);
    await lock.run(() => Promise.resolve());
    await assert.rejects(text(), { code: "ENOENT" });
  });

  it("takes names that every object has for ordinary ones", async () => {
    await put("__proto__", full);
    await put("constructor", plain);
    await assertRecords(["__proto__", full], ["constructor", plain]);
    assert.equal("store" in {}, false);
  });

  it("leaves only its own file", async () => {
    await put(ACCOUNT, plain);
    await put(ACCOUNT, full);
    assert.deepEqual(await readdir(directory), ["index.json"]);
  });

  it("loses none of 1,000 updates at once, and writes them together", async () => {
    const accounts = Array.from({ length: 1_000 }, (_, n) => `prod/key-${n}@https://sdp.example.com`);
    const done = await Promise.all(accounts.map((account) => put(account, plain)));
    assert.ok(done.every(({ ok }) => ok));
    await assertRecords(...accounts.map((account) => [account, plain] as const));
    assert.ok(lock.asked <= 2, `asked ${lock.asked} times`);
  });

  it("rejects with what the change throws, and does the others", async () => {
    const thrown = assert.rejects(
      index.update(ACCOUNT, () => {
        throw new Error("a fault in the change");
      }),
      /a fault in the change/,
    );
    const [done] = await Promise.all([put("other", plain), thrown]);
    assert.ok(done.ok);
    await assertRecords(["other", plain]);
  });

  describe("what a later version wrote", () => {
    const later = { store: "hsm", slot: 3 };
    it("beside the list is kept", async () => {
      await given({ format: 2, accounts: {} });
      await assertWritten(plain, { format: 2, accounts: { [ACCOUNT]: plain } });
    });
    it("in a record is kept, and not given out", async () => {
      await given({ accounts: { [ACCOUNT]: { ...full, colour: "red" } } });
      await assertRecords([ACCOUNT, full]);
      await assertWritten(plain, { accounts: { [ACCOUNT]: { colour: "red", ...plain } } });
    });
    it("as a record of another kind is kept, and listed without what it says", async () => {
      await given({ accounts: { other: later } });
      await assertRecords(["other", undefined]);
      await assertWritten(plain, { accounts: { other: later, [ACCOUNT]: plain } });
    });
    it("as a record of another kind is not changed", async () => {
      await given({ accounts: { [ACCOUNT]: later } });
      const update = await put(ACCOUNT, plain);
      assert.match(update.ok ? "updated" : update.reason, /written by a later version/);
      assert.deepEqual(JSON.parse(await text()), { accounts: { [ACCOUNT]: later } });
    });
  });

  describe("a broken file is named and never written", () => {
    const damaged = /index\.json is damaged\./;
    const salts = [
      `{"salt": 7}`,
      `{"salt": null}`,
      `{"salt": ""}`,
      `{"salt": "0123"}`,
      `{"salt": "${"x".repeat(64)}"}`,
    ];
    const lists = [`{"accounts": []}`, `{"accounts": {"a/b@c": {`];
    for (const content of ["", "{", "[]", "null", `"text"`, ...lists, ...salts]) {
      it(content === "" ? "(empty)" : content, () => assertRefused(content, damaged));
    }
  });

  it("fails with the system's reason where the file cannot be read", async () => {
    await mkdir(join(directory, "index.json"), { recursive: true });
    const read = await index.read();
    assert.match(read.ok ? "read" : read.reason, /index\.json cannot be read: EISDIR/);
  });

  it("fails with the system's reason where the file cannot be written", async () => {
    await writeFile(directory, "a file where the directory should be");
    const update = await put(ACCOUNT, plain);
    assert.match(update.ok ? "updated" : update.reason, /cannot be (read|written): ENOTDIR|EEXIST/);
  });

  it("fails with the lock's reason when it cannot be had, and works when it can", async () => {
    lock.busy = "Another window is writing.";
    assert.deepEqual(await put(ACCOUNT, plain), { ok: false, reason: "Another window is writing." });
    lock.busy = undefined;
    await put(ACCOUNT, plain);
    await assertRecords([ACCOUNT, plain]);
  });

  it("shows a reader one whole content or another while it is being written", async () => {
    const long = { ...full, expires: "x".repeat(100_000) };
    const writer = (async () => {
      for (let n = 0; n < 50; n++) await put(ACCOUNT, { ...long, lastValid: n });
    })();
    const reader = (async () => {
      for (let n = 0; n < 200; n++) assert.ok((await index.read()).ok);
    })();
    await Promise.all([writer, reader]);
  });
});
