import assert from "node:assert/strict";
import { withEdits } from "../../../src/adapters/configEdits.ts";
import { editText, readValue, type TextProblem } from "../../../src/adapters/jsoncText.ts";
import type { ConfigEdit, ConfigPath } from "../../../src/core/ports.ts";

const steps = (path: string): ConfigPath => (path === "" ? [] : path.split("/"));
const rename = (path: string, to: string): ConfigEdit => ({ path: steps(path), rename: to });
const set = (path: string, value: unknown): ConfigEdit => ({ path: steps(path), value });

async function valueIn(text: string): Promise<unknown> {
  const read = await readValue(text, "s");
  return read.ok ? read.value : assert.fail(text);
}

/** The text, and what it says by the plain values' own edits: in this order too. */
async function assertRenamed(before: string, edits: ConfigEdit | ConfigEdit[], after: string): Promise<void> {
  assert.deepEqual(await editText(before, "s", [edits].flat()), { ok: true, value: after });
  const expected = withEdits(await valueIn(before), [edits].flat());
  assert.equal(JSON.stringify({ ok: true, value: await valueIn(after) }), JSON.stringify(expected));
}

describe("jsoncText: renaming a property", () => {
  const cases: [string, string, ConfigEdit | ConfigEdit[], string][] = [
    [
      "leaves value, blanks and order",
      '{ "s": {"b":0,"a" :\t{"x" :1e1} , "c":2 } }',
      rename("a", "longer"),
      '{ "s": {"b":0,"longer" :\t{"x" :1e1} , "c":2 } }',
    ],
    [
      "leaves the comments around",
      '{"s":{/*1*/"a"/*2*/:/*3*/1/*4*/,// "a": 5\n//6\n}}',
      rename("a", "b"),
      '{"s":{/*1*/"b"/*2*/:/*3*/1/*4*/,// "a": 5\n//6\n}}',
    ],
    [
      "leaves the name where it is a value, in a comment, or elsewhere",
      '{"a":0,"s":{"b":"a", /* "a":1, */ "a":{"a":2}}}',
      rename("a", "c"),
      '{"a":0,"s":{"b":"a", /* "a":1, */ "c":{"a":2}}}',
    ],
    [
      "renames all of that name, so that none comes into force",
      '{"s":{"a":1,"b":2, "\\u0061":3,"a" :4,}}',
      rename("a", "name"),
      '{"s":{"name":1,"b":2, "name":3,"name" :4,}}',
    ],
    [
      "renames in the last of equal objects, which is in force",
      '{"s":{"p":{"a":1}},"s":{"p":{"a":2},"p":{"a":3}}}',
      rename("p/a", "b"),
      '{"s":{"p":{"a":1}},"s":{"p":{"a":2},"p":{"b":3}}}',
    ],
    ["leaves a trailing comma", '{"s": {"a": 1,},}', rename("a", "b"), '{"s": {"b": 1,},}'],
    [
      "finds a name that is written with escapes",
      '{"s":{"K\\u00f6ln \\"1\\"":1}}',
      rename('Köln "1"', "Bonn"),
      '{"s":{"Bonn":1}}',
    ],
    ["writes a name with escapes", '{"s":{"a":1}}', rename("a", '"\\\n\u0001ä'), '{"s":{"\\"\\\\\\n\\u0001ä":1}}'],
    ["changes the case alone", '{"s":{"prod":1}}', rename("prod", "PROD"), '{"s":{"PROD":1}}'],
    ["gives the name that it has", '{"s":{"\\u0061":1,"b":2}}', rename("a", "a"), '{"s":{"a":1,"b":2}}'],
    ["keeps a byte order mark", '\uFEFF{"s": {"a": 1}}', rename("a", "b"), '\uFEFF{"s": {"b": 1}}'],
    [
      "keeps carriage returns",
      '{\r\n\t"s": {\r\n\t\t"a": 1\r\n\t}\r\n}\r\n',
      rename("a", "b"),
      '{\r\n\t"s": {\r\n\t\t"b": 1\r\n\t}\r\n}\r\n',
    ],
    [
      "goes down a path",
      '{"s":{"prod":{"ci":1,"keys":{"ci":{"ci":2}}}}}',
      rename("prod/keys/ci", "build"),
      '{"s":{"prod":{"ci":1,"keys":{"build":{"ci":2}}}}}',
    ],
    ["takes __proto__ for a name", '{"s":{"__proto__":{"a":1}}}', rename("__proto__", "b"), '{"s":{"b":{"a":1}}}'],
    [
      "gives __proto__ as a name",
      '{"s":{"a":{"b":1},"c":2}}',
      rename("a", "__proto__"),
      '{"s":{"__proto__":{"b":1},"c":2}}',
    ],
    ["goes down __proto__", '{"s":{"__proto__":{"a":1}}}', rename("__proto__/a", "b"), '{"s":{"__proto__":{"b":1}}}'],
    ["gives constructor as a name", '{"s":{"a":1}}', rename("a", "constructor"), '{"s":{"constructor":1}}'],
    [
      "is seen by the edits after it, as it sees those before",
      '{"s":{"a":{"x":1},"b":2}}',
      [set("b", undefined), rename("a", "b"), set("b/x", 3), rename("b/x", "y")],
      '{"s":{"b":{"y":3}}}',
    ],
  ];
  for (const [what, before, edits, after] of cases) it(what, () => assertRenamed(before, edits, after));
});

describe("jsoncText: refusing to rename", () => {
  const cases: [string, ConfigEdit | ConfigEdit[], TextProblem][] = [
    ['{"s":{"b":1}}', rename("a", "c"), "absent"],
    ['{"s":{"A":1}, "a":1}', rename("a", "c"), "absent"],
    ['{"s":{}}', rename("toString", "c"), "absent"],
    ['{"s":{}}', rename("__proto__", "c"), "absent"],
    ['{"s":{/* "a":1 */}}', rename("a", "c"), "absent"],
    ['{"s":{"b":{}}}', rename("p/a", "c"), "absent"],
    ['{"s":{"p":{"a":1},"p":{}}}', rename("p/a", "c"), "absent"],
    ['{"s":{"p":null}}', rename("p/a", "c"), "absent"],
    ['{"s":{"p":"a"}}', rename("p/a", "c"), "absent"],
    ['{"s":{"p":["a"]}}', rename("p/0", "c"), "absent"],
    ['{"s":[]}', rename("a", "c"), "absent"],
    ['{"a":1}', rename("a", "c"), "absent"],
    ['{"s":{"a":1}}', rename("", "c"), "absent"],
    ["", rename("a", "c"), "absent"],
    ['{"s":{"a":1}}', [set("b", 1), rename("c", "d")], "absent"],
    ['{"s":{"a":1}}', [set("a", undefined), rename("a", "b")], "absent"],
    ['{"s":{"a":1,"b":2}}', rename("a", "b"), "taken"],
    ['{"s":{"a":1,"\\u0062":null}}', rename("a", "b"), "taken"],
    ['{"s":{"a":1}}', [set("b", 2), rename("a", "b")], "taken"],
    ['{"s":{"a":1}', rename("a", "b"), "broken"],
  ];
  for (const [text, edits, problem] of cases)
    it(`${problem}: ${JSON.stringify(edits)} in ${text || "nothing"}`, async () => {
      assert.deepEqual(await editText(text, "s", [edits].flat()), { ok: false, reason: problem });
      if (problem === "broken") return;
      assert.deepEqual(withEdits(await valueIn(text), [edits].flat()), { ok: false, reason: problem });
    });

  const unlessThere: [text: string, path: string, outcome: string][] = [
    ['{"s":{"p":{"a":1}}}', "p/b", '{"s":{"p":{"b":1}}}'],
    ['{"s":{"p":{"a":1},"b":2}}', "p/b", '{"s":{"p":{"b":1},"b":2}}'],
    ['{"s":{"p":{"a":1,"b":2}}}', "p/b", "taken"],
    ['{"s":{"p":{"a":1,"b":null}}}', "p/b", "taken"],
    ['{"s":{"p":{"a":1},"q":2}}', "q", "taken"],
    ['{"s":{"p":{"b":1}}}', "p/b", "taken"],
    ['{"s":{"p":{}}}', "p/b", "absent"],
  ];
  for (const [text, path, outcome] of unlessThere)
    it(`p/a to b unless ${path} is there, in ${text}: ${outcome}`, async () => {
      const edited = await editText(text, "s", [rename("p/a", "b")], steps(path));
      assert.equal(edited.ok ? edited.value : edited.reason, outcome);
    });
});
