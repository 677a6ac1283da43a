import assert from "node:assert/strict";
import {
  carryingOf,
  consumersOf,
  EVERYTHING,
  factsOf,
  outageSince,
  retired,
  ticked,
  withCarrying,
  withRenamed,
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
  worked: true,
  ...other,
});
const carrying = (other: Partial<Carrying> = {}): Carrying => ({
  stage: "carrying",
  procedure: "in-place",
  since: 7,
  remaining: ["a"],
  done: [],
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
    assert.deepEqual(ticked(carrying({ remaining: ["a", "b"] }), "a"), carrying({ remaining: ["b"], done: ["a"] }));
    assert.deepEqual(ticked(carrying({ retire: true }), "a"), carrying({ remaining: [], done: ["a"], retire: true }));
    assert.deepEqual(ticked(carrying(), "b"), carrying());
    assert.equal(ticked(carrying(), "a"), undefined);
    assert.deepEqual(retired(carrying({ retire: true })), carrying());
    assert.equal(retired(carrying({ remaining: [], retire: true })), undefined);
  });
});

describe("replacement: what is still to be carried", () => {
  const earlier = carrying({ since: 1 });
  const rows: readonly [what: string, Replacement | undefined, Carrying | undefined][] = [
    ["none", undefined, undefined],
    ["carrying", earlier, earlier],
    ["begun", begun(), undefined],
    ["begun after another", begun({ earlier }), earlier],
    ["storing", storing(begun({ earlier })), earlier],
    ["taking one back", storing(earlier), earlier],
  ];
  for (const [what, replacement, expected] of rows) {
    it(what, () => assert.equal(carryingOf(replacement), expected));
  }
  it("it is changed where it stands, and ends where nothing is left", () => {
    const tick = (one: Carrying): Carrying | undefined => ticked(one, "a");
    assert.equal(withCarrying(earlier, tick), undefined);
    assert.deepEqual(withCarrying(begun({ earlier }), tick), begun({ earlier: undefined }));
    assert.deepEqual(withCarrying(begun(), tick), begun());
  });
  it("a consumer has another name, ticked off or not", () => {
    const of = (remaining: string[], done: string[]): Carrying => carrying({ remaining, done });
    assert.deepEqual(withRenamed(of(["a", "b"], []), "a", "c"), of(["c", "b"], []));
    assert.deepEqual(withRenamed(begun({ earlier: of(["b"], ["a"]) }), "a", "c"), begun({ earlier: of(["b"], ["c"]) }));
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
    ["carrying, the old one refused", carrying({ outage: 5 }), 5],
    ["carrying, the old one accepted", carrying(), undefined],
    ["carrying, all ticked off", carrying({ remaining: [], retire: true, outage: 5 }), undefined],
    ["storing, begun in place", storing(begun({ since: 3 })), 3],
    ["storing, begun side by side", storing(begun({ procedure: "side-by-side" })), undefined],
    ["taking one back", storing(carrying({ outage: 5 })), 5],
    ["begun in place, after one that was out before", begun({ earlier: carrying({ outage: 5 }) }), 5],
    ["begun in place, after one that was not", begun({ earlier: carrying() }), 7],
    [
      "begun side by side, after one that is out",
      begun({ procedure: "side-by-side", earlier: carrying({ outage: 5 }) }),
      5,
    ],
    [
      "begun side by side, after one that is done",
      begun({ procedure: "side-by-side", earlier: carrying({ outage: 5, remaining: [] }) }),
      undefined,
    ],
  ];
  for (const [what, replacement, since] of rows) {
    it(`${what}: ${since === undefined ? "no outage" : since}`, () => assert.equal(outageSince(replacement), since));
  }
});
