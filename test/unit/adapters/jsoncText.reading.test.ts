import assert from "node:assert/strict";
import { locate, readSettings, readValue } from "../../../src/adapters/jsoncText.ts";

describe("jsoncText: reading", () => {
  const cases: [string, unknown][] = [
    ["", undefined],
    ["{}", undefined],
    ['{"s": {"a": [1, null, "x"],}} // c', { a: [1, null, "x"] }],
    ['\uFEFF{"s": 1}', 1],
    ['{"s": 1, "s": {"a": 1, "a": 2}}', { a: 2 }],
    ['{"x": {"s": 1}}', undefined],
  ];
  for (const [text, value] of cases)
    it(`reads ${JSON.stringify(value)} from ${JSON.stringify(text)}`, async () =>
      assert.deepEqual(await readValue(text, "s"), { ok: true, value }));

  it("reads __proto__ as a name", async () => {
    const read = await readValue('{"s": {"__proto__": {"url": "x"}}}', "s");
    assert.ok(read.ok);
    assert.equal(JSON.stringify(read.value), '{"__proto__":{"url":"x"}}');
    assert.equal((read.value as { url?: string }).url, undefined);
  });
  it("reads nothing from a broken text", async () =>
    assert.deepEqual(await readValue('{"s": {"a": 1}', "s"), { ok: false, reason: "broken" }));

  const all: [string, [string, unknown][]][] = [
    [
      '\uFEFF{"a": 1, // c\n"b": {"c": []}}',
      [
        ["a", 1],
        ["b", { c: [] }],
      ],
    ],
    ['{"a": 1, "b": ', [["a", 1]]],
    ["[1]", []],
    ["", []],
  ];
  for (const [text, settings] of all)
    it(`reads all settings of ${JSON.stringify(text)}`, async () =>
      assert.deepEqual(await readSettings(text), settings));
});

describe("jsoncText: locating", () => {
  const text = '\uFEFF{ "x": 1, "s": { "p": { "keys": { "k": { "usedBy": [ { "url": 1 }, 2 ] } } } } }';
  const cases: [string, string, string, string][] = [
    [text, "", '"s"', '{ "p": { "keys": { "k": { "usedBy": [ { "url": 1 }, 2 ] } } } }'],
    [text, "p/keys/k/usedBy/0/url", '"url"', "1"],
    [text, "p/keys/k/usedBy/1", "2", "2"],
    [text, "p/keys/k/usedBy/2", '"usedBy"', '[ { "url": 1 }, 2 ]'],
    [text, "p/keys/k/expires", '"k"', '{ "usedBy": [ { "url": 1 }, 2 ] }'],
    [text, "p/__proto__/k", '"p"', '{ "keys": { "k": { "usedBy": [ { "url": 1 }, 2 ] } } }'],
    ['{"s": {"a": 1, "a": 22}}', "a", '"a"', "22"],
    ['{"s": {"a": {"b": 1, "c', "a/b", '"b"', "1"],
    ['{"s": {"a": {"b": ', "a", '"a"', '{"b": '],
    ['{"s": {"a": }}', "a", '"a"', '"a"'],
    ['{"x": 1}', "a/b", "", ""],
    ["", "a", "", ""],
    ["}", "", "", ""],
  ];
  for (const [within, path, name, value] of cases)
    it(`finds ${path || "the setting"} at ${name || "the start"} in ${within.slice(0, 30)}`, async () => {
      const [found] = await locate(within, "s", [path === "" ? [] : path.split("/")]);
      assert.ok(found);
      assert.equal(within.slice(found.name.start, found.name.end), name);
      assert.equal(within.slice(found.value.start, found.value.end), value);
    });
});
