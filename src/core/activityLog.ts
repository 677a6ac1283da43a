import type { Action, ActivityNotes, Target } from "./activity.ts";
import {
  ACTIVITY_LIMIT,
  type ActivityEntry,
  type ActivitySetting,
  type ActivityStore,
  type Doer,
} from "./activityPort.ts";
import type { Clock, Listen, Log } from "./ports.ts";
import type { Result } from "./result.ts";

/** What there is to show. */
export interface ActivityView {
  /** Oldest first. */
  readonly entries: readonly ActivityEntry[];
  /** Why only what waits in this window is among them. */
  readonly trouble?: string | undefined;
}

/**
 * Notes what is done, with the time, and keeps it in the store. What cannot be written for the moment waits here and goes
 * with the next note, or when somebody looks; it is said once in the log.
 */
export class Activity implements ActivityNotes {
  readonly #store: ActivityStore;
  readonly #setting: ActivitySetting;
  readonly #clock: Clock;
  readonly #log: Pick<Log, "warn">;
  readonly #by: Doer;
  /** Oldest first. */
  #waiting: readonly ActivityEntry[] = [];
  #writing: Promise<void> | undefined;
  #saidTrouble = false;

  /** Fires when there may be something else to show. */
  readonly onDidChange: Listen;

  /** @param by who does what is noted here */
  constructor(
    store: ActivityStore,
    setting: ActivitySetting,
    clock: Clock,
    log: Pick<Log, "warn">,
    by: Doer = "person",
  ) {
    this.#store = store;
    this.#setting = setting;
    this.#clock = clock;
    this.#log = log;
    this.#by = by;
    this.onDidChange = (listener) => {
      const subscriptions = [store.onDidChange(listener), setting.onDidChange(listener)];
      return { dispose: () => subscriptions.forEach((subscription) => subscription.dispose()) };
    };
  }

  /** Whether notes are taken. */
  get enabled(): boolean {
    return this.#setting.read();
  }

  note(action: Action, { server, key }: Target, result: ActivityEntry["result"], detail?: string): void {
    if (!this.enabled) return;
    const entry = { at: this.#clock.now(), by: this.#by, action, server, key, result, detail };
    this.#waiting = [...this.#waiting, entry].slice(-ACTIVITY_LIMIT);
    void this.#write();
  }

  async follow<T, F extends { readonly step: string }>(
    action: Action,
    target: Target,
    work: Promise<Result<T, F>>,
    detail?: string,
  ): Promise<Result<T, F>> {
    const outcome = await work;
    if (outcome.ok) this.note(action, target, "done", detail);
    else this.note(action, target, "failed", outcome.reason.step);
    return outcome;
  }

  /** All that was noted so far, here and in other windows, written or not: the lock may be held for long. */
  async look(): Promise<ActivityView> {
    void this.#write();
    for (;;) {
      const waiting = this.#waiting;
      const stored = await this.#store.read();
      // What was written in between is missing in one of both, or in both.
      if (waiting !== this.#waiting) continue;
      return stored.ok ? { entries: [...stored.value, ...waiting] } : { entries: waiting, trouble: stored.reason };
    }
  }

  /** Forgets all that was noted so far, here and in other windows, also where it cannot be read. */
  async clear(): Promise<Result<void, string>> {
    await this.#write();
    const cleared = await this.#store.clear();
    if (cleared.ok) this.#waiting = [];
    return cleared;
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  /** Notes that come while others are written go together, after these. */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = new Set(this.#waiting);
      const added = await this.#store.add([...batch]);
      if (!added.ok && !this.#saidTrouble) this.#log.warn(`activity: ${added.reason}`);
      this.#saidTrouble = !added.ok;
      if (!added.ok) return;
      this.#waiting = this.#waiting.filter((entry) => !batch.has(entry));
    }
  }
}
