import assert from "node:assert/strict";
import { isOfTheServer, type KeyState, type Reason } from "../../../src/core/health.ts";
import { expiryWords, stateWords } from "../../../src/core/words.ts";

const states: Record<KeyState, "server" | "key"> = {
  ...{ valid: "key", invalid: "key", forbidden: "key", missing: "key", "store-unavailable": "key", unchecked: "key" },
  ...{ "rate-limited": "server", unlicensed: "server", "server-error": "server", "not-servicedesk": "server" },
  ...{ unreachable: "server", "untrusted-certificate": "server" },
};
const inWords = (state: KeyState): string => stateWords({ state, reason: { kind: "not-asked" } });

describe("words: states", () => {
  for (const state of Object.keys(states) as KeyState[]) {
    it(`${state}: ${inWords(state)}`, () => assert.match(inWords(state), /^[\w ,-]{3,40}$/));
    it(`${state} is of the ${states[state]}`, () => assert.equal(isOfTheServer(state), states[state] === "server"));
  }
  it("each has its own words", () => {
    const words = (Object.keys(states) as KeyState[]).map(inWords);
    assert.equal(new Set(words).size, words.length);
  });
  for (const kind of ["not-asked", "cloud", "unusable-entry"] as const) {
    const words = stateWords({ state: "unchecked", reason: { kind } });
    it(`unchecked, ${kind}: ${words}`, () => assert.equal(words === "not checked yet", kind === "not-asked"));
  }
  for (const [kind, words] of [
    ["address-changed", "key stored for another address"],
    ["stored-as", "no key on this machine"],
    ["replaced-elsewhere", "replaced on another machine"],
    ["no-key", "no key on this machine"],
    ["not-kept", "no key on this machine"],
  ] as const) {
    it(`missing, ${kind}: ${words}`, () => {
      const reason = { kind, from: "", server: "", key: "", on: "" } as Reason;
      assert.equal(stateWords({ state: "missing", reason }), words);
    });
  }
});

describe("words: expiry", () => {
  const rows: readonly [expiry: Parameters<typeof expiryWords>[0], words: string][] = [
    [{ expiry: "expired", daysLeft: 0 }, "expired today"],
    [{ expiry: "expired", daysLeft: -1 }, "expired yesterday"],
    [{ expiry: "expired", daysLeft: -30 }, "expired 30 days ago"],
    [{ expiry: "expiring", daysLeft: 0 }, "expires today"],
    [{ expiry: "expiring", daysLeft: 1 }, "expires tomorrow"],
    [{ expiry: "expiring", daysLeft: 2 }, "expires in 2 days"],
    [{ expiry: "ok", daysLeft: 365 }, "expires in 365 days"],
    [{ expiry: "never", daysLeft: null }, "never expires"],
    [{ expiry: "unknown", daysLeft: null }, "expiry unknown"],
  ];
  for (const [expiry, words] of rows) it(words, () => assert.equal(expiryWords(expiry), words));
});
