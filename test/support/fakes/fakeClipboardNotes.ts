import {
  isSameNote,
  type ClipboardNote,
  type ClipboardNotes,
  type FoundNote,
} from "../../../src/core/clipboardPorts.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

/** The note in memory, as one window reads and writes it. */
export class FakeClipboardNotes implements ClipboardNotes {
  /** Why it can neither be read nor written here; undefined while it can. */
  broken: string | undefined;
  /** Whether the process of this window has ended. */
  isEnded = false;
  readonly #shared: { note?: ClipboardNote | undefined; owner?: FakeClipboardNotes };
  #lock = Promise.resolve();

  /** @param beside a window that shares the note */
  constructor(beside?: FakeClipboardNotes) {
    this.#shared = beside === undefined ? {} : beside.#shared;
  }

  /** What all windows see. */
  get note(): ClipboardNote | undefined {
    return this.#shared.note;
  }

  /** Lets writing here wait until the returned function is called. */
  holdUp(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lock = promise;
    return resolve;
  }

  async read(): Promise<Result<FoundNote | undefined, string>> {
    if (this.broken !== undefined) return fail(this.broken);
    const { note, owner } = this.#shared;
    return ok(note && { ...note, ownerEnded: owner?.isEnded === true });
  }

  async write(note: ClipboardNote): Promise<Result<void, string>> {
    await this.#lock;
    if (this.broken !== undefined) return fail(this.broken);
    Object.assign(this.#shared, { note, owner: this });
    return ok();
  }

  async remove(note: ClipboardNote): Promise<Result<void, string>> {
    await this.#lock;
    if (this.broken !== undefined) return fail(this.broken);
    if (isSameNote(note, this.#shared.note)) this.#shared.note = undefined;
    return ok();
  }
}
