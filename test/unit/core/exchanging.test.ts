// How a change-over of keys that was broken off comes to rest, by what is found then.
import assert from "node:assert/strict";
import type { Result } from "../../../src/core/result.ts";
import type { Secret } from "../../../src/core/secret.ts";
import {
  account,
  aDesk,
  aSuccessor,
  mend,
  previous,
  put,
  resume,
  said,
  standing,
  undo,
  type Desk,
} from "./replacingDesk.ts";
import { Window } from "./keeping/window.ts";

const replaced = "next old after carrying+kept+retire:2";

/** It is not known whether the key was written: the dialog of the OS is still open. */
async function aStoring(
  act: (desk: Desk) => Promise<Result<unknown, { step: string }>> = put,
  begin = () => aDesk(),
): Promise<Desk> {
  const desk = await begin();
  desk.os.failNext = (call) => (call === `set ${account}` ? { kind: "waiting", detail: "" } : undefined);
  assert.equal(said(await act(desk)), "store");
  mend(desk);
  assert.equal(desk.record()?.replacing?.stage, "storing");
  assert.equal(desk.record()?.hash, undefined);
  return desk;
}
async function aReplaced(): Promise<Desk> {
  const desk = await aDesk();
  await put(desk);
  return desk;
}
const third = (desk: Desk) => put(desk, desk.window, aSuccessor(desk, desk.keys.third));

/** Comes to be in the store, by whomever. */
const found =
  (name: keyof Desk["keys"], at = account) =>
  ({ os, keys }: Desk): Map<string, Secret> =>
    os.items.set(at, keys[name]);
const gone =
  (at = account) =>
  ({ os }: Desk): boolean =>
    os.items.delete(at);

describe("changing keys over, broken off: it comes to the end that it is nearer to", () => {
  type Row = readonly [
    what: string,
    begin: () => Promise<Desk>,
    arrange: (desk: Desk) => unknown,
    said: string,
    stands: string,
  ];
  const rows: readonly Row[] = [
    ["the new key was not written", aStoring, () => undefined, "back", "old - before begun"],
    ["it was", aStoring, found("next"), "forth", replaced],
    ["another editor's is there: the old one stays kept", aStoring, found("fourth"), "back", "fourth old before begun"],
    ["none is there: the old one stays kept", aStoring, gone(), "back", "- old before begun wrong-record--"],
    ["the kept one is gone, too", aStoring, gone(previous), "back", "old - before begun"],
    [
      "the second key was refused by then, and the third not written",
      () => aStoring(third, aReplaced),
      () => undefined,
      "back",
      "next - after begun(carrying+retire:2)",
    ],
    [
      "the third was written",
      () => aStoring(third, aReplaced),
      found("third"),
      "forth",
      "third next after carrying+kept+retire:2",
    ],
    ["the old one was not written again", () => aStoring(undo, aReplaced), () => undefined, "back", replaced],
    ["it was written again", () => aStoring(undo, aReplaced), found("old"), "forth", "old - before none"],
    [
      "another editor's is there when it should be taken back",
      () => aStoring(undo, aReplaced),
      found("fourth"),
      "back",
      "fourth old after carrying+kept+retire:2",
    ],
  ];
  for (const [what, begin, arrange, expected, stands] of rows) {
    it(`${what}: ${expected}, ${stands}`, async () => {
      const desk = await begin();
      arrange(desk);
      const resumed = await resume(desk);
      assert.equal(resumed.ok ? resumed.value : said(resumed), expected);
      assert.equal(await standing(desk), stands);
      assert.equal(said(await resume(desk)), "changed");
    });
  }
});

describe("changing keys over, broken off: what cannot be brought to its end stays as it is", () => {
  type Row = readonly [what: string, arrange: (desk: Desk) => unknown, said: string];
  const rows: readonly Row[] = [
    ["the store does not work", ({ os }) => (os.mode = "no-dbus"), "store"],
    ["the index cannot be read", ({ index }) => (index.broken = "EACCES"), "index"],
    ["the disk is full", ({ index }) => (index.full = "ENOSPC"), "index"],
    ["another window is writing", ({ lock }) => (lock.busy = "busy"), "lock"],
    ["settings.json is not saved", ({ list }) => (list.trouble = "unsaved"), "entry unsaved"],
  ];
  for (const [what, arrange, expected] of rows) {
    it(`${what}: ${expected}, and then it goes forth`, async () => {
      const desk = await aStoring();
      found("next")(desk);
      arrange(desk);
      assert.equal(said(await resume(desk)), expected);
      assert.equal(desk.record()?.replacing?.stage, "storing");
      mend(desk);
      assert.equal(said(await resume(desk)), "ok");
      assert.equal(await standing(desk), replaced);
    });
  }
  it("the entry is gone meanwhile: changed", async () => {
    const desk = await aStoring();
    found("next")(desk);
    const [server, key, { text }] = [desk.server(), desk.key(), desk.list];
    desk.list.text = text.replace(`"ci": {`, `"other": {`);
    assert.equal(said(await desk.window.replacing.resume(server, key)), "changed");
    desk.list.text = text;
    assert.equal(said(await resume(desk)), "ok");
  });
});

describe("changing keys over, broken off: the key that is there", () => {
  it("is used meanwhile, also when the entry is ahead of the record", async () => {
    const desk = await aDesk();
    // The last write of the index fails: the key and its entry are there, and the record says so only once it is resumed.
    [desk.index.left, desk.index.once] = [2, true];
    assert.equal(said(await put(desk)), "index");
    assert.equal(await standing(desk), "next old after storing");
    const [[, read] = []] = await new Window(desk.machine).reader.read(desk.server(), [desk.key()], "person");
    assert.equal(read?.kind === "found" && read.secret === desk.keys.next, true);
  });
  it("a third key is stored in its place without resuming: first the second comes to its end", async () => {
    const desk = await aStoring();
    found("next")(desk);
    assert.equal(said(await put(desk, new Window(desk.machine), aSuccessor(desk, desk.keys.third))), "ok");
    assert.equal(await standing(desk), "third next after carrying+kept+retire:2");
    assert.equal(desk.record()?.replacing?.stage === "carrying" && desk.record()?.issued, "2026-08-01");
  });
});
