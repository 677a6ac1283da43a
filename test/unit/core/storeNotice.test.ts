import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { outlooksOf } from "../../../src/core/outlook.ts";
import { accountOf } from "../../../src/core/names.ts";
import { Records } from "../../../src/core/records.ts";
import { StoreNotice } from "../../../src/core/storeNotice.ts";
import type { StoreId } from "../../../src/core/storePorts.ts";
import { Survival } from "../../../src/core/stores/survival.ts";
import { aRecord, aServer, keys, seen } from "../../support/fakes/factories.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

/** A notice over a server whose keys are in these stores; undefined: nowhere. */
function aNotice(...stores: (StoreId | undefined)[]) {
  const server = aServer({ keys: keys(stores.length) });
  const account = (n: number): string => accountOf(server.name, `k${n}`, server.address.origin);
  const recorded = stores.flatMap((store, index) => (store ? [[account(index + 1), aRecord({ store })] as const] : []));
  const { records, index, editor } = aKeeping(Object.fromEntries(recorded));
  const survival = new Survival(editor, records, "session");
  const lost = new Set<string>();
  const fleet: ConstructorParameters<typeof StoreNotice>[0] = {
    servers: [server],
    outlook: (one, key) =>
      outlooksOf([server], records.known, () => false).get(accountOf(one.name, key.name, one.address.origin)) ??
      assert.fail(),
    observation: (_, key) => seen("missing", { kind: lost.has(key.name) ? "not-kept" : "no-key" }),
  };
  const notice = new StoreNotice(fleet, records, survival);
  const told: (string | undefined)[] = [];
  notice.onDidChange(() => told.push(notice.sentence()));
  return { notice, records, index, editor, survival, told, account, lost };
}

describe("storeNotice: its words", () => {
  const kept = (count: string, is: string): string => `${count} ${is} in VS Code's secret store`;
  const rows: readonly [stores: (StoreId | undefined)[], keeps: boolean, sentence: string | undefined][] = [
    [[], true, undefined],
    [["os", "os"], true, undefined],
    [["os", undefined], true, undefined],
    [["os", "vscode"], true, `${kept("One key", "is")}.`],
    [["vscode", "vscode", "os"], true, `${kept("2 keys", "are")}.`],
    [["vscode"], false, `${kept("One key", "is")}, and kept until this window closes.`],
    [["vscode", "vscode", undefined], false, `${kept("2 keys", "are")}, and kept until this window closes.`],
  ];
  for (const [stores, keeps, sentence] of rows) {
    it(`${stores.map((store) => store ?? "nowhere").join(", ")}, ${keeps ? "kept" : "not kept"}: ${sentence}`, async () => {
      const { notice, records, survival, editor, index } = aNotice(...stores);
      if (keeps) await new Survival(editor, new Records(index), "earlier").look();
      notice.watch();
      await records.read();
      await settled();
      assert.equal(notice.sentence(), sentence);
      assert.equal(survival.known, keeps ? "yes" : stores.includes("vscode") ? "no" : "unknown");
    });
  }
});

it("storeNotice: a key that was not kept is in no store", async () => {
  const { notice, records, lost } = aNotice("vscode", "vscode");
  notice.watch();
  await records.read();
  await settled();
  lost.add("k1");
  assert.equal(notice.sentence(), "One key is in VS Code's secret store, and kept until this window closes.");
  lost.add("k2");
  assert.equal(notice.sentence(), undefined);
});

describe("storeNotice: the view is drawn again", () => {
  it("when it is known that nothing is kept", async () => {
    const { records, told, notice } = aNotice("vscode");
    notice.watch();
    await records.read();
    await settled();
    assert.deepEqual(told, ["One key is in VS Code's secret store, and kept until this window closes."]);
  });

  it("not for keys of this session: nothing is known of them before the next", async () => {
    const { index, records, account, told, notice, editor } = aNotice(undefined);
    notice.watch();
    await records.read();
    index.changedElsewhere({ [account(1)]: aRecord({ store: "vscode" }) });
    await settled();
    assert.deepEqual([told, notice.sentence()], [[], "One key is in VS Code's secret store."]);
    assert.equal(editor.items.size, 1);
  });

  it("the store is left alone while no key is in it", async () => {
    const { records, editor, notice } = aNotice("os");
    notice.watch();
    await records.read();
    await settled();
    assert.deepEqual(editor.calls, []);
  });

  it("the store is left alone while nobody looks at the view", async () => {
    const { records, index, account, editor, notice, told } = aNotice("vscode");
    await records.read();
    index.changedElsewhere({ [account(1)]: aRecord({ store: "vscode", lastValid: 7 }) });
    await settled();
    assert.deepEqual([editor.calls, told, notice.sentence()], [[], [], "One key is in VS Code's secret store."]);
  });

  it("when the view is looked at after the index was read", async () => {
    const { records, notice, told } = aNotice("vscode");
    await records.read();
    notice.watch();
    await settled();
    assert.deepEqual(told, ["One key is in VS Code's secret store, and kept until this window closes."]);
  });

  it("no more when disposed", async () => {
    const { records, editor, notice, survival, told } = aNotice("vscode");
    notice.watch();
    notice.dispose();
    await records.read();
    await survival.look();
    await settled();
    assert.deepEqual([told, editor.calls.filter((call) => call.startsWith("get")).length], [[], 1]);
  });
});
