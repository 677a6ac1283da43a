import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../../scripts/build.ts";
import { listInChild } from "../../../src/adapters/keyringListing.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const root = join(import.meta.dirname, "../../..");

describe("what is built", function () {
  this.timeout(30_000);
  const directory = temporaryDirectory("dist");
  before(() => build({ targets: ["linux-x64"], dist: directory.path }));
  after(() => directory[Symbol.asyncDispose]());

  it("has each file that the extension names by its path", () => {
    const source = readFileSync(join(root, "src/extension.ts"), "utf8");
    const named = [...source.matchAll(/asAbsolutePath\("dist\/([^"]+)"\)/g)].map(([, name]) => name ?? "");
    assert.ok(named.length > 0);
    const built = readdirSync(directory.path);
    assert.deepEqual(
      named.filter((name) => !built.includes(name)),
      [],
    );
  });

  it("lists the keyring by a file that needs nothing beside it", async () => {
    const gone = join(directory.path, "gone.node");
    await assert.rejects(listInChild(join(directory.path, "list-keyring.cjs"), gone), {
      message: new RegExp(`^Cannot find module '${gone}'`),
    });
  });
});
