import * as l10n from "@vscode/l10n";
import type { Clipboard, ClipboardFailure, ClipboardSetting } from "./clipboardPorts.ts";
import { Emitter } from "./emitter.ts";
import type { Clock, Disposable } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import { Secret } from "./secret.ts";
import type { Takeover, WatchedKey } from "./takeover.ts";

/** A key that was copied, and is to be cleared from the clipboard. */
export interface CopiedKey {
  /** Of which entry, in the words of who copied it. */
  readonly entry: string;
  /** Whole seconds; 0: it is due, but the clipboard could not be looked at or cleared, so the key may still be there. */
  readonly secondsLeft: number;
}

/** Between two looks at whether the window is still there that a key was copied in, milliseconds. */
const LOOK_AGAIN = 2_000;

interface Watched extends WatchedKey {
  /** Milliseconds. */
  left: number;
  timer: Disposable | undefined;
}

/**
 * Copies keys, and clears the clipboard after the set time if it still holds the very key. What a person has copied since
 * is left alone. The key is kept here for that comparison, and no longer than it takes. When the window is closed
 * before, another one takes over.
 */
export class ClipboardGuard implements Disposable {
  readonly #clipboard: Clipboard;
  readonly #setting: ClipboardSetting;
  readonly #clock: Clock;
  readonly #takeover: Takeover;
  readonly #changed = new Emitter();
  #watched: Watched | undefined;
  #following: Disposable | undefined;
  #ended = false;
  #last: Promise<unknown> = Promise.resolve();

  /** Fires when another whole second has passed, and when there is another key to be cleared, or none. */
  readonly onDidChange = this.#changed.listen;

  constructor(clipboard: Clipboard, setting: ClipboardSetting, clock: Clock, takeover: Takeover) {
    this.#clipboard = clipboard;
    this.#setting = setting;
    this.#clock = clock;
    this.#takeover = takeover;
  }

  /** The key that is to be cleared; undefined: none. */
  get copied(): CopiedKey | undefined {
    const watched = this.#watched;
    return watched && { entry: watched.entry, secondsLeft: Math.ceil(watched.left / 1000) };
  }

  /**
   * Copies a key. Says in how many seconds it is cleared, 0 being never; or why it could not be copied. One that may still
   * get there is watched all the same.
   */
  copy(entry: string, secret: Secret): Promise<Result<number, ClipboardFailure>> {
    return this.#inTurn(async () => {
      const seconds = this.#setting.read();
      const written = await this.#clipboard.write(secret.reveal());
      if (!written.ok && written.reason.kind === "failed") return written;
      this.#watch(seconds === 0 ? undefined : this.#newlyWatched(entry, secret, seconds));
      return written.ok ? ok(seconds) : written;
    });
  }

  /** Leaves the key on the clipboard for good. */
  keep(): void {
    this.#watch(undefined);
  }

  /** Clears the clipboard at once if it still holds the key, and also where that cannot be seen: a person wants it. */
  async clearNow(): Promise<Result<void, ClipboardFailure>> {
    return this.#watched === undefined ? ok() : this.#clear(this.#watched, "person");
  }

  /**
   * Takes over a key whose window is closed, and tries again what is due: when this window begins, and when the clipboard
   * may have become readable, such as when it gets the focus. The focus comes here before a window that is being closed
   * has ended: a key of another one is looked after until it is cleared.
   */
  async look(): Promise<void> {
    const before = this.#watched;
    const left = await this.#takeover.left(before?.noted);
    this.#following?.dispose();
    if (this.#watched !== before || this.#ended) return;
    if (left === "theirs" && before?.left !== 0) {
      this.#following = this.#clock.after(LOOK_AGAIN, () => void this.look());
    } else if (typeof left === "object") {
      before?.timer?.dispose();
      this.#watched = { ...left, left: 0, timer: undefined };
    }
    const watched = this.#watched;
    if (watched?.left !== 0) return;
    const cleared = await this.#clear(watched, "timer");
    // Nothing can be said of the clipboard, but another window could.
    if (!cleared.ok && left === "gone" && this.#watched === watched) this.#watch(undefined);
  }

  /**
   * Forgets the key, which stays on the clipboard, and on the note for other windows: when the extension ends, the
   * editor's clipboard cannot be reached any more (docs/platform.md 6).
   */
  dispose(): void {
    this.#ended = true;
    this.#following?.dispose();
    this.#watched?.timer?.dispose();
    this.#watched = undefined;
  }

  #watch(watched: Watched | undefined): void {
    if (this.#watched === watched) return;
    const before = this.#watched;
    before?.timer?.dispose();
    this.#watched = watched;
    if (watched !== undefined) this.#countDown(watched);
    else if (before !== undefined) this.#takeover.drop(before.noted);
    this.#changed.fire();
  }

  #countDown(watched: Watched): void {
    const step = watched.left % 1000 || 1000;
    const since = this.#clock.now();
    watched.timer = this.#clock.after(step, () => {
      // Timers stand still while the machine sleeps, the clock does not; one that was set back adds no time.
      watched.left = Math.max(0, watched.left - Math.max(step, this.#clock.now() - since));
      if (watched.left === 0) {
        void this.#clear(watched, "timer");
      } else {
        this.#countDown(watched);
        this.#changed.fire();
      }
    });
  }

  #clear(watched: Watched, asker: "person" | "timer"): Promise<Result<void, ClipboardFailure>> {
    return this.#inTurn(async () => {
      const cleared = await this.#wipe(watched, asker);
      // The person has meanwhile said that it is to stay.
      if (this.#watched !== watched) return ok();
      if (cleared.ok) {
        this.#watch(undefined);
        return cleared;
      }
      watched.timer?.dispose();
      watched.left = 0;
      this.#changed.fire();
      return cleared;
    });
  }

  async #wipe(watched: Watched, asker: "person" | "timer"): Promise<Result<void, ClipboardFailure>> {
    const before = await this.#holds(watched);
    if (this.#watched !== watched || (before.ok && !before.value)) return ok();
    if (!before.ok && asker === "timer") return before;
    const wiped = await this.#clipboard.write("");
    if (!wiped.ok) return wiped;
    // Some systems let only the program in front write, and say nothing.
    const after = await this.#holds(watched);
    return after.ok && after.value ? fail({ kind: "failed", detail: l10n.t("It still holds the key.") }) : ok();
  }

  /** Whether the key is on the clipboard. */
  async #holds(watched: Watched): Promise<Result<boolean, ClipboardFailure>> {
    const read = await this.#clipboard.read();
    return read.ok ? ok(await watched.isKey(read.value)) : read;
  }

  #newlyWatched(entry: string, secret: Secret, seconds: number): Watched {
    const noted = this.#takeover.note(entry, secret, seconds);
    const isKey = (text: string): boolean => secret.equals(new Secret(text));
    return { entry, noted, isKey, left: seconds * 1000, timer: undefined };
  }

  /** One after the other: what is being looked at is not copied over. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next;
    return next;
  }
}
