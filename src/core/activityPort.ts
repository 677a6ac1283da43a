/** Where notes of what was done are kept, and whether they are: ports, as in `ports.ts`. */
import type { Action, Target } from "./activity.ts";
import type { Listen } from "./ports.ts";
import type { Result } from "./result.ts";

/** How many entries are kept: the latest. */
export const ACTIVITY_LIMIT = 1_000;

/** Who began it. */
export type Doer = "person" | "timer";

/** One thing that was done, or that failed. It never holds a key. */
export interface ActivityEntry extends Target {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: Doer;
  readonly action: Action;
  readonly result: "done" | "failed";
  /** A few words; of what failed, the step. */
  readonly detail?: string | undefined;
}

/** The entries, in a file that all windows share. Never throws. */
export interface ActivityStore {
  /** The latest entries, oldest first; fails with the reason when they cannot be read. */
  read(): Promise<Result<readonly ActivityEntry[], string>>;
  /** Fails, with nothing added, with the reason. */
  add(entries: readonly ActivityEntry[]): Promise<Result<void, string>>;
  /** Removes all entries, also those that cannot be read. */
  clear(): Promise<Result<void, string>>;
  /** Fires when the file was written, here or in another window. */
  readonly onDidChange: Listen;
}

/** Whether notes are taken, as set. */
export interface ActivitySetting {
  read(): boolean;
  readonly onDidChange: Listen;
}
