import type { Clipboard, ClipboardFailure } from "../../../src/core/clipboardPorts.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

type Mode = "works" | ClipboardFailure["kind"];

/** A clipboard in memory, which may refuse to be read or written. */
export class FakeClipboard implements Clipboard {
  text: string;
  reading: Mode = "works";
  writing: Mode | "ignored" = "works";
  /** What a person or another program does to the clipboard while it is being read, once. */
  meanwhile: (() => void) | undefined;

  constructor(text = "") {
    this.text = text;
  }

  async read(): Promise<Result<string, ClipboardFailure>> {
    const { text, meanwhile } = this;
    this.meanwhile = undefined;
    await Promise.resolve();
    meanwhile?.();
    return this.reading === "works" ? ok(text) : refusal(this.reading);
  }

  async write(text: string): Promise<Result<void, ClipboardFailure>> {
    await Promise.resolve();
    if (this.writing === "failed" || this.writing === "waiting") return refusal(this.writing);
    if (this.writing === "works") this.text = text;
    return ok();
  }
}

function refusal(kind: ClipboardFailure["kind"]): Result<never, ClipboardFailure> {
  return fail({ kind, detail: "the editor's own text" });
}
