import assert from "node:assert/strict";
import {
  consumersOf,
  EVERYTHING,
  factsOf,
  outageSince,
  retired,
  ticked,
  type Begun,
  type Carrying,
  type Replacement,
  type Storing,
} from "../../../src/core/replacement.ts";
import { aServer, keyOf } from "../../support/fakes/factories.ts";

const begun = (other: Partial<Begun> = {}): Begun => ({
  stage: "begun",
  procedure: "in-place",
  since: 7,
  kind: "technician",
  ...other,
});
const carrying = (other: Partial<Carrying> = {}): Carrying => ({
  stage: "carrying",
  procedure: "in-place",
  since: 7,
  remaining: ["a"],
  retire: false,
  kept: false,
  before: {},
  ...other,
});
const storing = (back: Storing["back"]): Storing => ({ stage: "storing", hash: "h", facts: {}, back });

describe("replacement: what is to be ticked off", () => {
  const rows: readonly [usedBy: unknown, consumers: readonly string[]][] = [
    [
      [{ name: "a" }, { name: "b" }],
      ["a", "b"],
    ],
    [[{ name: "a" }, { name: "a" }], ["a"]],
    [[{ name: "a" }, { url: "https://nameless.example" }, 7], ["a"]],
    [[], [EVERYTHING]],
    [undefined, [EVERYTHING]],
  ];
  for (const [usedBy, consumers] of rows) {
    it(`${usedBy === undefined ? "none" : JSON.stringify(usedBy)}: ${JSON.stringify(consumers)}`, () => {
      const key = keyOf(aServer({ keys: { ci: usedBy === undefined ? {} : { usedBy } } }));
      assert.deepEqual(consumersOf(key), consumers);
    });
  }
  it("at its end nothing is left to be ticked off, nor to be switched off", () => {
    assert.deepEqual(ticked(carrying({ remaining: ["a", "b"] }), "a"), carrying({ remaining: ["b"] }));
    assert.deepEqual(ticked(carrying({ retire: true }), "a"), carrying({ remaining: [], retire: true }));
    assert.equal(ticked(carrying(), "a"), undefined);
    assert.deepEqual(retired(carrying({ retire: true })), carrying());
    assert.equal(retired(carrying({ remaining: [], retire: true })), undefined);
  });
});

it("what an entry says, with a date as it is written", () => {
  const settings = { kind: "integration", owner: "adm", issued: "2026-08-01", expires: "never" };
  assert.deepEqual(factsOf(keyOf(aServer({ keys: { ci: { ...settings, notes: "n" } } }))), settings);
});

describe("replacement: since when what uses the key may have none that works", () => {
  const rows: readonly [what: string, Replacement | undefined, since: number | undefined][] = [
    ["none", undefined, undefined],
    ["begun in place", begun(), 7],
    ["begun side by side", begun({ procedure: "side-by-side" }), undefined],
    ["carrying, the old one refused", carrying(), 7],
    ["carrying, the old one accepted", carrying({ kept: true }), undefined],
    ["carrying, all ticked off", carrying({ remaining: [], retire: true }), undefined],
    ["carrying side by side", carrying({ procedure: "side-by-side" }), undefined],
    ["storing, begun in place", storing(begun({ since: 3 })), 3],
    ["taking one back", storing(carrying({ kept: true })), undefined],
  ];
  for (const [what, replacement, since] of rows) {
    it(`${what}: ${since === undefined ? "no outage" : since}`, () => assert.equal(outageSince(replacement), since));
  }
});
