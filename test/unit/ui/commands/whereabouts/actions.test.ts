import assert from "node:assert/strict";
import type { Mark, Whereabout } from "../../../../../src/core/inventory.ts";
import { actionsFor, actionWords, keyless } from "../../../../../src/ui/commands/whereabouts/actions.ts";
import { otherAddress } from "../../../../../src/ui/commands/whereabouts/enteredFor.ts";
import { anAddress } from "../../../../support/fakes/factories.ts";
import { anEntry, anItem } from "./whereabouts.ts";

const candidate = {
  account: "old/ci@https://sdp.example.com:8443",
  reason: { kind: "stored-as", server: "old", key: "ci" },
} as const;

describe("where are my keys: what can be done", () => {
  const rows: readonly [Mark, others: readonly Whereabout[], candidate: boolean, actions: string][] = [
    ["used", [], false, "move delete"],
    ["wrong-address", [anItem("missing")], false, "use-new-address delete"],
    ["wrong-address", [anItem("used")], false, "delete"],
    ["wrong-address", [anItem("unknown")], false, "delete"],
    ["wrong-address", [anItem("used", { entry: anEntry("prod/other") })], false, "use-new-address delete"],
    ["wrong-address", [anItem("used", { entry: anEntry("test/ci") })], false, "use-new-address delete"],
    ["copy", [anItem("used")], false, "delete"],
    ["copy", [anItem("missing")], false, "use-copy delete"],
    ["copy", [anItem("missing", { entry: anEntry("prod/other") })], false, "delete"],
    ["copy", [anItem("unknown")], false, "delete"],
    ["unlisted", [anItem("missing")], false, "use-for-entry delete"],
    ["unlisted", [anItem("used")], false, "delete"],
    ["missing", [], false, "enter"],
    ["missing", [], true, "use-stored enter"],
    ["unknown", [], true, ""],
  ];
  for (const [mark, others, has, actions] of rows) {
    const beside = others.map((other) => `${other.mark} ${other.entry?.server.name}/${other.entry?.key.name}`);
    it(`${mark}${has ? " with a candidate" : ""}, beside ${beside.join() || "nothing"}: ${actions || "nothing"}`, () => {
      const item = anItem(mark);
      assert.equal(actionsFor(item, [item, ...others], has ? candidate : undefined).join(" "), actions);
    });
  }
  it("a copy is called one", () => {
    assert.equal(actionWords("delete", anItem("copy")), "Delete This Copy…");
    assert.equal(actionWords("delete", anItem("used")), "Delete from This Machine…");
  });
});

describe("where are my keys: entries without a key", () => {
  it("are those that miss one, of the item's address first", () => {
    const far = anEntry("far/ci", { url: "https://far.example.com" });
    const near = anEntry("near/ci");
    const items = [
      anItem("missing", { entry: far }),
      anItem("missing", { entry: near }),
      anItem("used", { entry: anEntry("has/ci") }),
      anItem("unknown", { entry: anEntry("unknown/ci") }),
    ];
    assert.deepEqual(keyless(items, near.server.address.origin), [near, far]);
    assert.deepEqual(keyless(items), [far, near]);
  });
});

describe("where are my keys: the address that a key was entered for", () => {
  const rows: readonly [account: string, path: string | undefined, to: string, from: string | undefined][] = [
    ["a/k@https://x.example.com", "", "https://x.example.com", undefined],
    ["a/k@https://x.example.com", "/sdp", "https://x.example.com/sdp", undefined],
    ["a/k@https://x.example.com", undefined, "https://x.example.com/sdp", undefined],
    ["a/k@https://x.example.com", "", "https://x.example.com/sdp", "https://x.example.com"],
    ["a/k@https://x.example.com", "/sdp", "https://x.example.com", "https://x.example.com/sdp"],
    ["a/k@https://x.example.com", undefined, "https://y.example.com/sdp", "https://x.example.com"],
    ["a/k@https://x.example.com", "/sdp", "https://y.example.com/sdp", "https://x.example.com/sdp"],
    ["a/k@http://x.example.com", undefined, "https://x.example.com", "http://x.example.com"],
    ["a/k@https://x.example.com:8443", undefined, "https://x.example.com", "https://x.example.com:8443"],
    ["by hand", undefined, "https://x.example.com", "by hand"],
  ];
  for (const [account, path, to, from] of rows) {
    it(`${account} ${path ?? "unrecorded"} → ${to}: ${from === undefined ? "may go" : `asks, ${from}`}`, () =>
      assert.equal(otherAddress(account, path === undefined ? undefined : { store: "os", path }, anAddress(to)), from));
  }
});
