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
