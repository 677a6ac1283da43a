import assert from "node:assert/strict";
import { EVERYTHING, type Begun, type Carrying, type Replacement } from "../../../src/core/replacement.ts";
import { outageWords, replacementSentence, replacementWords } from "../../../src/core/replacementWords.ts";

const at = (day: number, hours: number, minutes: number): number =>
  new Date(2027, 0, day, hours, minutes, 59).getTime();
const since = at(31, 9, 5);

const inPlace: Begun = { stage: "begun", procedure: "in-place", kind: "technician", since, worked: true };
const sideBySide: Begun = { stage: "begun", procedure: "side-by-side", kind: "integration", since, worked: true };
const carrying = (remaining: readonly string[], other: Partial<Carrying> = {}): Carrying => ({
  ...{ stage: "carrying", procedure: "in-place", since, remaining, done: [], retire: false, kept: false },
  ...{ outage: since, before: {} },
  ...other,
});
const retiring = carrying([], { procedure: "side-by-side", retire: true, kept: true });
const storing = (back: Begun | Carrying): Replacement => ({ stage: "storing", hash: "", facts: {}, back });

describe("words: how far a replacement is", () => {
  for (const [what, replacement, words] of [
    ["begun", inPlace, "replacement not finished"],
    ["keys being changed over", storing(inPlace), "replacement not finished"],
    ["an undo broken off", storing(carrying(["a"])), "replacement not finished"],
    ["one consumer left", carrying(["a"]), "1 consumer still has the old key"],
    ["two consumers left", carrying(["a", "b"]), "2 consumers still have the old key"],
    ["a consumer left, and the old key", carrying(["a"], { retire: true }), "1 consumer still has the old key"],
    ["nobody listed", carrying([EVERYTHING]), "new key not carried over yet"],
    ["the old key left", retiring, "old key still active"],
  ] satisfies [string, Replacement, string][]) {
    it(`${what}: ${words}`, () => assert.equal(replacementWords(replacement), words));
  }
});

describe("words: what is to be done for a replacement", () => {
  for (const [what, replacement, sentence] of [
    ["in place", inPlace, /old one may have stopped/],
    ["side by side", sideBySide, /^No new key is stored yet\./],
    ["keys being changed over", storing(inPlace), /broken off/],
    ["consumers left", carrying(["a"], { retire: true }), /Give the new key/],
    ["the old key left", retiring, /^Switch off the old key/],
  ] satisfies [string, Replacement, RegExp][]) {
    it(`${what}: ${replacementSentence(replacement)}`, () => {
      assert.match(replacementSentence(replacement), sentence);
      assert.match(replacementSentence(replacement), /Continue Replacement…/);
    });
  }
});

describe("words: outage", () => {
  const noon = at(31, 12, 0);
  for (const [what, replacement, now, words] of [
    ["no replacement", undefined, noon, ""],
    ["side by side", sideBySide, noon, ""],
    ["in place, today", inPlace, noon, "outage since 09:05"],
    ["in place, the day after", inPlace, at(32, 0, 0), "outage since 2027-01-31 09:05"],
    ["keys being changed over", storing(inPlace), noon, "outage since 09:05"],
    ["a consumer left", carrying(["a"]), noon, "outage since 09:05"],
    ["a consumer left, whose old key works", carrying(["a"], { outage: undefined }), noon, ""],
  ] satisfies [string, Replacement | undefined, number, string][]) {
    it(`${what}: ${words}`, () => assert.equal(outageWords(replacement, now), words));
  }
});
