import assert from "node:assert/strict";
import { aSecret } from "../../support/fakes/factories.ts";
import { aDesk, seen, type Desk } from "./takeoverDesk.ts";

describe("another window clears a key from the clipboard", () => {
  for (const [what, then, ...expected] of [
    ["when its own is closed", closed, "", undefined, false],
    ["not while its own is there", ({ other }) => other.guard.look(), "key", undefined, true],
    ["not when its own is late by 10 seconds", (desk) => late(desk, 10), "key", undefined, true],
    ["when its own is later", (desk) => late(desk, 10.001), "", undefined, false],
    [
      "not when it holds something else",
      (desk) => ((desk.clipboard.text = "mine"), closed(desk)),
      "mine",
      undefined,
      false,
    ],
    ["not when it cannot be seen", unseen, "key", 0, true],
    ["when it can be seen again", async (desk) => (await unseen(desk), again(desk)), "", undefined, false],
    ["not when it is kept", async (desk) => (await unseen(desk), keep(desk)), "key", undefined, false],
    ["when a person wants it there", clearUnseen, "", undefined, false],
    ["not when no hash can be made", withoutHash, "key", undefined, true],
    ["when the hash can be made again", withHash, "", undefined, false],
    ["when its own is closed after the look", closedAfter, "", undefined, false],
    ["and tells no more of it when a third one has", thirdFirst, "", undefined, false],
    ["not when a key is copied here meanwhile", copiedMeanwhile, "key", 30, true],
    ["in the place of the one copied here before", copiedBefore, "", undefined, false],
    ["not when it has ended itself", (desk) => ended(desk), "key", undefined, true],
  ] satisfies [string, (desk: Desk) => unknown, string, number | undefined, boolean][]) {
    it(what, async () => {
      const desk = await aDesk();
      await then(desk);
      assert.deepEqual(await seen(desk), expected);
    });
  }

  function closed({ owner, other }: Desk): Promise<void> {
    owner.close();
    return other.guard.look();
  }

  function late(desk: Desk, seconds: number): Promise<void> {
    desk.pass(desk.clearAfter + seconds);
    return desk.other.guard.look();
  }

  function unseen(desk: Desk): Promise<void> {
    desk.clipboard.reading = "failed";
    return closed(desk);
  }

  function again({ clipboard, other }: Desk): Promise<void> {
    clipboard.reading = "works";
    return other.guard.look();
  }

  function keep(desk: Desk): Promise<void> {
    desk.other.guard.keep();
    return again(desk);
  }

  async function clearUnseen(desk: Desk): Promise<void> {
    await unseen(desk);
    await desk.other.guard.clearNow();
  }

  function withoutHash(desk: Desk): Promise<void> {
    desk.index.broken = "damaged";
    return closed(desk);
  }

  async function withHash(desk: Desk): Promise<void> {
    await withoutHash(desk);
    desk.index.broken = undefined;
    await desk.other.guard.look();
  }

  async function closedAfter({ owner, other, pass }: Desk): Promise<void> {
    await other.guard.look();
    owner.close();
    const { promise, resolve } = Promise.withResolvers<void>();
    other.guard.onDidChange(resolve);
    pass(2);
    other.wake();
    await promise;
  }

  async function thirdFirst(desk: Desk): Promise<void> {
    await unseen(desk);
    desk.clipboard.reading = "works";
    await desk.third.guard.look();
    desk.clipboard.reading = "failed";
    assert.equal(desk.other.guard.copied?.secondsLeft, 0);
    await desk.other.guard.look();
  }

  async function copiedMeanwhile({ owner, other, key }: Desk): Promise<void> {
    owner.close();
    const looked = other.guard.look();
    await other.guard.copy("prod/again", key);
    await looked;
  }

  async function copiedBefore(desk: Desk): Promise<void> {
    const { owner, other, key } = desk;
    await other.guard.copy("prod/other", aSecret());
    await other.written();
    await owner.guard.copy("prod/ci", key);
    await owner.written();
    await closed(desk);
    assert.equal(other.pending, 0);
  }

  async function ended({ owner, other }: Desk): Promise<void> {
    owner.close();
    const looked = other.guard.look();
    other.close();
    await looked;
  }
});

describe("a window looks again", () => {
  for (const [when, then, timers] of [
    ["while another one has a key to clear", ({ other }) => other.guard.look(), 1],
    ["in one time only", async ({ other }) => (await other.guard.look(), other.guard.look()), 1],
    ["not when it has cleared that key", async ({ owner, other }) => (owner.close(), other.guard.look()), 0],
    ["not when there is no key to clear", kept, 0],
    ["not when the key is its own, for which it has a timer", copyHere, 1],
    ["not when its own key could not be cleared: that is tried when it gets the focus", stuckHere, 0],
    ["not when it has ended", async ({ other }) => (await other.guard.look(), other.close()), 0],
  ] satisfies [string, (desk: Desk) => Promise<void>, number][]) {
    it(when, async () => {
      const desk = await aDesk();
      await then(desk);
      assert.equal(desk.other.pending, timers);
    });
  }

  async function kept({ owner, other }: Desk): Promise<void> {
    owner.guard.keep();
    await owner.written();
    await other.guard.look();
  }

  async function copyHere({ other, key }: Desk): Promise<void> {
    await other.guard.copy("prod/ci", key);
    await other.guard.look();
  }

  async function stuckHere({ clipboard, owner, other, key }: Desk): Promise<void> {
    await other.guard.copy("prod/ci", key);
    clipboard.writing = "failed";
    await other.guard.clearNow();
    clipboard.writing = "works";
    await owner.guard.copy("prod/other", aSecret());
    clipboard.reading = "failed";
    await other.guard.look();
  }
});
