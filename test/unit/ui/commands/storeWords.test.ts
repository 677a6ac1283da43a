import assert from "node:assert/strict";
import type { StoreId } from "../../../../src/core/storePorts.ts";
import type { Survives } from "../../../../src/core/stores/survival.ts";
import { storedSentence, survivalSentence } from "../../../../src/ui/commands/storeWords.ts";

describe("the closing message says where a key is when it is not in the OS store", () => {
  for (const [store, valid, sentence] of [
    ["os", true, "ci is valid and stored."],
    ["os", false, "ci is stored."],
    ["vscode", true, "ci is valid and stored in VS Code's secret store."],
    ["vscode", false, "ci is stored in VS Code's secret store."],
  ] satisfies [StoreId, boolean, string][]) {
    it(sentence, () => assert.equal(storedSentence("ci", store, valid), sentence));
  }
});

describe("whether VS Code's store keeps keys here", () => {
  for (const [known, sentence] of [
    ["yes", "Here it keeps keys over a reload."],
    ["no", "Here it forgets keys when this window closes."],
    ["unknown", "Whether it keeps keys over a reload is not known yet."],
  ] satisfies [Survives, string][]) {
    it(known, () => assert.equal(survivalSentence(known), sentence));
  }
});
