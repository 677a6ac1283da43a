import { join } from "node:path";
import * as v from "valibot";
import { isSameNote, type ClipboardNote, type ClipboardNotes, type FoundNote } from "../core/clipboardPorts.ts";
import { ok, type Result } from "../core/result.ts";
import type { WriteLock } from "../core/storePorts.ts";
import { hasEnded, processMark, thisProcess } from "./processMark.ts";
import { SharedFile, type JsonObject } from "./sharedFiles.ts";

const noted = v.object({ entry: v.string(), due: v.number(), hash: v.string(), owner: processMark });

/**
 * The note in `clipboard.json`: `{"copied": {"entry": "prod / ci", "due": 1785542400000, "hash": "<hex>",
 * "owner": {"pid": 4711, "host": "…"}}}`; without `copied` there is none. One that this version cannot read is none.
 */
export class ClipboardNoteFile implements ClipboardNotes {
  readonly #file: SharedFile;

  /** @param directory what all windows share; made when missing */
  constructor(directory: string, lock: WriteLock) {
    this.#file = new SharedFile(join(directory, "clipboard.json"), lock);
  }

  async read(): Promise<Result<FoundNote | undefined, string>> {
    const content = await this.#file.read();
    return content.ok ? ok(noteIn(content.value)) : content;
  }

  write({ entry, due, hash }: ClipboardNote): Promise<Result<void, string>> {
    return this.#file.update((content) => {
      content.copied = { entry, due, hash, owner: thisProcess() };
      return ok("changed");
    });
  }

  remove(note: ClipboardNote): Promise<Result<void, string>> {
    return this.#file.update((content) => {
      if (!isSameNote(note, noteIn(content))) return ok("same");
      delete content.copied;
      return ok("changed");
    });
  }
}

function noteIn({ copied }: JsonObject): FoundNote | undefined {
  if (!v.is(noted, copied)) return undefined;
  const { entry, due, hash, owner } = copied;
  return { entry, due, hash, ownerEnded: hasEnded(owner) };
}
