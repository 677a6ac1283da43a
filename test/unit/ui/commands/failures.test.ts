import assert from "node:assert/strict";
import type { EditFailure } from "../../../../src/core/ports.ts";
import type { StoreFailure } from "../../../../src/core/storePorts.ts";
import { storeSentence } from "../../../../src/core/stores/storeSentences.ts";
import { canRetry, failureSentence, type Failure } from "../../../../src/ui/commands/failures.ts";

const locked: StoreFailure = { kind: "unavailable", detail: "Cannot create an item in a locked collection" };
const store: Failure = { step: "store", failure: locked };
const entry = (kind: EditFailure["kind"]): Failure => ({ step: "entry", failure: { kind, detail: "Why." } });

describe("a change that stopped", () => {
  for (const [what, failure, again, sentence] of [
    ["a store that does not work", store, true, storeSentence(locked)],
    [
      "an index that cannot be written",
      { step: "index", detail: "Full.", done: false },
      true,
      /^The list of stored keys could not be read or written: Full\.$/,
    ],
    [
      "an index that cannot be written any more",
      { step: "index", detail: "Full.", done: true },
      true,
      /^The secret store was changed, but .* written: Full\.$/,
    ],
    [
      "a lock that is not to be had",
      { step: "lock", detail: "Another window writes." },
      true,
      "Another window writes.",
    ],
    ["unsaved settings", entry("unsaved"), true, /unsaved changes. Save it/],
    ["broken settings", entry("broken"), true, "Why. Fix it and retry."],
    ["settings that cannot be written", entry("failed"), true, /could not be written: Why\.$/],
    ["an entry that is there", entry("taken"), false, /is there already/],
    ["an entry that is not there", entry("absent"), false, /not there any more/],
    ["a name that is taken", { step: "taken" }, false, /is there already/],
    ["another entry than was asked about", { step: "changed" }, false, /changed meanwhile/],
    ["another key in the store", { step: "occupied" }, false, /holds another key/],
    ["no key in the store", { step: "gone" }, false, /not in the secret store any more/],
    ["a key left behind", { step: "leftover", failure: store }, false, `where it was before. ${storeSentence(locked)}`],
  ] satisfies [string, Failure, boolean, string | RegExp][]) {
    it(`${what} is said, and ${again ? "can" : "cannot"} be retried`, () => {
      const said = failureSentence(failure);
      assert.ok(typeof sentence === "string" ? said.endsWith(sentence) : sentence.test(said), said);
      assert.equal(canRetry(failure), again);
    });
  }
});
