import assert from "node:assert/strict";
import { Observations } from "../../../src/core/observations.ts";
import { seen } from "../../support/fakes/factories.ts";

const [valid, invalid, missing] = [seen("valid"), seen("invalid"), seen("missing")];

describe("observations: what stands of a key, after", () => {
  const rows: readonly [what: string, act: (all: Observations) => unknown, state: string][] = [
    ["nothing", () => undefined, "unchecked"],
    ["an observation", (all) => all.observe("a", valid), "valid"],
    ["one of another key", (all) => all.observe("b", valid), "unchecked"],
    ["a question without an answer", (all) => all.ask(["a"]), "unchecked"],
    ["an answer", (all) => all.answer("a", all.ask(["a"]), valid), "valid"],
    ["two answers to one question", (all) => twice(all), "invalid"],
    ["an answer to an earlier question", (all) => late(all, () => all.ask(["a"])), "unchecked"],
    ["an answer after a question about another key", (all) => late(all, () => all.ask(["b"])), "invalid"],
    ["an answer after an observation", (all) => late(all, () => all.observe("a", valid)), "valid"],
    ["an answer after it was forgotten", (all) => late(all, () => all.forget("a")), "unchecked"],
    ["an answer after it was not kept", (all) => late(all, () => all.keep(new Set(["b"]))), "unchecked"],
    ["an answer after it was kept", (all) => late(all, () => all.keep(new Set(["a"]))), "invalid"],
    ["an answer to a question about other keys", (all) => all.answer("a", all.ask(["b"]), valid), "unchecked"],
    ["being forgotten", (all) => (all.observe("a", valid), all.forget("a")), "unchecked"],
    ["not being kept", (all) => (all.observe("a", valid), all.keep(new Set(["b"]))), "unchecked"],
    ["being kept", (all) => (all.observe("a", missing), all.keep(new Set(["a", "c"]))), "missing"],
    ["another being forgotten", (all) => (all.observe("a", missing), all.forget("b")), "missing"],
  ];
  for (const [what, act, state] of rows) {
    it(`${what}: ${state}`, () => {
      const all = new Observations();
      act(all);
      assert.equal(all.of("a").state, state);
    });
  }

  it("names that all objects have are names like others", () => {
    const all = new Observations();
    assert.deepEqual(
      ["constructor", "__proto__"].map((id) => all.of(id).state),
      ["unchecked", "unchecked"],
    );
  });

  it("tells whether an answer is wanted", () => {
    const all = new Observations();
    const [first, second] = [all.ask(["a"]), all.ask(["a"])];
    assert.deepEqual([all.answer("a", first, valid), all.answer("a", second, valid)], [false, true]);
  });
});

/** Asks, lets something else happen, and then answers `invalid`. */
function late(all: Observations, meanwhile: () => unknown): void {
  const question = all.ask(["a"]);
  meanwhile();
  all.answer("a", question, invalid);
}

function twice(all: Observations): void {
  const question = all.ask(["a"]);
  all.answer("a", question, valid);
  all.answer("a", question, invalid);
}
