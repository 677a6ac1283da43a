import { getNodeValue, parseTree, type ParseError } from "jsonc-parser";
import { editText, readValue } from "../../../src/adapters/jsoncText.ts";
import { Emitter } from "../../../src/core/emitter.ts";
import type { ConfigEdit, EditFailure, EditTerms, ServerList } from "../../../src/core/ports.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

const SETTING = "servicedeskPlus.servers";

/** The list in the text of a settings.json in memory, with the ways in which that cannot be written. */
export class FakeServerList implements ServerList {
  /** While set, no edit is made and each fails so. */
  trouble: EditFailure["kind"] | undefined;
  readonly #changed = new Emitter();
  readonly onDidChange = this.#changed.listen;
  #text: string;
  /** What the text says; while it is broken, what was read last. */
  #value: unknown;

  constructor(value?: unknown) {
    this.#text = textOf(value);
    this.#value = valueOf(this.#text, undefined);
  }

  /** With the whole text of a settings.json. */
  static ofText(text: string): FakeServerList {
    const list = new FakeServerList();
    list.text = text;
    return list;
  }

  get text(): string {
    return this.#text;
  }

  /** As the person who edits settings.json by hand. */
  set text(text: string) {
    this.#take(text);
    this.#changed.fire();
  }

  /** As that person, who leaves nothing else in it. */
  set(value: unknown): void {
    this.text = textOf(value);
  }

  read(): unknown {
    return structuredClone(this.#value);
  }

  async readNow(): Promise<unknown> {
    const read = await readValue(this.#text, SETTING);
    return read.ok ? read.value : this.read();
  }

  async edit(
    edits: readonly ConfigEdit[],
    { onlyIfAbsent, within }: EditTerms = {},
  ): Promise<Result<void, EditFailure>> {
    const work = async (): Promise<Result<void, EditFailure>> => {
      if (this.trouble !== undefined) return failed(this.trouble);
      const text = this.#text;
      const edited = await editText(text, SETTING, edits, onlyIfAbsent);
      if (text !== this.#text) return work();
      if (!edited.ok) return failed(edited.reason);
      const before = JSON.stringify(this.#value);
      this.#take(edited.value);
      if (JSON.stringify(this.#value) !== before) this.#changed.fire();
      return ok();
    };
    if (within === undefined) return work();
    const held = await within.run(work);
    return held.ok ? held.value : fail({ kind: "failed", detail: held.reason });
  }

  #take(text: string): void {
    this.#text = text;
    this.#value = valueOf(text, this.#value);
  }
}

function textOf(value: unknown): string {
  return JSON.stringify({ [SETTING]: value }, undefined, 2);
}

/** As `readValue`, which is not to be had at once: it loads its parser when it is asked. */
function valueOf(text: string, last: unknown): unknown {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true, allowEmptyContent: true });
  if (errors.length > 0 || (root && root.type !== "object")) return last;
  const settings = JSON.parse(JSON.stringify(root ? getNodeValue(root) : {})) as Record<string, unknown>;
  return settings[SETTING];
}

function failed(kind: EditFailure["kind"]): Result<never, EditFailure> {
  return fail({ kind, detail: `settings.json: ${kind}` });
}
