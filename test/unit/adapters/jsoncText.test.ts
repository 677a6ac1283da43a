import assert from "node:assert/strict";
import { withEdits } from "../../../src/adapters/configEdits.ts";
import { editText, readValue } from "../../../src/adapters/jsoncText.ts";
import type { ConfigEdit, ConfigPath } from "../../../src/core/ports.ts";

const set = (path: string, value: unknown): ConfigEdit => ({ path: steps(path), value });
const remove = (path: string): ConfigEdit => ({ path: steps(path), value: undefined });
const steps = (path: string): ConfigPath => (path === "" ? [] : path.split("/"));
const lines = (...all: string[]): string => all.join("\n");

async function assertEdit(before: string, edits: ConfigEdit | ConfigEdit[], after: string): Promise<void> {
  assert.deepEqual(await editText(before, "s", [edits].flat()), { ok: true, value: after });
}

async function assertRefused(text: string, edit: ConfigEdit): Promise<void> {
  assert.deepEqual(await editText(text, "s", [edit]), { ok: false, reason: "broken" });
}

describe("jsoncText: setting a property", () => {
  const cases: [string, string, ConfigEdit | ConfigEdit[], string][] = [
    [
      "replaces a value alone",
      '{ "s": {"a":1 /* x */, // y\n"b" : 2,}}',
      set("a", 7),
      '{ "s": {"a":7 /* x */, // y\n"b" : 2,}}',
    ],
    [
      "leaves an equal value as it is written",
      '{"s": {"a": {"x" :1e1}}}',
      set("a", { x: 10 }),
      '{"s": {"a": {"x" :1e1}}}',
    ],
    ["replaces null on the way", '{"s": null}', set("a", 1), lines('{"s": {', '    "a": 1', "}}")],
    [
      "edits the last of equal names",
      '{"s":{"a":1},"s":{"a":2,"a":3}}',
      set("a", 9),
      '{"s":{"a":1},"s":{"a":2,"a":9}}',
    ],
    ["keeps a byte order mark", '\uFEFF{"s": {"a": 1}}', set("a", 2), '\uFEFF{"s": {"a": 2}}'],
    ["makes a text of nothing", "", set("a", 1), lines("{", '    "s": {', '        "a": 1', "    }", "}", "")],
    ["makes it after comments", "// mine", set("", 1), lines("// mine", "{", '    "s": 1', "}", "")],
    ["keeps a mark before nothing", "\uFEFF", set("", 1), lines("\uFEFF{", '    "s": 1', "}", "")],
    ["fills an empty object", "{}", set("a", 1), lines("{", '    "s": {', '        "a": 1', "    }", "}")],
    ["leaves the lines of an empty object", lines("{", "", "}"), set("", 1), lines("{", '    "s": 1', "", "}")],
    ["fills after its comments", lines("{", "\t// c", "}"), set("", 1), lines("{", "\t// c", '    "s": 1', "}")],
    ["fills after a comment in the line", "{ /* c */ }", set("", 1), lines("{ /* c */", '    "s": 1', "}")],
    [
      "adds after the comment behind the last one, before those of nobody",
      lines("{", '  "a": 1 // about a', "  // nobody's", "}"),
      set("x", [1]),
      lines("{", '  "a": 1, // about a', '  "s": {', '    "x": [', "      1", "    ]", "  }", "  // nobody's", "}"),
    ],
    [
      "keeps a trailing comma trailing",
      lines("{", '\t"s": {', '\t\t"a": 1, // c', "\t},", "}"),
      set("b", 2),
      lines("{", '\t"s": {', '\t\t"a": 1, // c', '\t\t"b": 2,', "\t},", "}"),
    ],
    [
      "adds behind a comma on a line of its own",
      lines("{", '  "a": 1', "  ,", "}"),
      set("", 2),
      lines("{", '  "a": 1', "  ,", '  "s": 2,', "}"),
    ],
    [
      "passes a comment over several lines",
      lines("{", '  "a": 1 /* x', "  y */ // z", "}"),
      set("", 2),
      lines("{", '  "a": 1, /* x', "  y */ // z", '  "s": 2', "}"),
    ],
    ["adds a plain value in the line", '{ "s": { "a": 1 } }', set("b", 2), '{ "s": { "a": 1, "b": 2 } }'],
    ["adds in the line before a trailing comma", '{"s":{"a":1,}}', set("b", 2), '{"s":{"a":1, "b": 2,}}'],
    [
      "adds an object on lines of its own",
      '{ "a": 1 }',
      set("b", { c: {} }),
      lines('{ "a": 1,', '    "s": {', '        "b": {', '            "c": {}', "        }", "    }", "}"),
    ],
    [
      "writes the text's own line ends and tabs",
      '{\r\n\t"a": 1\r\n}\r\n',
      set("b", [true]),
      '{\r\n\t"a": 1,\r\n\t"s": {\r\n\t\t"b": [\r\n\t\t\ttrue\r\n\t\t]\r\n\t}\r\n}\r\n',
    ],
    [
      "indents a replaced object like its line",
      lines("{", '   "s": {', '      "a": 1', "   }", "}"),
      set("a", { b: "x\ny" }),
      lines("{", '   "s": {', '      "a": {', '         "b": "x\\ny"', "      }", "   }", "}"),
    ],
    ["takes __proto__ for a name", '{"s":{"a":1}}', set("__proto__", 2), '{"s":{"a":1, "__proto__": 2}}'],
    ["takes constructor for a name", '{"s":{"a":1}}', set("constructor", 2), '{"s":{"a":1, "constructor": 2}}'],
    ["reads names with escapes", '{"s":{"\\u0061":1}}', set("a", 2), '{"s":{"\\u0061":2}}'],
    [
      "does several, each on the text of the one before",
      '{"s":{"a":1}}',
      [set("b", 2), set("b", 3), remove("a")],
      '{"s":{"b": 3}}',
    ],
  ];
  for (const [what, before, edits, after] of cases) it(what, () => assertEdit(before, edits, after));

  for (const path of ["__proto__/toString", "constructor/prototype/x"])
    it(`makes ${path} as properties of the list`, async () => {
      const edited = await editText('{"s": {}}', "s", [set(path, 1)]);
      assert.ok(edited.ok);
      const read = await readValue(edited.value, "s");
      assert.equal(JSON.stringify(read), JSON.stringify(withEdits({}, [set(path, 1)])));
    });
});

describe("jsoncText: removing a property", () => {
  const inObject = (...all: string[]): string => lines("{", '  "s": {', ...all, "  }", "}");
  const cases: [string, string, ConfigEdit | ConfigEdit[], string][] = [
    [
      "takes line, comma and comment behind",
      inObject('    "a": 1, // a', '    "b": 2 // b'),
      remove("a"),
      inObject('    "b": 2 // b'),
    ],
    [
      "takes the comma before the last",
      inObject('    "a": 1, // a', '    "b": 2 // b'),
      remove("b"),
      inObject('    "a": 1 // a'),
    ],
    ["leaves a trailing comma", inObject('    "a": 1,', '    "b": 2, // b'), remove("b"), inObject('    "a": 1,')],
    ["takes the only one", inObject('    "a": {', '      "x": 1', "    }"), remove("a"), inObject()],
    [
      "leaves comments on lines of their own",
      inObject("    // one", '    "a": 1, /* a */ // a', "    // two", '    "b": 2', "    // three"),
      [remove("a"), remove("b")],
      inObject("    // one", "    // two", "    // three"),
    ],
    [
      "leaves the comments between the comma and the last",
      inObject('    "a": 1 /* of a */, // also', "    // of b?", '    "b": 2'),
      remove("b"),
      inObject('    "a": 1 /* of a */ // also', "    // of b?"),
    ],
    [
      "leaves a comment that goes on in the next line",
      inObject('    "a": 1, /* x', "    y */", '    "b": 2'),
      remove("a"),
      inObject("    /* x", "    y */", '    "b": 2'),
    ],
    [
      "takes a comma at the next line's start",
      inObject('    "a": 1', '    , "b": 2'),
      remove("a"),
      inObject('     "b": 2'),
    ],
    ["takes the first in a line", '{ "s": { "a": 1, "b": 2 } }', remove("a"), '{ "s": { "b": 2 } }'],
    ["takes the last in a line", '{ "s": { "a": 1, "b": 2 } }', remove("b"), '{ "s": { "a": 1 } }'],
    ["takes one between", '{"s":{"a":1,"b":2,"c":3}}', remove("b"), '{"s":{"a":1,"c":3}}'],
    ["takes the only one in a line", '{"s":{"a":1}}', remove("a"), '{"s":{}}'],
    ["leaves comments in the line", '{"s":{"a":1/*x*/,/*y*/"b":2/*z*/}}', remove("b"), '{"s":{"a":1/*x*//*y*//*z*/}}'],
    [
      "does not take a name in comments",
      '{"s":{"a":1, /* "b": 2, */ "c":3}}',
      remove("b"),
      '{"s":{"a":1, /* "b": 2, */ "c":3}}',
    ],
    [
      "stops before what shares its last line",
      lines('{"s":{', '"a":1, /* x */ "b":2 /* y */', "}}"),
      remove("a"),
      lines('{"s":{', '/* x */ "b":2 /* y */', "}}"),
    ],
    ["takes all of that name, so that none comes back", '{"s":{"a":1,"b":2,"a":3}}', remove("a"), '{"s":{"b":2}}'],
    ["takes the setting itself", lines("{", '  "x": 1,', '  "s": {}', "}"), remove(""), lines("{", '  "x": 1', "}")],
    [
      "takes nothing that is not there",
      '{"s":{"a":1}}',
      [remove("b"), remove("a/b"), remove("toString")],
      '{"s":{"a":1}}',
    ],
    ["keeps carriage returns", '{\r\n"s":{\r\n"a":1,\r\n"b":2\r\n}}', remove("b"), '{\r\n"s":{\r\n"a":1\r\n}}'],
  ];
  for (const [what, before, edits, after] of cases) it(what, () => assertEdit(before, edits, after));
});

describe("jsoncText: refusing", () => {
  const broken = [
    '{"s": {"a": 1}',
    '{"s": {"a": 1 "b": 2}}',
    '{"s": }',
    '{"s": {}} x',
    "{'s': {}}",
    '{"a": 1,,}',
    "[1]",
    "{",
  ];
  for (const text of broken) it(`leaves ${text} alone`, () => assertRefused(text, set("a", 2)));

  it("leaves a value that is in the way alone", () => assertRefused('{"s": {"tls": "x"}}', set("tls/pin", "y")));
  it("leaves a list that is no object alone", () => assertRefused('{"s": []}', set("a", "y")));

  const taken: [string, string, boolean][] = [
    ['{"s": {"a": 1}}', "a", true],
    ['{"s": {"a": null}}', "a", true],
    ['{"s": {"a": {"b": 1}}}', "a/b", true],
    ['{"s": {"A": 1}, "a": 1}', "a", false],
    ['{"s": {"a": {"c": 1}}}', "a/b", false],
    ['{"s": {}}', "toString", false],
    ["", "a", false],
  ];
  for (const [text, path, is] of taken)
    it(`${is ? "finds" : "does not find"} ${path} taken in ${text || "nothing"}`, async () => {
      const edited = await editText(text, "s", [set("z", 1)], steps(path));
      assert.equal(edited.ok ? undefined : edited.reason, is ? "taken" : undefined);
    });
});
