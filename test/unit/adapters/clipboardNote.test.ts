import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { ClipboardNoteFile } from "../../../src/adapters/clipboardNote.ts";
import type { ClipboardNote } from "../../../src/core/clipboardPorts.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const note: ClipboardNote = { entry: "prod/ci", due: 1_000, hash: "ab12" };
const here = { pid: process.pid, host: hostname() };

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--eval", ""]);
  await once(child, "exit");
  return child.pid ?? assert.fail("not started");
}

describe("ClipboardNoteFile", () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let notes: ClipboardNoteFile;
  beforeEach(() => {
    home = temporaryDirectory("clipboard");
    notes = new ClipboardNoteFile(home.path, new FakeLock());
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const path = (): string => join(home.path, "clipboard.json");
  const given = (content: unknown): Promise<void> => writeFile(path(), JSON.stringify(content));
  const content = async (): Promise<unknown> => JSON.parse(await readFile(path(), "utf8"));
  const read = async (): Promise<unknown> => {
    const found = await notes.read();
    return found.ok ? found.value : found.reason;
  };

  it("has none, and makes no file, before the first", async () => {
    assert.equal(await read(), undefined);
    assert.ok((await notes.remove(note)).ok);
    await assert.rejects(readFile(path()), { code: "ENOENT" });
  });

  it("is written with this process as its owner", async () => {
    assert.ok((await notes.write(note)).ok);
    assert.deepEqual(await content(), { copied: { ...note, owner: here } });
    assert.deepEqual(await read(), { ...note, ownerEnded: false });
  });

  it("is written in the place of another's", async () => {
    await given({ copied: { ...note, entry: "prod/other", owner: { pid: 1, host: "elsewhere" } } });
    await notes.write(note);
    assert.deepEqual(await content(), { copied: { ...note, owner: here } });
  });

  for (const [which, removed, remains] of [
    ["the one that is there", note, false],
    ["not one of another time", { ...note, due: 2_000 }, true],
    ["not one of another key", { ...note, hash: "cd34" }, true],
  ] satisfies [string, ClipboardNote, boolean][]) {
    it(`removes ${which}`, async () => {
      await notes.write(note);
      assert.ok((await notes.remove(removed)).ok);
      assert.deepEqual(await content(), remains ? { copied: { ...note, owner: here } } : {});
    });
  }

  for (const [whose, owner, ended] of [
    ["a process that has ended", async () => ({ ...here, pid: await endedProcess() }), true],
    ["a process that has not", () => here, false],
    [
      "one on another host, of which nothing is known",
      async () => ({ pid: await endedProcess(), host: "else" }),
      false,
    ],
  ] satisfies [string, () => unknown, boolean][]) {
    it(`says whether its owner has ended: ${whose}`, async () => {
      await given({ copied: { ...note, owner: await owner() } });
      assert.deepEqual(await read(), { ...note, ownerEnded: ended });
    });
  }

  for (const copied of [
    7,
    null,
    {},
    { ...note },
    { ...note, due: "soon", owner: { pid: 1, host: "h" } },
    { ...note, owner: { pid: 0 } },
  ]) {
    it(`takes for none, and replaces, what it cannot read: ${JSON.stringify(copied)}`, async () => {
      await given({ format: 2, copied });
      assert.equal(await read(), undefined);
      await notes.write(note);
      assert.deepEqual(await content(), { format: 2, copied: { ...note, owner: here } });
    });
  }

  it("can be neither read nor written in a broken file, which stays as it is", async () => {
    await writeFile(path(), "{");
    const reason = `${path()} is damaged. Mend it, or delete it to begin anew.`;
    assert.equal(await read(), reason);
    assert.deepEqual(await notes.write(note), { ok: false, reason });
    assert.equal(await readFile(path(), "utf8"), "{");
  });
});
