/** What copying a key needs from outside: ports, as in `ports.ts`. */
import type { Result } from "./result.ts";

/** The system's clipboard. Never throws, and answers in a few seconds. */
export interface Clipboard {
  /** Fails where nothing can be said of what is there. */
  read(): Promise<Result<string, ClipboardFailure>>;
  write(text: string): Promise<Result<void, ClipboardFailure>>;
}

/** `waiting`: it may still happen. `detail` is for people, and holds nothing of what was copied. */
export interface ClipboardFailure {
  readonly kind: "failed" | "waiting";
  readonly detail: string;
}

/** How long a copied key stays on the clipboard, as set. */
export interface ClipboardSetting {
  /** Whole seconds; 0: it is never cleared. */
  read(): number;
}

/** What all windows of the editor may know of a copied key: enough to clear it by, and neither the key nor a part of it. */
export interface ClipboardNote {
  /** Of which entry, in the words of who copied it. */
  readonly entry: string;
  /** When it is to be cleared, milliseconds since the epoch. */
  readonly due: number;
  /** Salted hash of the key (`keyHash.ts`). */
  readonly hash: string;
}

/** `ownerEnded`: the process that wrote it is known to have ended. */
export interface FoundNote extends ClipboardNote {
  readonly ownerEnded: boolean;
}

/** The note of the key that was copied last, in a file that all windows share. Never throws. */
export interface ClipboardNotes {
  /** Undefined: there is none. Fails with the reason when the file cannot be read. */
  read(): Promise<Result<FoundNote | undefined, string>>;
  /** Puts it in the place of whatever note is there, as this process's. */
  write(note: ClipboardNote): Promise<Result<void, string>>;
  /** Removes this note; another is left alone. */
  remove(note: ClipboardNote): Promise<Result<void, string>>;
}

/** Whether both are of the same copying. */
export function isSameNote(a: ClipboardNote, b: ClipboardNote | undefined): boolean {
  return a.due === b?.due && a.hash === b.hash;
}
