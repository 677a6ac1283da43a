import assert from "node:assert/strict";
import { EVERYTHING, type Begun, type Carrying, type Replacement } from "../../../../src/core/replacement.ts";
import { asElement, elementId, openTasks, type Element } from "../../../../src/ui/tree/elements.ts";

const key = { server: "prod", key: "ci" };
const carrying: Carrying = {
  ...{ stage: "carrying", procedure: "side-by-side", since: 0, remaining: [], done: ["x"], retire: false, kept: true },
  before: {},
};

const begun: Begun = { stage: "begun", procedure: "in-place", kind: "technician", since: 0, worked: true };

describe("tree elements: what a replacement leaves to be done", () => {
  for (const [what, replacement, ...tasks] of [
    ["no replacement", undefined],
    ["begun", begun],
    ["begun after another", { ...begun, earlier: { ...carrying, remaining: ["a"] } }, "consumer a"],
    ["keys being changed over", { stage: "storing", hash: "", facts: {}, back: begun }],
    [
      "taking it back",
      { stage: "storing", hash: "", facts: {}, back: { ...carrying, remaining: ["a"] } },
      "consumer a",
    ],
    ["two consumers", { ...carrying, remaining: ["a", "b/c"] }, "consumer a", "consumer b/c"],
    ["nobody listed", { ...carrying, remaining: [EVERYTHING] }, "consumer "],
    ["a consumer, then the old key", { ...carrying, remaining: ["a"], retire: true }, "consumer a", "retire"],
    ["the old key", { ...carrying, retire: true }, "retire"],
  ] satisfies [string, Replacement | undefined, ...string[]][]) {
    it(`${what}: ${tasks.join(", ") || "nothing"}`, () => {
      const rows = openTasks("prod", "ci", replacement);
      assert.deepEqual(
        rows.map((row) => (row.kind === "consumer" ? `consumer ${row.consumer}` : row.kind)),
        tasks,
      );
      assert.ok(rows.every((row) => row.server === "prod" && row.key === "ci"));
    });
  }
});

describe("tree elements: arguments of commands", () => {
  const elements: readonly Element[] = [
    { kind: "server", server: "prod" },
    { kind: "key", ...key },
    { kind: "consumer", ...key, consumer: "Endpoint Central" },
    { kind: "consumer", ...key, consumer: EVERYTHING },
    { kind: "retire", ...key },
    { kind: "unusable", path: ["prod", "keys"], message: "" },
  ];
  for (const element of elements) {
    it(`${elementId(element)} is one`, () => assert.deepEqual(asElement({ ...element, more: 1 }), element));
  }
  it("have ids unlike one another", () => assert.equal(new Set(elements.map(elementId)).size, elements.length));

  for (const value of [
    ...[undefined, null, 1, "server", {}, { kind: "server" }, { kind: "key", server: "prod" }],
    ...[
      { kind: "consumer", ...key },
      { kind: "consumer", ...key, consumer: 1 },
      { kind: "retire", server: "prod" },
    ],
    ...[
      { kind: "unusable", ...key },
      { kind: "unusable", path: [1] },
      { kind: "other", ...key, consumer: "a" },
    ],
  ]) {
    it(`${JSON.stringify(value)} is none`, () => assert.equal(asElement(value), undefined));
  }
});
