import assert from "node:assert/strict";
import { viewItem } from "../../../src/ui/ids.ts";

const nothing = { without: false, relinkable: false, replacing: false, undoable: false };

describe("what menus can tell of a tree item", () => {
  for (const [item, text] of [
    [viewItem("server", { untrusted: false, redirected: false, relinkable: false }), "server"],
    [viewItem("server", { relinkable: true, redirected: false, untrusted: true }), "server-untrusted-relinkable"],
    [viewItem("server", { relinkable: true, redirected: true, untrusted: false }), "server-redirected-relinkable"],
    [viewItem("key", nothing), "key"],
    [viewItem("key", { ...nothing, relinkable: true, without: true }), "key-without-relinkable"],
    [viewItem("key", { ...nothing, undoable: true, replacing: true }), "key-replacing-undoable"],
    [viewItem("consumer", { console: true }), "consumer-console"],
    [viewItem("retire", {}), "retire"],
  ] as const) {
    it(text, () => assert.equal(item, text));
  }
});
