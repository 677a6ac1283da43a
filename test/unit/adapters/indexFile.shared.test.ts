import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { IndexFile } from "../../../src/adapters/indexFile.ts";
import { Emitter } from "../../../src/core/emitter.ts";
import type { IndexRecord, WriteLock } from "../../../src/core/storePorts.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const ACCOUNT = "prod/ci@https://sdp.example.com";
const plain: IndexRecord = { store: "os", path: "" };
const full: IndexRecord = { store: "vscode", path: "/sdp", lastValid: 1 };

describe("IndexFile, as windows share it", () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let directory = "";
  let lock = new FakeLock();
  let elsewhere = new Emitter();
  const open = (): IndexFile => new IndexFile(directory, lock, elsewhere.listen);
  let index = open();
  beforeEach(() => {
    home = temporaryDirectory("index");
    directory = join(home.path, "shared");
    lock = new FakeLock();
    elsewhere = new Emitter();
    index = open();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  async function given(content: unknown): Promise<void> {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "index.json"), JSON.stringify(content));
  }
  const text = (): Promise<string> => readFile(join(directory, "index.json"), "utf8");
  const put = (account: string, record: IndexRecord) => index.update(account, () => record);

  async function assertRecords(...records: (readonly [string, IndexRecord | undefined])[]): Promise<void> {
    assert.deepEqual(await index.read(), { ok: true, value: new Map(records) });
  }

  describe("by who holds the lock", () => {
    it("is written at once, ahead of those who wait for the lock", async () => {
      const waiting: Promise<unknown>[] = [];
      await lock.run(async (within) => {
        waiting.push(put("one", plain), put("two", plain));
        assert.ok((await index.update(ACCOUNT, () => full, within)).ok);
        await assertRecords([ACCOUNT, full]);
      });
      await Promise.all(waiting);
      await assertRecords([ACCOUNT, full], ["one", plain], ["two", plain]);
    });

    it("loses none of many updates at once", async () => {
      const accounts = Array.from({ length: 20 }, (_, n) => `prod/key-${n}@https://sdp.example.com`);
      await lock.run((within) => Promise.all(accounts.map((account) => index.update(account, () => plain, within))));
      await assertRecords(...accounts.map((account) => [account, plain] as const));
    });

    it("is refused after the lock was given back", async () => {
      let kept: WriteLock | undefined;
      await lock.run((within) => Promise.resolve((kept = within)));
      await assert.rejects(
        index.update(ACCOUNT, () => plain, kept),
        /no longer held/,
      );
      await assertRecords();
    });
  });

  describe("the salt", () => {
    const saltOf = async (file: IndexFile, within?: WriteLock): Promise<string> => {
      const salt = await file.salt(within);
      return salt.ok ? salt.value : assert.fail(salt.reason);
    };

    it("is 32 bytes in hex, beside the list", async () => {
      await put(ACCOUNT, plain);
      const salt = await saltOf(index);
      assert.match(salt, /^[0-9a-f]{64}$/);
      assert.deepEqual(JSON.parse(await text()), { accounts: { [ACCOUNT]: plain }, salt });
    });

    it("is made once", async () => {
      const salt = await saltOf(index);
      await put(ACCOUNT, plain);
      assert.deepEqual([await saltOf(index), await saltOf(open())], [salt, salt]);
    });

    it("is another one on another machine", async () => {
      const salt = await saltOf(index);
      directory = join(directory, "other");
      assert.notEqual(await saltOf(open()), salt);
    });

    it("is the same for two windows that make it at once", async () => {
      const [one, other] = await Promise.all([saltOf(index), saltOf(open())]);
      assert.equal(one, other);
      assert.equal(await saltOf(index), one);
    });

    it("is made by who holds the lock", async () => {
      const made = await lock.run((within) => saltOf(index, within));
      assert.deepEqual(made, { ok: true, value: await saltOf(index) });
    });

    it("of 16 bytes is taken as it is", async () => {
      const salt = randomBytes(16).toString("hex");
      await given({ salt });
      assert.equal(await saltOf(index), salt);
    });

    it("is not given out where it cannot be kept", async () => {
      lock.busy = "Another window is writing.";
      assert.deepEqual(await index.salt(), { ok: false, reason: "Another window is writing." });
    });
  });

  describe("tells of changes", () => {
    let told = 0;
    beforeEach(() => {
      told = 0;
      index.onDidChange(() => told++);
    });
    /** Expects the action, to the end of its writing, to be told of so often. */
    async function assertTold(action: () => unknown, times: number): Promise<void> {
      await action();
      await lock.run(() => Promise.resolve());
      assert.equal(told, times);
    }

    it("that this window wrote", () => assertTold(() => put(ACCOUNT, plain), 1));
    it("that the holder of the lock wrote", () =>
      assertTold(() => lock.run((within) => index.update(ACCOUNT, () => plain, within)), 1));
    it("when the salt is made", () => assertTold(() => index.salt(), 1));
    it("that another window wrote", () => assertTold(() => elsewhere.fire(), 1));
    it("when they can be read", async () => {
      const seen = new Promise((resolve) => index.onDidChange(() => resolve(index.read())));
      await put(ACCOUNT, plain);
      assert.deepEqual(await seen, { ok: true, value: new Map([[ACCOUNT, plain]]) });
    });
    it("and of none where nothing was to be changed", () =>
      assertTold(() => index.update(ACCOUNT, () => undefined), 0));
    it("and of none where the file is damaged", () =>
      assertTold(async () => {
        await given([]);
        await put(ACCOUNT, plain);
      }, 0));
    it("and of none where nothing could be written", () =>
      assertTold(async () => {
        const update = await index.update(ACCOUNT, () => {
          writeFileSync(directory, "a file where the directory should be");
          return plain;
        });
        assert.equal(update.ok, false);
      }, 0));
    it("and no longer when nobody listens", () =>
      assertTold(async () => {
        let late = 0;
        index.onDidChange(() => late++).dispose();
        elsewhere.fire();
        await put(ACCOUNT, plain);
        assert.equal(late, 0);
      }, 2));
  });
});
