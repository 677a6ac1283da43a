import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import { Emitter } from "../core/emitter.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { isObject } from "../core/settingForms.ts";
import type { WriteLock } from "../core/storePorts.ts";

export type JsonObject = Record<string, unknown>;

/**
 * Changes the content as it is in the file at that moment, in place; what it does not know it leaves alone. Says whether
 * it changed anything; fails, without having changed anything, with the reason.
 */
export type Edit = (content: JsonObject) => Result<"changed" | "same", string>;

/** How often, and after how many milliseconds each, a file is put in the place of one that is open elsewhere. */
const MOVE_TRIES = 20;
const MOVE_PAUSE = 50;

interface Waiting {
  readonly edit: Edit;
  readonly resolve: (outcome: Result<void, string>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A JSON object in a file that all windows of the editor read and write. A reader sees one whole content or another,
 * never a part. A file that is broken is never written: what is in it may be of use to a person.
 */
export class SharedFile {
  readonly #path: string;
  readonly #lock: WriteLock;
  readonly #written = new Emitter();
  /**
   * Edits that wait, by the lock they are to be made under. Those of who holds the lock are apart: the others go on only
   * when he has given it back.
   */
  readonly #waiting = new Map<WriteLock, Waiting[]>();

  /** Fires after each write of this window. */
  readonly onDidWrite = this.#written.listen;

  constructor(path: string, lock: WriteLock) {
    this.#path = path;
    this.#lock = lock;
  }

  /** Fails with the reason when the file cannot be read; an absent file is an empty object. */
  async read(): Promise<Result<JsonObject, string>> {
    let text;
    try {
      text = await readFile(this.#path, "utf8");
    } catch (error) {
      if (isAbsent(error)) return ok({});
      return fail(l10n.t("{0} cannot be read: {1}", this.#path, messageOf(error)));
    }
    const content = parseObject(text);
    return content === undefined ? fail(this.broken()) : ok(content);
  }

  /**
   * Edits the file under the lock. Edits that come while another is being written are written together.
   * @param within the lock, by those who hold it
   */
  update(edit: Edit, within = this.#lock): Promise<Result<void, string>> {
    return new Promise((resolve, reject) => {
      const mine = { edit, resolve, reject };
      const waiting = this.#waiting.get(within);
      if (waiting === undefined) void this.#writeAll(within, [mine]);
      else waiting.push(mine);
    });
  }

  /** The reason why the file is not touched. */
  broken(): string {
    return l10n.t("{0} is damaged. Mend it, or delete it to begin anew.", this.#path);
  }

  async #writeAll(lock: WriteLock, waiting: Waiting[]): Promise<void> {
    this.#waiting.set(lock, waiting);
    while (waiting.length > 0) {
      try {
        const locked = await lock.run(() => this.#write(waiting.splice(0)));
        if (!locked.ok) for (const { resolve } of waiting.splice(0)) resolve(locked);
      } catch (error) {
        for (const { reject } of waiting.splice(0)) reject(error);
      }
    }
    this.#waiting.delete(lock);
  }

  async #write(edits: readonly Waiting[]): Promise<void> {
    const content = await this.read();
    if (!content.ok) return edits.forEach(({ resolve }) => resolve(content));
    const edited: Waiting[] = [];
    for (const waiting of edits) {
      try {
        const change = waiting.edit(content.value);
        if (change.ok && change.value === "changed") edited.push(waiting);
        else waiting.resolve(change.ok ? ok() : change);
      } catch (error) {
        waiting.reject(error);
      }
    }
    if (edited.length === 0) return;
    const replaced = await replace(this.#path, content.value);
    for (const { resolve } of edited) resolve(replaced);
    if (replaced.ok) this.#written.fire();
  }
}

/** Writes beside the file and moves into place, so that no reader and no power failure finds half of it. */
async function replace(path: string, content: JsonObject): Promise<Result<void, string>> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify(content, undefined, 2) + "\n");
      await file.sync();
    } finally {
      await file.close();
    }
    await moveInto(temporary, path);
    return ok();
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    return fail(l10n.t("{0} cannot be written: {1}", path, messageOf(error)));
  }
}

/** On Windows a file cannot be replaced while another process has it open, as windows and virus scanners do for moments. */
async function moveInto(temporary: string, path: string): Promise<void> {
  for (let left = MOVE_TRIES; ; left--) {
    try {
      return await rename(temporary, path);
    } catch (error) {
      if (left === 1 || !isBusy(error)) throw error;
      await delay(MOVE_PAUSE);
    }
  }
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(String(code));
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
