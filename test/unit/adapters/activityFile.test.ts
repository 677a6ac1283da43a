import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ActivityFile } from "../../../src/adapters/activityFile.ts";
import { LockFile } from "../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import { ACTIVITY_LIMIT, type ActivityEntry } from "../../../src/core/activityPort.ts";
import { Emitter } from "../../../src/core/emitter.ts";
import type { Result } from "../../../src/core/result.ts";
import { anEntry } from "../../support/fakes/fakeActivity.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

/** So many entries, told apart by their keys: `k0`, `k1`, … */
const many = (count: number, prefix = "k"): ActivityEntry[] =>
  Array.from({ length: count }, (_, n) => anEntry({ key: `${prefix}${n}` }));

describe("ActivityFile", () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let directory = "";
  let lock = new FakeLock();
  let elsewhere = new Emitter();
  const open = (): ActivityFile => new ActivityFile(directory, lock, elsewhere.listen);
  let file = open();
  beforeEach(() => {
    home = temporaryDirectory("activity");
    directory = join(home.path, "shared");
    lock = new FakeLock();
    elsewhere = new Emitter();
    file = open();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  async function given(content: unknown): Promise<void> {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "activity.json"), typeof content === "string" ? content : JSON.stringify(content));
  }
  const text = (): Promise<string> => readFile(join(directory, "activity.json"), "utf8");
  const content = async (): Promise<unknown> => JSON.parse(await text());
  const reasonOf = (outcome: Result<unknown, string>): string => (outcome.ok ? "done" : outcome.reason);

  async function assertRead(...entries: ActivityEntry[]): Promise<void> {
    assert.deepEqual(await file.read(), { ok: true, value: entries });
  }

  it("is empty before the first entry", () => assertRead());

  it("keeps entries, oldest first, as one file", async () => {
    await file.add(many(2));
    await file.add([anEntry({ action: "rename", detail: "to live" })]);
    await assertRead(...many(2), anEntry({ action: "rename", detail: "to live" }));
    assert.deepEqual(await readdir(directory), ["activity.json"]);
  });

  it("has this form", async () => {
    await file.add([anEntry({ at: 5, detail: "valid" }), anEntry({ server: undefined, key: undefined })]);
    assert.deepEqual(await content(), {
      entries: [
        { at: 5, by: "person", action: "verify", server: "prod", key: "ci", result: "done", detail: "valid" },
        { at: 60_000, by: "person", action: "verify", result: "done" },
      ],
    });
  });

  it("is seen by another window", async () => {
    await file.add(many(1));
    file = open();
    await assertRead(...many(1));
  });

  it("keeps the latest 1,000", async () => {
    await file.add(many(990, "old"));
    await file.add(many(20, "new"));
    await assertRead(...many(990, "old").slice(10), ...many(20, "new"));
    await file.add(many(ACTIVITY_LIMIT + 1));
    await assertRead(...many(ACTIVITY_LIMIT + 1).slice(1));
  });

  it("keeps texts short", async () => {
    const long = "x".repeat(201);
    await file.add([anEntry({ server: long, key: long, detail: long }), anEntry({ key: "x".repeat(200) })]);
    const cut = `${"x".repeat(199)}…`;
    await assertRead(anEntry({ server: cut, key: cut, detail: cut }), anEntry({ key: "x".repeat(200) }));
  });

  it("loses nothing of what one window does at once, and writes it together", async () => {
    await Promise.all(many(100).map((one) => file.add([one])));
    await assertRead(...many(100));
    assert.ok(lock.asked <= 2, `asked ${lock.asked} times`);
  });

  it("loses nothing of what two windows do at once", async () => {
    const windows = ["a", "b"].map((name) => ({
      name,
      file: new ActivityFile(directory, new LockFile(join(home.path, "lock"), systemClock), elsewhere.listen),
    }));
    const begun = windows.map(async ({ name, file: own }) => {
      for (const one of many(25, name)) assert.ok((await own.add([one])).ok);
    });
    await Promise.all(begun);
    const read = await file.read();
    const keys = read.ok ? read.value.map(({ key = "" }) => key) : [];
    for (const { name } of windows) {
      assert.deepEqual(
        keys.filter((key) => key.startsWith(name)),
        many(25, name).map(({ key }) => key),
      );
    }
  });

  describe("what a later version wrote", () => {
    it("in an entry is kept, and not given out", async () => {
      const later = { ...anEntry(), colour: "red" };
      await given({ entries: [later] });
      await assertRead(anEntry());
      await file.add([anEntry({ key: "k2" })]);
      assert.deepEqual(await content(), { entries: [later, anEntry({ key: "k2" })] });
    });
    it("beside the entries is kept", async () => {
      await given({ format: 2, entries: [] });
      await file.add([anEntry()]);
      assert.deepEqual(await content(), { format: 2, entries: [anEntry()] });
    });
    for (const [what, other] of [
      ["another doer", { by: "agent" }],
      ["another action", { action: "rotate" }],
      ["another result", { result: "skipped" }],
      ["another time", { at: "2026-11-22T14:02:11Z" }],
      ["a time that no date has", { at: 1e16 }],
      ["another target", { server: ["prod"] }],
    ] as const) {
      it(`as an entry with ${what} is kept, and not given out`, async () => {
        const later = { ...anEntry(), ...other };
        await given({ entries: [later, anEntry()] });
        await assertRead(anEntry());
        await file.add([anEntry()]);
        assert.deepEqual(await content(), { entries: [later, anEntry(), anEntry()] });
      });
    }
    it("as no entry at all is kept", async () => {
      await given({ entries: [7, null, "text", anEntry()] });
      await assertRead(anEntry());
    });
  });

  describe("a broken file is named, never overwritten, and replaced when cleared", () => {
    for (const broken of ["", "{", "[]", "null", `{"entries": {}}`, `{"entries": null}`]) {
      it(broken === "" ? "(empty)" : broken, async () => {
        await given(broken);
        const damaged = /activity\.json is damaged\./;
        assert.match(reasonOf(await file.read()), damaged);
        assert.match(reasonOf(await file.add([anEntry()])), damaged);
        assert.equal(await text(), broken);
        assert.ok((await file.clear()).ok);
        await assertRead();
        await file.add([anEntry()]);
        await assertRead(anEntry());
      });
    }
  });

  it("is cleared, also where there is nothing", async () => {
    assert.ok((await file.clear()).ok);
    await file.add(many(3));
    assert.ok((await file.clear()).ok);
    await assertRead();
  });

  it("says why it cannot be cleared", async () => {
    await mkdir(join(directory, "activity.json", "something"), { recursive: true });
    assert.match(reasonOf(await file.clear()), /activity\.json cannot be deleted: /);
  });

  it("fails with the lock's reason when it cannot be had", async () => {
    lock.busy = "Another window is writing.";
    assert.deepEqual(await file.add([anEntry()]), { ok: false, reason: "Another window is writing." });
    assert.deepEqual(await file.clear(), { ok: false, reason: "Another window is writing." });
  });

  it("tells of each writing and clearing, and of other windows'", async () => {
    let told = 0;
    const subscription = file.onDidChange(() => told++);
    await file.add([anEntry()]);
    await file.clear();
    elsewhere.fire();
    assert.equal(told, 3);
    subscription.dispose();
    await file.add([anEntry()]);
    assert.equal(told, 3);
  });
});
