import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { extension } from "../support/editor.ts";

describe("activation", () => {
  it("loads neither got, keytar nor jsonc-parser, so it cannot read a key", async () => {
    const { extensionPath } = await extension();
    const loaded = Object.keys(createRequire(`${extensionPath}/package.json`).cache)
      .filter((file) => file.startsWith(`${extensionPath}/dist/`))
      .map((file) => basename(file));
    assert.deepEqual(loaded, ["extension.cjs"]);
  });
});
