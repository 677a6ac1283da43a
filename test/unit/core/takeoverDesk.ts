import assert from "node:assert/strict";
import { ClipboardGuard } from "../../../src/core/clipboardGuard.ts";
import { Records } from "../../../src/core/records.ts";
import type { Secret } from "../../../src/core/secret.ts";
import { Takeover } from "../../../src/core/takeover.ts";
import { aSecret } from "../../support/fakes/factories.ts";
import { FakeClipboard } from "../../support/fakes/fakeClipboard.ts";
import { FakeClipboardNotes } from "../../support/fakes/fakeClipboardNotes.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeIndex } from "../../support/fakes/fakeIndex.ts";

export interface Window {
  readonly guard: ClipboardGuard;
  readonly notes: FakeClipboardNotes;
  readonly warnings: readonly string[];
  /** Waits until what was noted is written. */
  written(): Promise<unknown>;
  /** Ends, as when the person closes it. */
  close(): void;
  /** Has its timers called back, as when the machine is awake. */
  wake(): void;
  /** Timers that wait. */
  readonly pending: number;
}

export interface Desk {
  readonly clipboard: FakeClipboard;
  readonly index: FakeIndex;
  readonly key: Secret;
  /** The setting, in seconds. */
  clearAfter: number;
  /** Time passes; timers of windows are called only by {@link Window.wake}. */
  pass(seconds: number): void;
  /** The window that keys are copied in. */
  readonly owner: Window;
  readonly other: Window;
  readonly third: Window;
}

/** Three windows on one clipboard, of which the first has copied a key that is to be cleared after 30 seconds. */
export async function aDesk(): Promise<Desk> {
  let now = Date.UTC(2026, 7, 1);
  const clipboard = new FakeClipboard();
  const index = new FakeIndex();
  const first = new FakeClipboardNotes();
  const aWindow = (notes: FakeClipboardNotes): Window => {
    const timers = new FakeClock(now);
    const clock = { now: () => now, after: timers.after.bind(timers) };
    const warnings: string[] = [];
    const takeover = new Takeover(notes, new Records(index), clock, { warn: (message) => warnings.push(message) });
    const guard = new ClipboardGuard(clipboard, { read: () => desk.clearAfter }, clock, takeover);
    return {
      ...{ guard, notes, warnings },
      written: () => takeover.left(undefined),
      close: () => {
        guard.dispose();
        assert.equal(timers.pending, 0);
        notes.isEnded = true;
      },
      wake: () => timers.advance(now - timers.now()),
      get pending() {
        return timers.pending;
      },
    };
  };
  const desk: Desk = {
    ...{ clipboard, index, key: aSecret(), clearAfter: 30 },
    pass: (seconds) => (now += seconds * 1000),
    owner: aWindow(first),
    other: aWindow(new FakeClipboardNotes(first)),
    third: aWindow(new FakeClipboardNotes(first)),
  };
  await desk.owner.guard.copy("prod/ci", desk.key);
  await desk.owner.written();
  return desk;
}

/** What the clipboard holds, what the other window tells, and whether there is a note. */
export async function seen({
  clipboard,
  key,
  owner,
  other,
  third,
}: Desk): Promise<[string, number | undefined, boolean]> {
  for (const window of [owner, other, third]) await window.written();
  const text = clipboard.text === key.reveal() ? "key" : clipboard.text;
  return [text, other.guard.copied?.secondsLeft, other.notes.note !== undefined];
}
