import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { listInChild } from "../../../src/adapters/keyringListing.ts";

const script = fileURLToPath(new URL("children/listing.ts", import.meta.url));

describe("Listing the keyring in a child process", () => {
  const lists = (deed: string, ...expected: unknown[]): void => {
    it(`a child that ${deed}`, async () => assert.deepEqual(await listInChild(script, deed), expected));
  };
  const fails = (deed: string, message: string, seconds?: number): void => {
    it(`a child that ${deed}: ${message}`, () => assert.rejects(listInChild(script, deed, seconds), { message }));
  };

  lists("answers with items", { account: "answers with items", password: "listed" });
  lists("answers, and crashes");
  fails("says what is wrong", "The connection is closed");
  fails("crashes", "Listing what the keyring holds ended with SIGSEGV.");
  fails("throws", "Listing what the keyring holds ended with exit code 1.");
  fails("ends without an answer", "Listing what the keyring holds ended with exit code 0.");
  fails("hangs", "Listing what the keyring holds was given up after 0.5 seconds.", 0.5);
  // Electron as Node, and without the debugger's port of the process that asks.
  fails("tells its surroundings", "1");

  it("a script that is not there", () =>
    assert.rejects(listInChild(`${script}.gone`, ""), {
      message: "Listing what the keyring holds ended with exit code 1.",
    }));
});
