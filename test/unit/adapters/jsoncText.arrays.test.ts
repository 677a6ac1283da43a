import assert from "node:assert/strict";
import { withEdits } from "../../../src/adapters/configEdits.ts";
import { editText, locate, readValue } from "../../../src/adapters/jsoncText.ts";
import type { ConfigEdit } from "../../../src/core/ports.ts";

const set = (path: string, value: unknown): ConfigEdit => ({ path: path.split("/"), value });
const remove = (path: string): ConfigEdit => set(path, undefined);
const lines = (...all: string[]): string => all.join("\n");

type Case = readonly [what: string, before: string, edits: ConfigEdit | ConfigEdit[], after: string];

/** The text is as said, and its value is what the same edits make of the plain value. */
async function assertEdit([, before, edits, after]: Case): Promise<void> {
  const all = [edits].flat();
  assert.deepEqual(await editText(before, "s", all), { ok: true, value: after });
  const [old, read] = [await readValue(before, "s"), await readValue(after, "s")];
  assert.ok(old.ok && read.ok);
  assert.deepEqual(withEdits(old.value, all), { ok: true, value: read.value });
}

const inArray = (...all: string[]): string => lines('{ "s": {', '  "a": [', ...all, "  ]", "}}");

describe("jsoncText: setting elements of an array", () => {
  const cases: Case[] = [
    [
      "changes a property of one, and nothing of the others",
      inArray('    { "name": "x", "later": [1] }, // of x', '    { "name": "y", /* of y */ "later": 2 },'),
      set("a/1/name", "z"),
      inArray('    { "name": "x", "later": [1] }, // of x', '    { "name": "z", /* of y */ "later": 2 },'),
    ],
    ["adds one to it", '{"s":{"a":[{"n":1},{"n":2}]}}', set("a/0/u", "v"), '{"s":{"a":[{"n":1, "u": "v"},{"n":2}]}}'],
    ["removes one of it", '{"s":{"a":[{"n":1,"u":2}]}}', remove("a/0/u"), '{"s":{"a":[{"n":1}]}}'],
    ["replaces one that is no object", '{"s":{"a":["x", null, "y"]}}', set("a/0", 7), '{"s":{"a":[7, null, "y"]}}'],
    [
      "makes an object of null",
      '{"s":{"a":["x",null]}}',
      set("a/1/n", 1),
      lines('{"s":{"a":["x",{', '    "n": 1', "}]}}"),
    ],
    [
      "leaves an equal one as it is written",
      '{"s":{"a":[{"n" :1e1}]}}',
      set("a/0", { n: 10 }),
      '{"s":{"a":[{"n" :1e1}]}}',
    ],
    [
      "adds behind the last, after its comment",
      inArray('    { "n": 1 } // of 1', "    // nobody's"),
      set("a/-", { n: 2 }),
      inArray('    { "n": 1 }, // of 1', "    {", '        "n": 2', "    }", "    // nobody's"),
    ],
    [
      "keeps a trailing comma trailing",
      lines("{", '\t"s": {', '\t\t"a": [', '\t\t\t"x", // c', "\t\t],", "\t},", "}"),
      set("a/1", "y"),
      lines("{", '\t"s": {', '\t\t"a": [', '\t\t\t"x", // c', '\t\t\t"y",', "\t\t],", "\t},", "}"),
    ],
    [
      "adds in the line",
      '{"s":{"a":[{"n":1}]}}',
      set("a/-", { n: 2, u: ["v w", {}] }),
      '{"s":{"a":[{"n":1}, { "n": 2, "u": [ "v w", {} ] }]}}',
    ],
    [
      "adds in the line before a trailing comma",
      '{"s":{"a":[1 /* c */ ,]}}',
      set("a/-", "\n x"),
      '{"s":{"a":[1 /* c */ , "\\n x",]}}',
    ],
    [
      "adds behind an object that begins in the array's line",
      lines('{"s":{"a":[{', '  "n": 1', "}]}}"),
      set("a/-", { n: 2 }),
      lines('{"s":{"a":[{', '  "n": 1', '}, { "n": 2 }]}}'),
    ],
    [
      "adds to an empty one",
      lines("{", '  "s": {', '    "a": []', "  }", "}"),
      set("a/-", { n: 1 }),
      lines("{", '  "s": {', '    "a": [', "      {", '        "n": 1', "      }", "    ]", "  }", "}"),
    ],
    [
      "adds to an empty one after its comment",
      lines('{"s":{"a":[', "  // none yet", "]}}"),
      set("a/0", 1),
      lines('{"s":{"a":[', "  // none yet", "    1", "]}}"),
    ],
    [
      "writes the text's own line ends",
      '{\r\n\t"s": {"a": [\r\n\t\t1\r\n\t]}\r\n}',
      set("a/-", { n: 2 }),
      '{\r\n\t"s": {"a": [\r\n\t\t1,\r\n\t\t{\r\n\t\t\t"n": 2\r\n\t\t}\r\n\t]}\r\n}',
    ],
    [
      "adds behind the last that shares its line with the bracket",
      lines('{"s":{"a":[', "    1 /* c */ ]}}"),
      set("a/-", 2),
      lines('{"s":{"a":[', "    1, /* c */", "    2", "]}}"),
    ],
    ["finds those of an array in an array", '{"s":{"a":[[1,2],[3]]}}', set("a/0/1", 7), '{"s":{"a":[[1,7],[3]]}}'],
    ["takes a number for a name in an object", '{"s":{"0":{"-":1}}}', set("0/-", 2), '{"s":{"0":{"-":2}}}'],
  ];
  for (const one of cases) it(one[0], () => assertEdit(one));

  const refused = ["a/2", "a/01", "a/1.0", "a/-1", "a/ 0", "a/", "a/name", "a/length", "a/2/n"];
  for (const path of refused)
    it(`refuses ${path} of one element`, async () => {
      assert.deepEqual(await editText('{"s":{"a":[{}]}}', "s", [set(path, 1)]), { ok: false, reason: "broken" });
      assert.deepEqual(withEdits({ a: [{}] }, [set(path, 1)]), { ok: false, reason: "broken" });
    });
});

describe("jsoncText: removing elements of an array", () => {
  const cases: Case[] = [
    [
      "takes the line, the comma and the comment behind",
      inArray('    { "n": 1 }, // of 1', '    { "n": 2 } // of 2'),
      remove("a/0"),
      inArray('    { "n": 2 } // of 2'),
    ],
    [
      "takes the comma before the last",
      inArray('    { "n": 1 }, // of 1', "    {", '      "n": 2', "    }"),
      remove("a/1"),
      inArray('    { "n": 1 } // of 1'),
    ],
    ["leaves a trailing comma", inArray("    1,", "    2, // of 2"), remove("a/1"), inArray("    1,")],
    ["takes the only one", inArray("    1 // of 1"), remove("a/0"), inArray()],
    [
      "leaves comments on lines of their own",
      inArray("    // one", "    1,", "    // two", "    2"),
      remove("a/0"),
      inArray("    // one", "    // two", "    2"),
    ],
    ["takes the first in a line", '{"s":{"a":[ 1, 2 ]}}', remove("a/0"), '{"s":{"a":[ 2 ]}}'],
    ["takes the last in a line", '{"s":{"a":[ 1, 2 ]}}', remove("a/1"), '{"s":{"a":[ 1 ]}}'],
    ["takes one between", '{"s":{"a":[{"n":1},{"n":2},{"n":3}]}}', remove("a/1"), '{"s":{"a":[{"n":1},{"n":3}]}}'],
    ["takes the only one in a line", '{"s":{"a":[{"n":1}]}}', remove("a/0"), '{"s":{"a":[]}}'],
    ["takes one of equal ones", '{"s":{"a":[1,1,1]}}', remove("a/0"), '{"s":{"a":[1,1]}}'],
    [
      "takes two, each from what the one before left",
      '{"s":{"a":[1,2,3]}}',
      [remove("a/0"), remove("a/0")],
      '{"s":{"a":[3]}}',
    ],
    ["keeps carriage returns", '{"s":{"a":[\r\n1,\r\n2\r\n]}}', remove("a/1"), '{"s":{"a":[\r\n1\r\n]}}'],
    [
      "takes nothing that is not there",
      '{"s":{"a":[1]}}',
      [remove("a/1"), remove("a/-"), remove("a/n"), remove("a/0/n"), remove("a/")],
      '{"s":{"a":[1]}}',
    ],
  ];
  for (const one of cases) it(one[0], () => assertEdit(one));
});

describe("jsoncText: places of elements", () => {
  const text = '{"s":{"a":[1,{"n":2}]}}';
  const rows: [path: string, name: string, value: string][] = [
    ["a/0", "1", "1"],
    ["a/1", '{"n":2}', '{"n":2}'],
    ["a/1/n", '"n"', "2"],
    ["a/2", '"a"', '[1,{"n":2}]'],
    ["a/", '"a"', '[1,{"n":2}]'],
  ];
  for (const [path, name, value] of rows)
    it(`${path}: ${name}`, async () => {
      const [place] = await locate(text, "s", [path.split("/")]);
      const cut = (range?: { start: number; end: number }): string => text.slice(range?.start, range?.end);
      assert.deepEqual([cut(place?.name), cut(place?.value)], [name, value]);
    });
});

describe("jsoncText: elements that must not be there", () => {
  const rows: [path: string, is: boolean][] = [
    ["a/0", true],
    ["a/0/n", true],
    ["a/1", false],
    ["a/-", false],
    ["a/0/u", false],
  ];
  for (const [path, is] of rows)
    it(`${is ? "finds" : "does not find"} ${path} taken`, async () => {
      const absent = path.split("/");
      const outcomes = [
        await editText('{"s":{"a":[{"n":1}]}}', "s", [], absent),
        withEdits({ a: [{ n: 1 }] }, [], absent),
      ];
      assert.deepEqual(
        outcomes.map((outcome) => (outcome.ok ? undefined : outcome.reason)),
        is ? ["taken", "taken"] : [undefined, undefined],
      );
    });
});
