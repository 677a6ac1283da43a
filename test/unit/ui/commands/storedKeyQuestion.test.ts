import assert from "node:assert/strict";
import { accountOf } from "../../../../src/core/names.ts";
import type { Elsewhere } from "../../../../src/core/outlook.ts";
import { storedKeyQuestion, type Relink } from "../../../../src/ui/commands/storedKeyQuestion.ts";
import { aServer, keys } from "../../../support/fakes/factories.ts";

const origin = "https://sdp.example.com:8443";
const storedAs: Elsewhere = { kind: "stored-as", server: "old", key: "ci" };
const moved: Elsewhere = { kind: "address-changed", from: "https://before.example.com" };

/** So many keys of one server, each with a stored key for this reason. */
function relinks(reason: Elsewhere, count = 1): readonly Relink[] {
  const server = aServer({ keys: keys(count) });
  return server.keys.map((key) => ({
    server,
    key,
    candidate: { account: accountOf("old", key.name, origin), reason },
  }));
}

describe("the question before a stored key is used", () => {
  it("names both addresses", () => {
    const { question, detail } = storedKeyQuestion(relinks(moved));
    assert.equal(question, "Use the stored key with the new address?");
    assert.match(
      detail,
      /^prod\/k1: entered for https:\/\/before\.example\.com, may then be sent to https:\/\/sdp\.ex/,
    );
  });

  it("names the context path too", () => {
    const server = aServer({ url: `${origin}/helpdesk` });
    const [relink] = relinks({ kind: "address-changed", from: origin });
    assert.ok(relink);
    const { detail } = storedKeyQuestion([{ ...relink, server }]);
    assert.match(detail, /entered for https:\/\/sdp\.example\.com:8443, may then be sent to .*:8443\/helpdesk\./);
  });

  it("names both entries, and the address that stays", () => {
    const { question, detail } = storedKeyQuestion(relinks(storedAs));
    assert.equal(question, "Use the key stored as old/ci for prod/k1?");
    assert.match(detail, /^prod\/k1: stored as old\/ci, for the same address https:\/\/sdp\.example\.com:8443\./);
  });

  for (const [count, lines, more] of [
    [2, 2, undefined],
    [10, 10, undefined],
    [11, 10, "and 1 more"],
    [25, 10, "and 15 more"],
  ] as const) {
    it(`of ${count} keys lists ${lines}${more === undefined ? "" : ` ${more}`}`, () => {
      const { question, detail } = storedKeyQuestion(relinks(moved, count));
      const [list = ""] = detail.split("\n\n");
      assert.equal(question, `Use ${count} stored keys for prod?`);
      assert.deepEqual(
        list.split("\n").map((line) => (line.startsWith("prod/k") ? "key" : line)),
        [...Array<string>(lines).fill("key"), ...(more === undefined ? [] : [more])],
      );
    });
  }
});
