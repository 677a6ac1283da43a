import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { ACTIONS } from "../core/activity.ts";
import { ACTIVITY_LIMIT, type ActivityEntry, type ActivityStore } from "../core/activityPort.ts";
import { Emitter } from "../core/emitter.ts";
import type { Listen } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { WriteLock } from "../core/storePorts.ts";
import { SharedFile, type JsonObject } from "./sharedFiles.ts";

/** Longest text of an entry, in UTF-16 units: two names of a rename fit. */
const TEXT_LIMIT = 200;
/** The last moment that a date can tell (ECMA-262, Time Values). */
const END_OF_TIME = 8.64e15;

const entry = v.object({
  at: v.pipe(v.number(), v.minValue(-END_OF_TIME), v.maxValue(END_OF_TIME)),
  by: v.picklist(["person", "timer"]),
  action: v.picklist(ACTIONS),
  server: v.optional(v.string()),
  key: v.optional(v.string()),
  result: v.picklist(["done", "failed"]),
  detail: v.optional(v.string()),
});

/**
 * Activity in `activity.json`: `{"entries": [{"at": 1785542400000, "by": "person", "action": "verify", "result": "done", …}]}`,
 * oldest first. What a later version adds is kept, and an entry that this version cannot read is not given out.
 */
export class ActivityFile implements ActivityStore {
  readonly #path: string;
  readonly #lock: WriteLock;
  readonly #file: SharedFile;
  readonly #cleared = new Emitter();

  readonly onDidChange: Listen;

  /**
   * @param directory what all windows share; made when missing
   * @param changes tells of changes of `activity.json`, by whomever
   */
  constructor(directory: string, lock: WriteLock, changes: Listen) {
    this.#path = join(directory, "activity.json");
    this.#lock = lock;
    const file = new SharedFile(this.#path, lock);
    this.#file = file;
    this.onDidChange = (listener) => {
      const sources = [changes, file.onDidWrite, this.#cleared.listen];
      const subscriptions = sources.map((listen) => listen(listener));
      return { dispose: () => subscriptions.forEach((subscription) => subscription.dispose()) };
    };
  }

  async read(): Promise<Result<readonly ActivityEntry[], string>> {
    const content = await this.#file.read();
    if (!content.ok) return content;
    const list = listOf(content.value);
    if (list === undefined) return fail(this.#file.broken());
    const parsed = list.map((one) => v.safeParse(entry, one));
    return ok(parsed.flatMap(({ success, output }) => (success ? [output] : [])));
  }

  add(entries: readonly ActivityEntry[]): Promise<Result<void, string>> {
    return this.#file.update((content) => {
      const list = listOf(content);
      if (list === undefined) return fail(this.#file.broken());
      content.entries = [...list, ...entries.map(bounded)].slice(-ACTIVITY_LIMIT);
      return ok("changed");
    });
  }

  async clear(): Promise<Result<void, string>> {
    const removed = await this.#lock.run(() => this.#remove());
    if (!removed.ok) return removed;
    if (removed.value.ok) this.#cleared.fire();
    return removed.value;
  }

  async #remove(): Promise<Result<void, string>> {
    try {
      await rm(this.#path, { force: true });
      return ok();
    } catch (error) {
      return fail(
        l10n.t("{0} cannot be deleted: {1}", this.#path, error instanceof Error ? error.message : String(error)),
      );
    }
  }
}

/** Undefined when the file holds something else in its place. */
function listOf({ entries = [] }: JsonObject): readonly unknown[] | undefined {
  return Array.isArray(entries) ? entries : undefined;
}

/** An entry whose texts, which are not all from here, are not too long. */
function bounded({ server, key, detail, ...rest }: ActivityEntry): ActivityEntry {
  return { ...rest, server: short(server), key: short(key), detail: short(detail) };
}

function short(text: string | undefined): string | undefined {
  return text !== undefined && text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT - 1)}…` : text;
}
