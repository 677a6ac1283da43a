import assert from "node:assert/strict";
import type { MoveFailure, MoveOutcome } from "../../../../src/core/moving.ts";
import { fail, ok } from "../../../../src/core/result.ts";
import type { StoreId } from "../../../../src/core/storePorts.ts";
import {
  logLine,
  moveDetail,
  moveQuestion,
  moveReport,
  tallyOf,
  thereWords,
  type Movable,
} from "../../../../src/ui/commands/moveWords.ts";
import { aServer, keyOf, keys } from "../../../support/fakes/factories.ts";

const server = aServer({ keys: keys(12) });
const guarded = aServer({ label: "Produktion", protected: true, keys: keys(12) });

/** One key for each store, named `k1`, `k2` and so on. */
function movable(stores: readonly (StoreId | undefined)[], of = server): Movable[] {
  return stores.map((store, index) => ({ server: of, key: keyOf(of, `k${index + 1}`), store }));
}

type Ending = "moved" | "there" | "none" | MoveFailure;

function outcomes(...endings: Ending[]): MoveOutcome[] {
  return movable(endings.map(() => "os" as const)).map((chosen, index) => {
    const ending = endings[index] ?? "none";
    return { chosen, outcome: typeof ending === "string" ? ok(ending) : fail(ending) };
  });
}

const locked: MoveFailure = { step: "lock", detail: "Another window is writing." };
const occupied: MoveFailure = { step: "occupied" };

describe("the report of a move", () => {
  const editor = "VS Code's secret store";
  for (const [name, total, endings, report] of [
    ["one moved", 1, ["moved"], `The key is in ${editor}.`],
    ["all moved", 3, ["moved", "moved", "moved"], `3 keys are in ${editor}.`],
    ["some were there", 3, ["moved", "there", "there"], `3 keys are in ${editor}.`],
    [
      "one without a key",
      3,
      ["moved", "none", "moved"],
      `2 keys are in ${editor}. 1 entry has no key on this machine.`,
    ],
    ["two without", 3, ["none", "moved", "none"], `1 key is in ${editor}. 2 entries have no key on this machine.`],
    ["none has a key", 2, ["none", "none"], "2 entries have no key on this machine."],
    ["the only one has no key", 1, ["none"], "The entry has no key on this machine."],
    ["the only one failed", 1, [locked], "The key was not moved, or not wholly. Another window is writing."],
    [
      "one failed",
      3,
      ["moved", locked, "moved"],
      `2 keys are in ${editor}. 1 key was not moved, or not wholly. Another window is writing.`,
    ],
    [
      "several failed: the first reason",
      4,
      ["none", locked, occupied, "moved"],
      `1 key is in ${editor}. 1 entry has no key on this machine. 2 keys were not moved, or not wholly. Another window is writing.`,
    ],
    ["cancelled at once", 3, [], "Cancelled. No key was moved."],
    ["cancelled after one", 3, ["moved"], `Cancelled. 1 of 3 keys is in ${editor}.`],
    ["cancelled after two", 3, ["moved", "moved"], `Cancelled. 2 of 3 keys are in ${editor}.`],
    [
      "cancelled after a failure",
      3,
      ["moved", locked],
      `Cancelled. 1 of 3 keys is in ${editor}. 1 key was not moved, or not wholly. Another window is writing.`,
    ],
  ] satisfies [string, number, Ending[], string][]) {
    it(name, () => assert.equal(moveReport(tallyOf(total, outcomes(...endings)), "vscode"), report));
  }

  it("names the OS store as a person knows it", () => {
    assert.equal(moveReport(tallyOf(1, outcomes("moved")), "os"), "The key is in the operating system's secret store.");
  });
});

describe("the log of a move", () => {
  it("has names and reason of a key that was not moved, in one line", () => {
    const reason: MoveFailure = { step: "store", failure: { kind: "denied", detail: "one\ntwo" } };
    const [failed] = tallyOf(1, outcomes(reason)).failed;
    assert.ok(failed);
    assert.equal(
      logLine(failed, "vscode"),
      'prod/k1: not moved to vscode: {"step":"store","failure":{"kind":"denied","detail":"one\\ntwo"}}',
    );
  });
});

describe("how many keys a store has already", () => {
  for (const [stores, words] of [
    [["os"], "the key is there"],
    [["vscode"], undefined],
    [[undefined, "vscode"], undefined],
    [["os", "vscode", undefined], "1 of 3 keys are there"],
    [["os", "os"], "2 of 2 keys are there"],
  ] satisfies [(StoreId | undefined)[], string | undefined][]) {
    it(words ?? `none of ${stores.length}`, () => assert.equal(thereWords(movable(stores), "os"), words));
  }
});

describe("what is asked before keys move", () => {
  it("one key by its name", () => {
    assert.equal(moveQuestion(movable(["os"]), "vscode"), "Move prod / k1 to VS Code's secret store?");
  });

  it("several by their number", () => {
    assert.equal(moveQuestion(movable(["os", "os"]), "os"), "Move 2 keys to the operating system's secret store?");
  });

  it("each key by where it is", () => {
    assert.deepEqual(moveDetail(movable(["vscode", "os", undefined, "vscode"]), "os").split("\n"), [
      "From VS Code's secret store: prod / k1, prod / k4",
      "If this machine has a key for them: prod / k3",
      "There already: prod / k2. A copy that was left in VS Code's secret store is deleted.",
      "",
      "Other editors on this machine share that store.",
    ]);
  });

  it("a protected server once, by its label", () => {
    const lines = moveDetail([...movable(["vscode", "vscode"], guarded), ...movable(["vscode"])], "os").split("\n");
    assert.equal(lines[1], "Protected servers among them: Produktion");
  });

  it("what VS Code's store is, and who loses the keys", () => {
    const [from, ...rest] = moveDetail(movable(["os"]), "vscode").split("\n");
    assert.equal(from, "From the operating system's secret store: prod / k1");
    assert.match(
      rest.join(" "),
      /encrypted where the system allows it.*secret-tool and other editors cannot read them.*add later/,
    );
  });

  it("many keys by some names and the number of the others", () => {
    const [from] = moveDetail(movable(Array.from({ length: 12 }, () => "vscode" as const)), "os").split("\n");
    assert.match(from ?? "", /prod \/ k1, .*prod \/ k8 and 4 more$/);
  });
});
