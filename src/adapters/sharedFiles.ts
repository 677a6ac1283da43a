import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import * as l10n from "@vscode/l10n";
import type { WriteLock } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";

export type JsonObject = Record<string, unknown>;

/**
 * Changes the content as it is in the file at that moment, in place; what it does not know it leaves alone. Says whether
 * it changed anything; fails, without having changed anything, with the reason.
 */
export type Edit = (content: JsonObject) => Result<"changed" | "same", string>;

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
  #waiting: Waiting[] = [];
  #writing = false;

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

  /** Edits the file under the lock. Edits that come while another is being written are written together. */
  update(edit: Edit): Promise<Result<void, string>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ edit, resolve, reject });
      if (!this.#writing) void this.#writeAll();
    });
  }

  /** The reason why the file is not touched. */
  broken(): string {
    return l10n.t("{0} is damaged. Mend it, or delete it to begin anew.", this.#path);
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const locked = await this.#lock.run(() => this.#write(this.#take()));
      if (!locked.ok) for (const { resolve } of this.#take()) resolve(locked);
    }
    this.#writing = false;
  }

  #take(): Waiting[] {
    return this.#waiting.splice(0);
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
    await rename(temporary, path);
    return ok();
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    return fail(l10n.t("{0} cannot be written: {1}", path, messageOf(error)));
  }
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
