import assert from "node:assert/strict";
import { withEdits } from "../../../src/adapters/configEdits.ts";
import type { ConfigEdit, ConfigPath } from "../../../src/core/ports.ts";

const steps = (path: string): ConfigPath => (path === "" ? [] : path.split("/"));
const set = (path: string, value: unknown): ConfigEdit => ({ path: steps(path), value });
const rename = (path: string, to: string): ConfigEdit => ({ path: steps(path), rename: to });

/** The edited value as JSON, which has its order, or why it is not edited. */
function edited(json: string, edits: ConfigEdit[], onlyIfAbsent?: string): unknown {
  const value: unknown = JSON.parse(json);
  const result = withEdits(value, edits, onlyIfAbsent === undefined ? undefined : steps(onlyIfAbsent));
  assert.equal(JSON.stringify(value), json, "what was given is not changed");
  return result.ok ? JSON.stringify(result.value) : result.reason;
}

describe("configEdits: on plain values", () => {
  const rows: [json: string, edits: ConfigEdit[], outcome: string, onlyIfAbsent?: string][] = [
    ['{"a":1,"b":2}', [set("a", 3)], '{"a":3,"b":2}'],
    ["{}", [set("a/b", 1)], '{"a":{"b":1}}'],
    ['{"a":null}', [set("a/b", 1)], '{"a":{"b":1}}'],
    ['{"a":1}', [set("a/b", 1)], "broken"],
    ['{"a":1,"b":2}', [set("a", undefined)], '{"b":2}'],
    ['{"a":1}', [set("a/b", undefined), set("c", undefined)], '{"a":1}'],
    ['{"a":1}', [set("b", 1)], "taken", "a"],
    ['{"a":1}', [set("b", 1)], '{"a":1,"b":1}', "b"],

    ['{"a":[1,{"b":2,"c":3},4]}', [set("a/1/b", 5)], '{"a":[1,{"b":5,"c":3},4]}'],
    ['{"a":[1,{"b":2,"c":3},4]}', [set("a/1/b", undefined), set("a/0", undefined)], '{"a":[{"c":3},4]}'],
    ['{"a":[1]}', [set("a/-", 2), set("a/2", 3)], '{"a":[1,2,3]}'],
    ['{"a":[]}', [set("a/-/b", 2)], '{"a":[{"b":2}]}'],
    ['{"a":[null]}', [set("a/0/b", 2)], '{"a":[{"b":2}]}'],
    ['{"a":[1]}', [set("a/2", 2)], "broken"],
    ['{"a":[1]}', [set("a/b", 2)], "broken"],
    ['{"a":[1]}', [set("a/0/b", 2)], "broken"],
    ['{"a":[1]}', [set("a/1", undefined), set("a/-", undefined), set("a/length", undefined)], '{"a":[1]}'],
    ['{"a":[1]}', [set("b", 1)], "taken", "a/0"],
    ['{"a":[{"b":1}]}', [rename("a/0/b", "c")], '{"a":[{"c":1}]}'],

    ['{"a":1,"b":{"x":[2]},"c":3}', [rename("b", "d")], '{"a":1,"d":{"x":[2]},"c":3}'],
    ['{"p":{"a":1,"b":2},"q":3}', [rename("p/a", "c")], '{"p":{"c":1,"b":2},"q":3}'],
    ['{"a":1,"b":2}', [rename("a", "a")], '{"a":1,"b":2}'],
    ['{"a":{"x":1},"b":2}', [rename("a", "__proto__")], '{"__proto__":{"x":1},"b":2}'],
    ['{"__proto__":{"x":1},"b":2}', [rename("__proto__", "a")], '{"a":{"x":1},"b":2}'],
    ['{"__proto__":{"x":1},"b":2}', [rename("__proto__/x", "y")], '{"__proto__":{"y":1},"b":2}'],
    ['{"a":1,"b":2}', [rename("a", "b")], "taken"],
    ['{"a":1,"b":2}', [set("b", undefined), rename("a", "b"), set("b", 3)], '{"b":3}'],
    ['{"a":1}', [rename("a", "b")], "taken", "a"],
    ['{"a":1}', [rename("a", "b")], '{"b":1}', "b"],
    ['{"a":1}', [rename("b", "c")], "absent"],
    ['{"a":1}', [rename("toString", "c")], "absent"],
    ['{"a":"x"}', [rename("a/0", "c")], "absent"],
    ['{"a":["x"]}', [rename("a/0", "c")], "absent"],
    ["null", [rename("a", "c")], "absent"],
    ['{"a":1}', [rename("", "c")], "absent"],
    ['{"a":1}', [set("a", 2), rename("b", "c")], "absent"],
  ];
  for (const [json, edits, outcome, onlyIfAbsent] of rows)
    it(`${json} ${JSON.stringify(edits)} ${onlyIfAbsent === undefined ? "" : `unless ${onlyIfAbsent}`}: ${outcome}`, () =>
      assert.equal(edited(json, edits, onlyIfAbsent), outcome));
});
