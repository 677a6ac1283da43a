import assert from "node:assert/strict";
import { withEdits } from "../../../src/adapters/configEdits.ts";
import { editText, locate, readValue } from "../../../src/adapters/jsoncText.ts";
import type { ConfigPath } from "../../../src/core/ports.ts";

/** Numbers from 0 to n - 1, the same row for the same seed. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** A text with comments and commas wherever they may be; each name and each comment occurs once. */
class Writer {
  /** Every property with a plain value, as written, and its path. */
  readonly plain: { readonly path: ConfigPath; readonly written: string }[] = [];
  readonly comments: string[] = [];
  readonly objects: ConfigPath[] = [];
  readonly #roll: (n: number) => number;
  readonly #eol: string;
  #count = 0;

  constructor(seed: number) {
    this.#roll = dice(seed);
    this.#eol = this.#roll(4) === 0 ? "\r\n" : "\n";
  }

  text(): string {
    return this.#gap() + this.#object([], 0) + this.#gap();
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.#roll(from.length)];
    assert.ok(picked !== undefined);
    return picked;
  }

  #object(path: ConfigPath, depth: number): string {
    this.objects.push(path);
    const size = depth === 0 ? 3 : this.#roll(4);
    const properties = Array.from({ length: size }, (_, index) => {
      const name = depth === 0 && index === 1 ? "s" : `n${this.#count++}`;
      const at = [...path, name];
      if (depth < 4 && (name === "s" || this.#roll(2) === 0)) {
        return `${JSON.stringify(name)}:${this.#gap()}${this.#object(at, depth + 1)}`;
      }
      const written = `${JSON.stringify(name)}: ${this.#count++}`;
      this.plain.push({ path: at, written });
      return written;
    });
    const body = properties.map((property) => this.#gap() + property + this.#gap()).join(",");
    const trailing = size > 0 && this.#roll(3) === 0 ? "," : "";
    return `{${body}${trailing}${this.#gap()}}`;
  }

  #gap(): string {
    const comment = (open: string, close: string): string => {
      const written = `${open}c${this.#count++}, "s": {}${close}`;
      this.comments.push(written);
      return written;
    };
    const parts = Array.from({ length: this.#roll(4) }, () =>
      this.pick([
        () => " ",
        () => "\t",
        () => this.#eol + "  ",
        () => this.#eol,
        () => comment("/*", "*/"),
        () => comment("/*" + this.#eol, "*/"),
        () => comment("// ", "") + this.#eol,
      ])(),
    );
    return parts.join("");
  }
}

const under = (path: ConfigPath, ancestor: ConfigPath): boolean =>
  ancestor.every((name, index) => path[index] === name);

async function assertEdited(seed: number, what: "add" | "change" | "remove"): Promise<void> {
  const writer = new Writer(seed);
  const before = writer.text();
  const inside = (path: ConfigPath): boolean => path[0] === "s" && (path.length > 1 || what === "add");
  const candidates = [...writer.objects, ...writer.plain.map(({ path }) => path)];
  const open = (what === "add" ? writer.objects : candidates).filter(inside);
  if (open.length === 0) return;
  const [, ...target] = writer.pick(open);
  const path = what === "add" ? [...target, "added"] : target;
  const value = what === "remove" ? undefined : writer.pick<unknown>([7, { a: { b: "x" } }, {}]);

  const edited = await editText(before, "s", [{ path, value }]);
  assert.ok(edited.ok, before);
  const after = edited.value;
  const old = await readValue(before, "s");
  assert.ok(old.ok);
  const expected = withEdits(old.value, [{ path, value }]);
  const read = await readValue(after, "s");
  assert.equal(JSON.stringify(read), JSON.stringify({ ok: true, value: expected?.value }), `${before}\n=>\n${after}`);

  const [place] = await locate(before, "s", [path]);
  assert.ok(place);
  const kept = writer.plain.filter((property) => !under(property.path, ["s", ...path])).map(({ written }) => written);
  if (what === "change") {
    assert.ok(after.startsWith(before.slice(0, place.value.start)), `${before}\n=>\n${after}`);
    assert.ok(after.endsWith(before.slice(place.value.end)), `${before}\n=>\n${after}`);
  } else if (what === "add") {
    kept.push(...writer.comments);
  } else {
    const lines = lineOf(before, place.name.start, place.value.end);
    kept.push(...writer.comments.filter((comment) => !lines.includes(comment)));
  }
  const lost = kept.filter((written) => !after.includes(written));
  assert.deepEqual(lost, [], `${before}\n=>\n${after}`);
}

/** The whole lines of that range. */
function lineOf(text: string, start: number, end: number): string {
  const next = text.indexOf("\n", end);
  return text.slice(text.lastIndexOf("\n", start - 1) + 1, next === -1 ? undefined : next);
}

describe("jsoncText on random texts", () => {
  for (const what of ["add", "change", "remove"] as const)
    it(`can ${what} a property, and leaves every other one as it is written`, async () => {
      for (let seed = 1; seed <= 1500; seed++) await assertEdited(seed, what);
    });
});
