import assert from "node:assert/strict";
import { plainText } from "../../../src/ui/plainText.ts";

describe("text for messages", () => {
  for (const [text, plain] of [
    ["see [this](command:workbench.action.quit)", "see [this] (command:workbench.action.quit)"],
    ["[a](b)[c](d)", "[a] (b)[c] (d)"],
    ["nothing [special] (here)", "nothing [special] (here)"],
  ] satisfies [string, string][]) {
    it(text, () => assert.equal(plainText(text), plain));
  }
});
