import assert from "node:assert/strict";
import * as vscode from "vscode";
import { Emitter } from "../../../src/core/emitter.ts";
import { Fleet } from "../../../src/core/fleet.ts";
import type { KeyState } from "../../../src/core/health.ts";
import { accountOf, previousOf } from "../../../src/core/names.ts";
import { EVERYTHING, type Carrying, type Replacement } from "../../../src/core/replacement.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { names } from "../../../src/ui/commands/selection.ts";
import type { Element } from "../../../src/ui/tree/elements.ts";
import { ServersTree } from "../../../src/ui/tree/serversTree.ts";
import { aRecord, sdp, seen } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeHttp } from "../../support/fakes/fakeHttp.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

const url = "https://sdp.example.com:8443";
const account = accountOf("prod", "ci", url);
const key: Element = { kind: "key", server: "prod", key: "ci" };
const { None, Expanded } = vscode.TreeItemCollapsibleState;

const usedBy = [
  { name: "Endpoint Central", product: "*endpoint*-central", url: "https://ec.example.com:8383" },
  { name: "nightly" },
];
const begun: Replacement = {
  stage: "begun",
  procedure: "in-place",
  kind: "technician",
  since: new Date(2027, 0, 1, 14, 2).getTime(),
  worked: true,
};
const carrying: Carrying = {
  ...{ stage: "carrying", procedure: "side-by-side", since: 0, done: [], retire: true, kept: true, before: {} },
  remaining: ["Endpoint Central", "nightly"],
};

describe("the tree, while a key is replaced", () => {
  const made: { dispose(): void }[] = [];

  afterEach(() => {
    for (const each of made.splice(0).reverse()) each.dispose();
  });

  /** The tree over a key `prod/ci` that never ends, with this record of its replacement. */
  async function aTree(replacing: Replacement | undefined, { state = "valid", previous = true } = {}) {
    const records = { [account]: aRecord({ replacing }), ...(previous && { [previousOf(account)]: aRecord() }) };
    const keeping = aKeeping(records);
    const list = new FakeServerList({ prod: { url, keys: { ci: { expires: "never", usedBy } } } });
    const clock = new FakeClock(0);
    const verifier = new Verifier(new FakeHttp(() => sdp.refused), keeping.reader, keeping.consents, clock);
    const thresholds = { read: () => ({ noticeDays: 30, warningDays: 14 }), onDidChange: new Emitter().listen };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const fleet = new Fleet(list, keeping.records, verifier, clock, thresholds, log);
    await keeping.records.read();
    fleet.observe(fleet.server("prod") ?? assert.fail(), "ci", seen(state as KeyState));
    const notice = { sentence: () => undefined, watch: () => undefined, dispose: () => undefined };
    const tree = new ServersTree(fleet, { ...notice, onDidChange: new Emitter().listen }, new FakeClock());
    made.push(keeping.records, fleet, tree);
    return { tree, item: tree.getTreeItem(key), rows: tree.getChildren(key), index: keeping.index };
  }

  for (const [what, replacing, also, context, words, icon] of [
    ["no replacement", undefined, {}, "key", "valid · never expires", "pass"],
    ["begun", begun, {}, "key-replacing", "replacement not finished · valid · never expires", "warning"],
    [
      ...(["begun, old key refused", begun, { state: "invalid" }, "key-without-replacing"] as const),
      ...(["replacement not finished · refused · never expires", "error"] as const),
    ],
    [
      ...(["consumers left", carrying, {}, "key-replacing-undoable"] as const),
      ...(["2 consumers still have the old key · valid · never expires", "warning"] as const),
    ],
    [
      ...(["the old key not kept", { ...carrying, kept: false }, {}, "key-replacing"] as const),
      ...(["2 consumers still have the old key · valid · never expires", "warning"] as const),
    ],
    [
      ...(["the old key gone", carrying, { previous: false }, "key-replacing"] as const),
      ...(["2 consumers still have the old key · valid · never expires", "warning"] as const),
    ],
  ] satisfies [string, Replacement | undefined, { state?: KeyState; previous?: boolean }, string, string, string][]) {
    it(`${what}: ${words}`, async () => {
      const { item, rows } = await aTree(replacing, also);
      assert.equal(item.contextValue, context);
      assert.equal(item.description, words);
      assert.equal((item.iconPath as vscode.ThemeIcon).id, icon);
      assert.equal(item.collapsibleState, rows.length === 0 ? None : Expanded);
    });
  }

  it("the key says aloud, and explains, what is open and since when there is an outage", async () => {
    const { item } = await aTree(begun);
    assert.equal(
      item.accessibilityInformation?.label,
      "prod, ci, replacement not finished, outage since 2027-01-01 14:02, valid, never expires, warning",
    );
    const told = textOf(item.tooltip);
    assert.match(told, /outage since 2027-01-01 14:02/);
    assert.match(told, /Continue Replacement…/);
  });

  it("below the key stands what still has the old one, and last the old key", async () => {
    const { tree, rows } = await aTree(carrying);
    assert.deepEqual(
      rows
        .map((row) => tree.getTreeItem(row))
        .map(({ label, description, contextValue }) => [label, description, contextValue]),
      [
        ["Endpoint Central", "still has the old key", "consumer-console"],
        ["nightly", "still has the old key", "consumer"],
        ["Switch off the old key in ServiceDesk Plus", "last", "retire"],
      ],
    );
  });

  it("where nobody is listed, it is everything", async () => {
    const { tree, rows } = await aTree({ ...carrying, remaining: [EVERYTHING], retire: false });
    const items = rows.map((row) => tree.getTreeItem(row));
    assert.deepEqual(
      items.map(({ label, contextValue }) => [label, contextValue]),
      [["Everything that uses this key", "consumer"]],
    );
  });

  it("a consumer's row is read out whole, and shows its product and console as they are written", async () => {
    const { tree, rows } = await aTree(carrying);
    const item = tree.getTreeItem(rows[0] ?? assert.fail());
    assert.equal(item.accessibilityInformation?.label, "Endpoint Central, still has the old key, prod, ci");
    assert.match(textOf(item.tooltip), /Product: \\\*endpoint\\\*-central[^]*Console: https:\/\/ec\.example\.com:8383/);
  });

  it("commands on these rows are about their key", async () => {
    const { rows } = await aTree(carrying);
    for (const row of rows) assert.deepEqual(names([row]), ["prod", "ci"]);
  });

  it("a row goes when it is done, and the key's row, whose id is another then, has none below", async () => {
    const { tree, item, rows, index } = await aTree(carrying);
    assert.deepEqual(
      new Set(rows.map((row) => tree.getParent(row))),
      new Set(tree.getChildren({ kind: "server", server: "prod" })),
    );
    index.changedElsewhere({ [account]: aRecord({ replacing: { ...carrying, remaining: [] } }) });
    await changed(tree);
    assert.deepEqual(
      tree.getChildren(key).map(({ kind }) => kind),
      ["retire"],
    );
    assert.equal(tree.getTreeItem(key).id, item.id);
    index.changedElsewhere({ [account]: aRecord() });
    await changed(tree);
    assert.deepEqual(tree.getChildren(key), []);
    // With the same id VS Code would show the rows of the next replacement collapsed.
    assert.notEqual(tree.getTreeItem(key).id, item.id);
  });
});

/** The next time the tree asks to be drawn anew. */
async function changed(tree: ServersTree): Promise<void> {
  await new Promise<void>((resolve) => {
    const subscription = tree.onDidChangeTreeData(() => {
      subscription.dispose();
      resolve();
    });
  });
}

function textOf(tooltip: vscode.TreeItem["tooltip"]): string {
  return (tooltip as vscode.MarkdownString).value.replaceAll("&nbsp;", " ");
}
