import assert from "node:assert/strict";
import { serverTrouble, type KeyState, type Observation } from "../../../src/core/health.ts";

describe("what ails the server", () => {
  const at = (state: KeyState, checkedAt: number | null): Observation => ({
    state,
    reason: { kind: "accepted" },
    checkedAt,
  });
  for (const [what, seen, trouble] of [
    ["nothing seen", [], undefined],
    ["one key, its trouble", [at("unreachable", 1)], "unreachable"],
    ["a later key is valid", [at("unreachable", 1), at("valid", 2)], undefined],
    ["an earlier key is valid", [at("valid", 1), at("unreachable", 2)], "unreachable"],
    ["the later of two troubles", [at("untrusted-certificate", 2), at("rate-limited", 1)], "untrusted-certificate"],
    ["at the same time: the trouble", [at("rate-limited", 1), at("valid", 1)], "rate-limited"],
    ["a refused key is the key's", [at("unreachable", 1), at("invalid", 2)], undefined],
    [
      "what the store says counts not",
      [at("unreachable", 1), at("missing", 2), at("store-unavailable", 3)],
      "unreachable",
    ],
    ["what was not asked counts not", [at("unreachable", 1), at("unchecked", null)], "unreachable"],
  ] satisfies [string, Observation[], KeyState | undefined][]) {
    it(what, () => assert.equal(serverTrouble(seen)?.state, trouble));
  }
});
