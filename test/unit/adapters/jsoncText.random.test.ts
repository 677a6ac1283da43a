import assert from "node:assert/strict";
import { withEdits } from "../../../src/adapters/configEdits.ts";
import { editText, locate, readValue } from "../../../src/adapters/jsoncText.ts";
import type { ConfigEdit, ConfigPath } from "../../../src/core/ports.ts";

/** Numbers from 0 to n - 1, the same row for the same seed. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** A text with comments and commas wherever they may be; each name, number and comment occurs once. */
class Writer {
  /** Every property with a plain value, as written, and its path. */
  readonly plain: { readonly path: ConfigPath; readonly written: string }[] = [];
  readonly comments: string[] = [];
  readonly objects: ConfigPath[] = [];
  readonly arrays: ConfigPath[] = [];
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
      const inner = this.#inner(at, depth, name === "s" ? 0 : this.#roll(4));
      if (inner !== undefined) return `${JSON.stringify(name)}:${this.#gap()}${inner}`;
      const written = `${JSON.stringify(name)}: ${this.#count++}`;
      this.plain.push({ path: at, written });
      return written;
    });
    return `{${this.#listed(properties)}}`;
  }

  #array(path: ConfigPath, depth: number): string {
    this.arrays.push(path);
    const elements = Array.from({ length: this.#roll(4) }, (_, index) => {
      const at = [...path, String(index)];
      const inner = this.#inner(at, depth, this.#roll(4));
      if (inner !== undefined) return inner;
      const written = `"v${this.#count++}"`;
      this.plain.push({ path: at, written });
      return written;
    });
    return `[${this.#listed(elements)}]`;
  }

  #inner(path: ConfigPath, depth: number, kind: number): string | undefined {
    if (depth >= 4 || kind > 1) return undefined;
    return kind === 0 ? this.#object(path, depth + 1) : this.#array(path, depth + 1);
  }

  #listed(members: readonly string[]): string {
    const body = members.map((member) => this.#gap() + member + this.#gap()).join(",");
    const trailing = members.length > 0 && this.#roll(3) === 0 ? "," : "";
    return body + trailing + this.#gap();
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

const same = (one: ConfigPath, other: ConfigPath): boolean => JSON.stringify(one) === JSON.stringify(other);

const under = (path: ConfigPath, ancestor: ConfigPath): boolean =>
  ancestor.every((name, index) => path[index] === name);

async function assertEdited(seed: number, what: "add" | "change" | "remove" | "rename"): Promise<void> {
  const writer = new Writer(seed);
  const before = writer.text();
  const inside = (path: ConfigPath): boolean => path[0] === "s" && (path.length > 1 || what === "add");
  const isArray = (path: ConfigPath): boolean => writer.arrays.some((array) => same(array, path));
  const containers = [...writer.objects, ...writer.arrays];
  const candidates = [...containers, ...writer.plain.map(({ path }) => path)];
  const open = (what === "add" ? containers : candidates)
    .filter(inside)
    .filter((path) => what !== "rename" || !isArray(path.slice(0, -1)));
  if (open.length === 0) return;
  const [, ...target] = writer.pick(open);
  const path = what === "add" ? [...target, isArray(["s", ...target]) ? "-" : "added"] : target;
  const value = what === "remove" ? undefined : writer.pick<unknown>([7, { a: { b: "x" } }, {}]);
  const to = writer.pick(["a", "another", 'Köln "1"']);
  const edit = what === "rename" ? { path, rename: to } : { path, value };

  const edited = await editText(before, "s", [edit]);
  assert.ok(edited.ok, before);
  const after = edited.value;
  const old = await readValue(before, "s");
  assert.ok(old.ok);
  const expected = withEdits(old.value, [edit]);
  const read = await readValue(after, "s");
  assert.equal(JSON.stringify(read), JSON.stringify(expected), `${before}\n=>\n${after}`);

  const [place] = await locate(before, "s", [path]);
  assert.ok(place);
  const kept = writer.plain.filter((property) => !under(property.path, ["s", ...path])).map(({ written }) => written);
  if (what === "change") {
    assert.ok(after.startsWith(before.slice(0, place.value.start)), `${before}\n=>\n${after}`);
    assert.ok(after.endsWith(before.slice(place.value.end)), `${before}\n=>\n${after}`);
  } else if (what === "rename") {
    const { start, end } = place.name;
    assert.equal(after, before.slice(0, start) + JSON.stringify(to) + before.slice(end));
    return;
  } else if (what === "add") {
    kept.push(...writer.comments);
  } else {
    const lines = lineOf(before, place.name.start, place.value.end);
    kept.push(...writer.comments.filter((comment) => !lines.includes(comment)));
  }
  const lost = kept.filter((written) => !after.includes(written));
  assert.deepEqual(lost, [], `${before}\n=>\n${after}`);
}

/** Several edits in a row, of what may be there or not: the text says what the plain value would, or fails as it does. */
async function assertAsOnPlainValue(seed: number): Promise<string> {
  const writer = new Writer(seed);
  const before = writer.text();
  const all = [...writer.objects, ...writer.arrays, ...writer.plain.map(({ path }) => path)];
  const known = all.filter(([first]) => first === "s");
  const names = ["another", "-", "1", ...known.map((path) => path.at(-1) ?? "s")];
  const anEdit = (): ConfigEdit => {
    const [, ...there] = writer.pick(known);
    const path = writer.pick([there, there, there, [...there, writer.pick(names)]]);
    const rename = { path, rename: writer.pick(names) };
    return writer.pick<ConfigEdit>([rename, rename, { path, value: undefined }, { path, value: { another: 1 } }]);
  };
  const edits = Array.from({ length: writer.pick([1, 2, 3, 5]) }, anEdit);
  const old = await readValue(before, "s");
  assert.ok(old.ok);
  const edited = await editText(before, "s", edits);
  const outcome = edited.ok ? await readValue(edited.value, "s") : edited;
  const expected = withEdits(old.value, edits);
  assert.equal(JSON.stringify(outcome), JSON.stringify(expected), `${before}\n${JSON.stringify(edits)}`);
  return expected.ok ? "edited" : expected.reason;
}

/** The whole lines of that range. */
function lineOf(text: string, start: number, end: number): string {
  const next = text.indexOf("\n", end);
  return text.slice(text.lastIndexOf("\n", start - 1) + 1, next === -1 ? undefined : next);
}

describe("jsoncText on random texts", () => {
  for (const what of ["add", "change", "remove", "rename"] as const)
    it(`can ${what} a property, and leaves every other one as it is written`, async () => {
      for (let seed = 1; seed <= 1500; seed++) await assertEdited(seed, what);
    });

  it("makes several edits as they are made on a plain value, or fails as they do", async () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= 1500; seed++) outcomes.add(await assertAsOnPlainValue(seed));
    assert.deepEqual([...outcomes].sort(), ["absent", "broken", "edited", "taken"]);
  });
});
