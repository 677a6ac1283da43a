// What becomes of the key that another one has taken the place of when its successor is renamed, moved, used for another
// address, replaced otherwise or removed.
import assert from "node:assert/strict";
import { outlooksOf } from "../../../src/core/outlook.ts";
import type { Result } from "../../../src/core/result.ts";
import { readServers } from "../../../src/core/servers.ts";
import { seen } from "../../support/fakes/factories.ts";
import { account, aDesk, previous, put, said, standing, undo, url, type Desk } from "./replacingDesk.ts";

type Act = (desk: Desk) => Promise<Result<unknown, { step: string }>>;

async function aReplaced(): Promise<Desk> {
  const desk = await aDesk();
  assert.equal(said(await put(desk)), "ok");
  return desk;
}

/** What is in the stores, and what is recorded: `os prod/ci=next os prod/ci#previous=old | prod/ci prod/ci#previous`. */
function stands({ os, editor, index, keys }: Desk): string {
  const short = (of: string): string => of.replace(/@https:[^#]*/, "");
  const names = new Map(Object.entries(keys).map(([name, secret]) => [secret, name]));
  const items = [os, editor].flatMap((store) =>
    [...store.items]
      .filter(([, secret]) => names.has(secret))
      .map(([of, secret]) => `${store.id} ${short(of)}=${names.get(secret)}`),
  );
  return `${items.sort().join(" ")} | ${[...index.records.keys()].map(short).sort().join(" ")}`;
}

const byHand =
  (from: string, to: string) =>
  ({ list }: Desk): string =>
    (list.text = list.text.replace(from, to));

/** The stored key that the entry is offered. */
const candidateOf = (desk: Desk): string | undefined =>
  [...outlooksOf(readServers(desk.list.read()).servers, new Map(desk.index.records), () => false).values()][0]
    ?.candidate?.account;

const useStored: Act = (desk) =>
  desk.window.reusing.useStored(
    desk.server(),
    desk.server().keys[0] ?? assert.fail(),
    candidateOf(desk) ?? assert.fail(),
  );

/** The same, with whatever the entry is called. */
const undoOf = (desk: Desk) =>
  desk.window.undoing.undo(desk.server(), desk.server().keys[0] ?? assert.fail(), desk.controller.signal);

describe("a key that is kept while another has its place goes along with it", () => {
  const other = "https://other.example.com";
  const move: Act = async ({ window, server, key }) => {
    const moved = await window.moving.move(
      [{ server: server(), key: key() }],
      "vscode",
      () => undefined,
      AbortSignal.any([]),
    );
    return moved[0]?.outcome ?? assert.fail();
  };
  type Row = readonly [what: string, arrange: (desk: Desk) => unknown, act: Act, stands: string];
  const nothing = (): undefined => undefined;
  const rows: readonly Row[] = [
    [
      "the key is renamed",
      nothing,
      ({ window, server, key }) => window.renaming.renameKey(server(), key(), "jenkins"),
      "os prod/jenkins#previous=old os prod/jenkins=next | prod/jenkins prod/jenkins#previous",
    ],
    [
      "the server is renamed",
      nothing,
      ({ window, server }) => window.renaming.renameServer(server(), "live"),
      "os live/ci#previous=old os live/ci=next | live/ci live/ci#previous",
    ],
    ["it is moved", nothing, move, "vscode prod/ci#previous=old vscode prod/ci=next | prod/ci prod/ci#previous"],
    [
      "it is used for another context path",
      byHand(url, `${url}/sdp`),
      useStored,
      "os prod/ci#previous=old os prod/ci=next | prod/ci prod/ci#previous",
    ],
    [
      "it is used for another address",
      byHand(url, other),
      useStored,
      "os prod/ci#previous=old os prod/ci=next | prod/ci prod/ci#previous",
    ],
    [
      "it is used for an entry that was renamed by hand",
      byHand(`"ci": {`, `"jenkins": {`),
      useStored,
      "os prod/jenkins#previous=old os prod/jenkins=next | prod/jenkins prod/jenkins#previous",
    ],
  ];
  for (const [what, arrange, act, expected] of rows) {
    it(`${what}: ${expected}, and it can be taken back`, async () => {
      const desk = await aReplaced();
      arrange(desk);
      assert.equal(said(await act(desk)), "ok");
      assert.equal(stands(desk), expected);
      assert.equal(said(await undoOf(desk)), "ok");
      assert.match(stands(desk), /^\w+ \w+\/\w+=old \| \w+\/\w+$/);
    });
  }
  it("it is not taken back for an address that nobody let it go to", async () => {
    const desk = await aReplaced();
    for (const [from, to] of [
      [url, `${url}/sdp`],
      [`${url}/sdp`, other],
    ] as const) {
      byHand(from, to)(desk);
      assert.equal(said(await undo(desk)), "gone");
    }
  });
});

describe("a key that is kept while another has its place goes with it", () => {
  const removed: Act = async ({ window, server }) =>
    window.changes.removeKey(server(), "ci", await window.changes.mark(server(), ["ci"]));
  const serverRemoved: Act = async ({ window, server }) =>
    window.changes.removeServer(server(), await window.changes.mark(server(), ["ci"]));
  const entered: Act = async ({ window, server, keys }) => {
    const overwrite = await window.changes.mark(server(), ["ci"]);
    const draft = { name: "ci", secret: keys.third, expires: undefined, overwrite };
    return window.changes.putKey(server(), draft, seen("valid"));
  };
  type Row = readonly [what: string, act: Act, stands: string];
  const rows: readonly Row[] = [
    ["removed", removed, " | "],
    ["removed with its server", serverRemoved, " | "],
    ["discarded", ({ window, server }) => window.changes.discardKey(server(), "ci"), " | "],
    ["another is entered", entered, "os prod/ci=third | prod/ci"],
    [
      "its entry alone is removed",
      ({ window, server }) => window.changes.removeEntry(server(), "ci"),
      "os prod/ci#previous=old os prod/ci=next | ",
    ],
  ];
  for (const [what, act, expected] of rows) {
    it(`${what}: ${expected}`, async () => {
      const desk = await aReplaced();
      assert.equal(said(await act(desk)), "ok");
      assert.equal(stands(desk), expected);
    });
  }
  it("another is entered: nothing is left to be carried over", async () => {
    const desk = await aReplaced();
    await entered(desk);
    assert.equal(desk.record()?.replacing, undefined);
  });
  it("what another editor keeps under this name stays", async () => {
    const desk = await aDesk();
    desk.os.items.set(previous, desk.keys.fourth);
    assert.equal(said(await removed(desk)), "ok");
    assert.equal(stands(desk), "os prod/ci#previous=fourth | ");
  });
  it("it cannot be removed: its successor stays, too", async () => {
    const desk = await aReplaced();
    desk.os.failNext = (call) => (call === `delete ${previous}` ? { kind: "unavailable", detail: "" } : undefined);
    assert.equal(said(await removed(desk)), "store");
    assert.equal(await standing(desk), "next old after carrying+kept+retire:2");
  });
});

describe("a key that is kept while another has its place", () => {
  const marks = async ({ window, server, list }: Desk): Promise<readonly string[]> => {
    const looked = await window.inventory.look(readServers(list.read()).servers);
    assert.ok(looked.ok);
    return looked.value.items.map((item) => `${item.mark} ${item.account.replace(`@${server().address.origin}`, "")}`);
  };
  it("is listed as such", async () => {
    assert.deepEqual(await marks(await aReplaced()), ["used prod/ci", "previous prod/ci#previous"]);
  });
  it("is listed as not of this editor where it is another editor's", async () => {
    const desk = await aDesk();
    desk.os.items.set(previous, desk.keys.fourth);
    assert.deepEqual(await marks(desk), ["used prod/ci", "unlisted prod/ci#previous"]);
  });
  it("is deleted alone, and its successor stays", async () => {
    const desk = await aReplaced();
    const record = desk.index.records.get(previous);
    assert.equal(said(await desk.window.inventory.delete({ account: previous, store: "os", record })), "ok");
    assert.equal(stands(desk), "os prod/ci=next | prod/ci");
    assert.equal(said(await undo(desk)), "gone");
  });
  it("is offered to no entry, whatever that is called", async () => {
    for (const [from, to] of [
      [url, "https://other.example.com"],
      [`"ci": {`, `"jenkins": {`],
      [`"prod": {`, `"live": {`],
      ["", ""],
    ] as const) {
      const desk = await aReplaced();
      desk.index.records.delete(account);
      byHand(from, to)(desk);
      assert.equal(candidateOf(desk), undefined, `${from} ${to}`);
    }
  });
  it("is told of by the index alone, with what is left to be done", async () => {
    const desk = await aReplaced();
    const outlook = outlooksOf([desk.server()], new Map(desk.index.records), () => false).get(account);
    assert.deepEqual([outlook?.previous, outlook?.replacing?.stage], [true, "carrying"]);
    desk.index.records.delete(previous);
    const without = outlooksOf([desk.server()], new Map(desk.index.records), () => false).get(account);
    assert.equal(without?.previous, false);
  });
});
