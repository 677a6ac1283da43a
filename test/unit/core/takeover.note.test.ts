import assert from "node:assert/strict";
import type { ClipboardGuard } from "../../../src/core/clipboardGuard.ts";
import { Records } from "../../../src/core/records.ts";
import { aSecret } from "../../support/fakes/factories.ts";
import type { FakeClipboard } from "../../support/fakes/fakeClipboard.ts";
import { aDesk, seen, type Desk } from "./takeoverDesk.ts";

describe("the note of a copied key", () => {
  it("has its entry, its time and its hash, and nothing of the key", async () => {
    const { owner, index, key, pass } = await aDesk();
    const due = Date.UTC(2026, 7, 1, 0, 0, 30);
    assert.deepEqual(owner.notes.note, { entry: "prod/ci", due, hash: await new Records(index).hash(key) });
    pass(5);
    await owner.guard.copy("prod/ci", key);
    await owner.written();
    assert.equal(owner.notes.note.due, due + 5_000);
  });

  for (const [what, then, remains] of [
    ["goes when the key is cleared", ({ owner }) => owner.guard.clearNow(), false],
    ["goes when the key is kept", async ({ owner }) => owner.guard.keep(), false],
    ["goes when there is another text", otherText, false],
    ["goes when a key is copied that is never cleared", copyForGood, false],
    ["stays when the key could not be cleared", stuck, true],
    ["stays when the window ends", async ({ owner }) => owner.close(), true],
    ["stays when another window's key takes the place of the one of which it was", otherCopied, true],
  ] satisfies [string, (desk: Desk) => unknown, boolean][]) {
    it(what, async () => {
      const desk = await aDesk();
      await then(desk);
      assert.equal((await seen(desk))[2], remains);
    });
  }

  async function otherText({ clipboard, owner }: Desk): Promise<void> {
    clipboard.text = "mine";
    await owner.guard.clearNow();
  }

  async function copyForGood(desk: Desk): Promise<void> {
    desk.clearAfter = 0;
    await desk.owner.guard.copy("prod/other", aSecret());
  }

  async function stuck({ clipboard, owner }: Desk): Promise<void> {
    clipboard.writing = "failed";
    await owner.guard.clearNow();
  }

  async function otherCopied({ owner, other }: Desk): Promise<void> {
    await other.guard.copy("prod/other", aSecret());
    await other.written();
    await owner.guard.clearNow();
  }

  it("makes nobody wait", async () => {
    const { other, key } = await aDesk();
    const goOn = other.notes.holdUp();
    assert.deepEqual(await other.guard.copy("prod/other", key), { ok: true, value: 30 });
    assert.deepEqual(await other.guard.clearNow(), { ok: true, value: undefined });
    assert.equal(other.notes.note?.entry, "prod/ci");
    goOn();
    await other.written();
    assert.equal(other.notes.note, undefined);
  });

  for (const [what, breakIt, warning] of [
    ["cannot be written", ({ other }) => (other.notes.broken = "the disk is full"), "clipboard.json: the disk is full"],
    ["has no hash", ({ index }) => (index.broken = "damaged"), "clipboard.json: no hash of the key can be made"],
  ] satisfies [string, (desk: Desk) => unknown, string][]) {
    it(`is no condition for copying: one that ${what} is said once, in the log`, async () => {
      const desk = await aDesk();
      breakIt(desk);
      for (const times of [1, 2]) {
        assert.equal((await desk.other.guard.copy("prod/other", aSecret())).ok, true, `time ${times}`);
        await desk.other.guard.look();
      }
      assert.deepEqual(desk.other.warnings, [warning]);
      assert.equal(desk.other.guard.copied?.entry, "prod/other");
    });
  }

  it("that could not be removed is removed later, and the key is kept all the same", async () => {
    const desk = await aDesk();
    desk.owner.notes.broken = "busy";
    desk.owner.guard.keep();
    await desk.owner.written();
    desk.owner.notes.broken = undefined;
    desk.pass(3600);
    await desk.owner.guard.look();
    assert.deepEqual(await seen(desk), ["key", undefined, false]);
  });

  for (const [what, reading, text, secondsLeft] of [
    ["clears it where it is on a clipboard of its own", "works", "", undefined],
    ["believes the other one where the clipboard cannot be seen", "failed", "key", undefined],
  ] satisfies [string, FakeClipboard["reading"], string, number | undefined][]) {
    it(`is gone when its window was suspended, which ${what}`, async () => {
      const { clipboard, owner, other, key, pass } = await aDesk();
      pass(60);
      await other.guard.look();
      assert.equal(clipboard.text, "");
      clipboard.text = key.reveal();
      clipboard.reading = "failed";
      owner.wake();
      await due(owner.guard);
      clipboard.reading = reading;
      await owner.guard.look();
      const held = clipboard.text === key.reveal() ? "key" : clipboard.text;
      assert.deepEqual([held, owner.guard.copied?.secondsLeft], [text, secondsLeft]);
    });
  }

  /** Waits until the guard has tried to clear its key. */
  async function due(guard: ClipboardGuard): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    guard.onDidChange(resolve);
    await promise;
  }
});
