import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { ClipboardGuard } from "../../../src/core/clipboardGuard.ts";
import type { Secret } from "../../../src/core/secret.ts";
import { Takeover } from "../../../src/core/takeover.ts";
import { aSecret } from "../../support/fakes/factories.ts";
import { FakeClipboard } from "../../support/fakes/fakeClipboard.ts";
import { FakeClipboardNotes } from "../../support/fakes/fakeClipboardNotes.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

interface Desk {
  readonly clipboard: FakeClipboard;
  readonly guard: ClipboardGuard;
  readonly key: Secret;
  /** The setting, in seconds. */
  clearAfter: number;
  /** Lets seconds pass, and what is due then be done. */
  pass(seconds: number): Promise<void>;
  /** The clock goes on, or back, without the timers: the machine slept, or somebody set it. */
  jump(seconds: number): void;
  /** Timers that wait. */
  readonly pending: number;
}

/** An empty clipboard and a guard that clears after 30 seconds. */
function aDesk(): Desk {
  const clipboard = new FakeClipboard();
  const timers = new FakeClock();
  let jumped = 0;
  const clock = {
    now: () => timers.now() + jumped,
    after: (milliseconds: number, callback: () => void) => timers.after(milliseconds, callback),
  };
  const takeover = new Takeover(new FakeClipboardNotes(), aKeeping().records, clock, { warn: assert.fail });
  const guard = new ClipboardGuard(clipboard, { read: () => desk.clearAfter }, clock, takeover);
  const desk: Desk = {
    ...{ clipboard, guard, key: aSecret(), clearAfter: 30 },
    pass: async (seconds: number) => {
      timers.advance(seconds * 1000);
      await setImmediate();
    },
    jump: (seconds: number) => {
      jumped += seconds * 1000;
    },
    get pending() {
      return timers.pending;
    },
  };
  return desk;
}

/** Whether the clipboard holds the key, and what is told: seconds left, or nothing. */
function seen({ clipboard, guard, key }: Desk): [string, number | undefined] {
  return [clipboard.text === key.reveal() ? "key" : clipboard.text, guard.copied?.secondsLeft];
}

describe("a copied key is cleared from the clipboard", () => {
  for (const [what, then, clipboard, secondsLeft] of [
    ["not before the time", (desk) => desk.pass(29), "key", 1],
    ["when the time is over", (desk) => desk.pass(30), "", undefined],
    ["not when it holds something else", (desk) => ((desk.clipboard.text = "mine"), desk.pass(30)), "mine", undefined],
    ["not when it holds a text with the key in it", (desk) => within(desk), "… key …", undefined],
    ["not when it is kept", (desk) => (desk.guard.keep(), desk.pass(3600)), "key", undefined],
    ["not when it is kept while it is looked at", keepMeanwhile, "key", undefined],
    ["at once when a person wants it", (desk) => desk.guard.clearNow(), "", undefined],
    ["not at once when it holds something else", clearOther, "mine", undefined],
    ["at once also when it cannot be seen", clearUnseen, "", undefined],
    ["not when it cannot be seen", unseen, "key", 0],
    ["when it can be seen again", async (desk) => (await unseen(desk), again(desk)), "", undefined],
    ["not while it still cannot be seen", async (desk) => (await unseen(desk), again(desk, "waiting")), "key", 0],
    ["when it can be seen before the first look has failed", seenMeanwhile, "", undefined],
    ["not by a look before the time", (desk) => desk.guard.look(), "key", 30],
    ["later when it cannot be written", unwritten, "key", 0],
    ["later when writing does nothing", ignored, "key", 0],
    ["in time though the machine slept", (desk) => (desk.jump(3600), desk.pass(1)), "", undefined],
    ["in time though the clock was set back", (desk) => (desk.jump(-3600), desk.pass(30)), "", undefined],
    ["not when the extension has ended", (desk) => (desk.guard.dispose(), desk.pass(30)), "key", undefined],
  ] satisfies [string, (desk: Desk) => unknown, string, number | undefined][]) {
    it(what, async () => {
      const desk = aDesk();
      await desk.guard.copy("prod/ci", desk.key);
      await then(desk);
      const texts = [clipboard === "… key …" ? `… ${desk.key.reveal()} …` : clipboard, secondsLeft];
      assert.deepEqual(seen(desk), texts);
    });
  }

  function within(desk: Desk): Promise<void> {
    desk.clipboard.text = `… ${desk.key.reveal()} …`;
    return desk.pass(30);
  }

  function keepMeanwhile(desk: Desk): Promise<void> {
    desk.clipboard.meanwhile = () => desk.guard.keep();
    return desk.pass(30);
  }

  async function clearOther(desk: Desk): Promise<void> {
    desk.clipboard.text = "mine";
    await desk.guard.clearNow();
  }

  async function clearUnseen(desk: Desk): Promise<void> {
    desk.clipboard.reading = "failed";
    await desk.guard.clearNow();
  }

  function unseen(desk: Desk): Promise<void> {
    desk.clipboard.reading = "failed";
    return desk.pass(30);
  }

  async function seenMeanwhile(desk: Desk): Promise<void> {
    let looking: Promise<void> | undefined;
    desk.clipboard.meanwhile = () => {
      desk.clipboard.reading = "failed";
      looking = desk.guard.look();
    };
    desk.guard.onDidChange(() => (desk.clipboard.reading = "works"));
    await desk.pass(30);
    await looking;
  }

  async function again(desk: Desk, reading: FakeClipboard["reading"] = "works"): Promise<void> {
    desk.clipboard.reading = reading;
    await desk.guard.look();
  }

  function unwritten(desk: Desk): Promise<void> {
    desk.clipboard.writing = "failed";
    return desk.pass(30);
  }

  function ignored(desk: Desk): Promise<void> {
    desk.clipboard.writing = "ignored";
    return desk.pass(30);
  }
});

describe("the guard of the clipboard", () => {
  it("says in how many seconds it clears, and counts them for the entry", async () => {
    const desk = aDesk();
    const told: unknown[] = [];
    desk.guard.onDidChange(() => told.push(desk.guard.copied));
    desk.clearAfter = 3;
    assert.deepEqual(await desk.guard.copy("prod/ci", desk.key), { ok: true, value: 3 });
    await desk.pass(3);
    const counts = [3, 2, 1].map((secondsLeft) => ({ entry: "prod/ci", secondsLeft }));
    assert.deepEqual(told, [...counts, undefined]);
  });

  it("never clears where it is told so", async () => {
    const desk = aDesk();
    desk.clearAfter = 0;
    assert.deepEqual(await desk.guard.copy("prod/ci", desk.key), { ok: true, value: 0 });
    await desk.pass(86_400);
    assert.deepEqual(seen(desk), ["key", undefined]);
  });

  it("counts anew for a second key, which takes the place of the first", async () => {
    const desk = aDesk();
    await desk.guard.copy("prod/old", aSecret());
    await desk.pass(20);
    await desk.guard.copy("prod/ci", desk.key);
    await desk.pass(29);
    assert.deepEqual(seen(desk), ["key", 1]);
    await desk.pass(1);
    assert.deepEqual(seen(desk), ["", undefined]);
  });

  it("does not clear a key that is copied while the one before is looked at", async () => {
    const desk = aDesk();
    await desk.guard.copy("prod/old", aSecret());
    const clearing = desk.guard.clearNow();
    await Promise.all([clearing, desk.guard.copy("prod/ci", desk.key)]);
    assert.deepEqual(seen(desk), ["key", 30]);
  });

  it("says that a key could not be copied, and goes on with the one before", async () => {
    const desk = aDesk();
    await desk.guard.copy("prod/old", desk.key);
    desk.clipboard.writing = "failed";
    const failed = await desk.guard.copy("prod/ci", aSecret());
    assert.equal(failed.ok, false);
    assert.deepEqual([seen(desk), desk.guard.copied?.entry], [["key", 30], "prod/old"]);
  });

  it("watches for a key that may still get there", async () => {
    const desk = aDesk();
    desk.clipboard.writing = "waiting";
    const waiting = await desk.guard.copy("prod/ci", desk.key);
    assert.equal(waiting.ok, false);
    desk.clipboard.writing = "works";
    await desk.clipboard.write(desk.key.reveal());
    await desk.pass(30);
    assert.deepEqual(seen(desk), ["", undefined]);
  });

  it("says why it could not be cleared at once", async () => {
    const desk = aDesk();
    await desk.guard.copy("prod/ci", desk.key);
    desk.clipboard.writing = "failed";
    const cleared = await desk.guard.clearNow();
    assert.deepEqual(cleared, { ok: false, reason: { kind: "failed", detail: "the editor's own text" } });
    assert.deepEqual([seen(desk), desk.pending], [["key", 0], 0]);
  });

  for (const [what, end] of [
    ["cleared", (desk) => desk.pass(30)],
    ["kept", async (desk) => desk.guard.keep()],
    ["stuck", (desk) => ((desk.clipboard.reading = "failed"), desk.pass(30))],
    ["ended", async (desk) => desk.guard.dispose()],
  ] satisfies [string, (desk: Desk) => Promise<void>][]) {
    it(`leaves no timer when the key is ${what}`, async () => {
      const desk = aDesk();
      await desk.guard.copy("prod/ci", desk.key);
      await end(desk);
      assert.equal(desk.pending, 0);
    });
  }
});
