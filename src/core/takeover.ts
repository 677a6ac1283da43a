import { isSameNote, type ClipboardNote, type ClipboardNotes } from "./clipboardPorts.ts";
import type { Clock, Log } from "./ports.ts";
import type { Records } from "./records.ts";
import type { Result } from "./result.ts";
import { Secret } from "./secret.ts";

/** Whoever has not cleared a key so long after its time, in milliseconds, does not: the window is suspended. */
const OVERDUE = 10_000;

/** A key that is watched for, and how it is told from other texts. */
export interface WatchedKey {
  readonly entry: string;
  readonly noted: Noted;
  isKey(text: string): boolean | Promise<boolean>;
}

/** Whether other windows know of a key. */
export interface Noted {
  /** As it was written; undefined: it was not, or not yet. */
  note: ClipboardNote | undefined;
}

/**
 * Lets other windows clear a copied key when the one that it was copied in is closed: that one cannot, as the clipboard
 * is out of its reach by then (docs/platform.md 6). What cannot be written or read is said once in the log, and makes
 * nobody wait.
 */
export class Takeover {
  readonly #notes: ClipboardNotes;
  readonly #records: Pick<Records, "hash">;
  readonly #clock: Pick<Clock, "now">;
  readonly #log: Pick<Log, "warn">;
  #dropped: ClipboardNote | undefined;
  #saidTrouble = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    notes: ClipboardNotes,
    records: Pick<Records, "hash">,
    clock: Pick<Clock, "now">,
    log: Pick<Log, "warn">,
  ) {
    this.#notes = notes;
    this.#records = records;
    this.#clock = clock;
    this.#log = log;
  }

  /** Lets the other windows know of a key that was copied here, in the place of what they knew of before. */
  note(entry: string, secret: Secret, seconds: number): Noted {
    const due = this.#clock.now() + seconds * 1000;
    const noted: Noted = { note: undefined };
    void this.#inTurn(async () => {
      const hash = await this.#records.hash(secret);
      if (hash === undefined) return this.#say("no hash of the key can be made");
      const note = { entry, due, hash };
      if (this.#worked(await this.#notes.write(note))) noted.note = note;
    });
    return noted;
  }

  /** The key needs no clearing any more. */
  drop(noted: Noted): void {
    void this.#inTurn(() => this.#drop(noted.note));
  }

  /**
   * A key that is to be cleared here, as its own window is closed or suspended. `theirs`: its window is there, as far as
   * can be told. `gone`: what was noted of the key that is watched here is no longer there, so another window has taken it
   * over.
   * @param watched of the key that is watched here
   */
  left(watched: Noted | undefined): Promise<WatchedKey | "theirs" | "gone" | undefined> {
    return this.#inTurn(async () => {
      const read = await this.#notes.read();
      if (!this.#worked(read)) return undefined;
      const note = read.value;
      if (note === undefined) return watched?.note === undefined ? undefined : "gone";
      // It could not be removed when its time was over, and is of a key that may have been kept.
      if (isSameNote(note, this.#dropped)) return void (await this.#drop(note));
      if (isSameNote(note, watched?.note)) return undefined;
      if (!note.ownerEnded && this.#clock.now() - note.due <= OVERDUE) return "theirs";
      // Where no hash can be made, any text would be another than the key.
      if ((await this.#hash("")) === undefined) return undefined;
      return { entry: note.entry, noted: { note }, isKey: async (text) => (await this.#hash(text)) === note.hash };
    });
  }

  async #drop(note: ClipboardNote | undefined): Promise<void> {
    if (note === undefined) return;
    this.#dropped = note;
    this.#worked(await this.#notes.remove(note));
  }

  #hash(text: string): Promise<string | undefined> {
    return this.#records.hash(new Secret(text));
  }

  #worked<T>(result: Result<T, string>): result is { readonly ok: true; readonly value: T } {
    if (!result.ok) this.#say(result.reason);
    return result.ok;
  }

  #say(trouble: string): void {
    if (!this.#saidTrouble) this.#log.warn(`clipboard.json: ${trouble}`);
    this.#saidTrouble = true;
  }

  /** One after the other: what is being removed is not found. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next;
    return next;
  }
}
