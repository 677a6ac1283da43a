import assert from "node:assert/strict";
import type { Mark, Whereabout, Whereabouts } from "../../../../../src/core/inventory.ts";
import { storeSentence } from "../../../../../src/core/stores/storeSentences.ts";
import { rowsOf, summary } from "../../../../../src/ui/commands/whereabouts/rows.ts";
import { LOCKED_TEXT } from "../../../../support/fakes/fakeKeyStore.ts";
import { anEntry, anItem } from "./whereabouts.ts";

const failure = { kind: "unavailable", detail: LOCKED_TEXT } as const;

function found(items: readonly Whereabout[], troubles: Whereabouts["troubles"] = []): Whereabouts {
  return { items, troubles };
}

function item(...args: Parameters<typeof anItem>) {
  const row = rowsOf(found([anItem(...args)], [{ store: "os", failure }])).at(-1);
  return row?.kind === "item" ? row : assert.fail();
}

describe("where are my keys: the list", () => {
  it("troubles first, then the groups in their order, each with its count", () => {
    const marks: readonly Mark[] = ["unknown", "missing", "unlisted", "copy", "wrong-address", "used", "used"];
    const rows = rowsOf(
      found(
        marks.map((mark) => anItem(mark)),
        [{ store: "os", failure }],
      ),
    );
    assert.deepEqual(
      rows.map((row) => (row.kind === "item" ? row.item.mark : row.label)),
      [
        storeSentence(failure),
        "Used by an entry (2)",
        "used",
        "used",
        "Entered for another address (1)",
        "wrong-address",
        "Second copy in the other store (1)",
        "copy",
        "Not in this editor's list (1)",
        "unlisted",
        "Missing (1)",
        "missing",
        "Not known: the store does not work (1)",
        "unknown",
      ],
    );
  });
  it("a group without items is not there", () => {
    assert.deepEqual(
      rowsOf(found([anItem("missing")])).map(({ label }) => label),
      ["Missing (1)", "prod / ci"],
    );
  });
  it("by account in a group", () => {
    const items = ["b/k", "a/z", "a/k"].map((name) => anItem("used", { entry: anEntry(name) }));
    assert.deepEqual(
      rowsOf(found(items)).map(({ label }) => label),
      ["Used by an entry (3)", "a / k", "a / z", "b / k"],
    );
  });
});

describe("where are my keys: a line", () => {
  const labels: readonly [account: string, label: string][] = [
    ["prod/ci@https://sdp.example.com:8443", "prod / ci"],
    ["written by hand", "written by hand"],
    ["prod/ci@ftp://sdp.example.com", "prod/ci@ftp://sdp.example.com"],
  ];
  for (const [account, label] of labels) {
    it(`${account}: ${label}`, () => assert.equal(item("unlisted", { account }).label, label));
  }

  const descriptions: readonly [Mark, Partial<Whereabout>, description: string][] = [
    ["used", {}, ""],
    ["used", { ending: "89AB" }, "…89AB"],
    ["used", { store: "vscode", ending: "89AB" }, "VS Code's secret store …89AB"],
    ["copy", { ending: "89AB" }, "the operating system's secret store …89AB"],
    ["missing", {}, ""],
  ];
  for (const [mark, rest, expected] of descriptions) {
    it(`${mark} ${JSON.stringify(rest)}: "${expected}"`, () => assert.equal(item(mark, rest).description, expected));
  }

  const details: readonly [Mark, Partial<Whereabout>, meaning: string][] = [
    ["used", {}, ""],
    ["wrong-address", {}, ": now https://sdp.example.com:8443"],
    ["copy", {}, ": the entry looks for its key in VS Code's secret store"],
    ["copy", { store: "vscode" }, ": the entry looks for its key in the operating system's secret store"],
    ["unlisted", {}, ""],
    ["missing", {}, ""],
    ["unknown", {}, `: ${storeSentence(failure)}`],
  ];
  for (const [mark, rest, meaning] of details) {
    it(`${mark} ${JSON.stringify(rest)}: the account${meaning}`, () =>
      assert.equal(item(mark, rest).detail, `prod/ci@https://sdp.example.com:8443${meaning}`));
  }
});

describe("where are my keys: how many", () => {
  const rows: readonly [marks: readonly Mark[], words: RegExp][] = [
    [["missing"], /^No key found/],
    [["used", "missing"], /^1 key found/],
    [["used", "copy", "unlisted", "unknown"], /^3 keys found/],
  ];
  for (const [marks, words] of rows) {
    it(marks.join(", "), () => assert.match(summary(found(marks.map((mark) => anItem(mark)))), words));
  }
});
