import assert from "node:assert/strict";
import {
  account,
  aDesk,
  mend,
  previous,
  put,
  said,
  standing,
  undo,
  url,
  type Desk,
  type Word,
} from "./replacingDesk.ts";

const replaced = "next old after carrying+kept+retire:2";
const untouched = "old - before none";

/** The old key is replaced, and kept. */
async function aReplaced(): Promise<Desk> {
  const desk = await aDesk();
  assert.equal(said(await put(desk)), "ok");
  desk.http.sent.length = 0;
  return desk;
}

describe("undoing: the old key comes back with what the entry said of it, if the server accepts it", () => {
  const rows: readonly [word: Word, said: string, stands: string][] = [
    ["valid", "ok", untouched],
    ["forbidden", "ok", untouched],
    ["invalid", "not-accepted", replaced],
    ["unreachable", "not-accepted", replaced],
  ];
  for (const [word, expected, stands] of rows) {
    it(`${word}: ${expected}, ${stands}`, async () => {
      const desk = await aReplaced();
      desk.says.set(desk.keys.old, word);
      assert.equal(said(await undo(desk)), expected);
      assert.equal(await standing(desk), stands);
    });
    it(`${word}: it is asked, and nothing is changed`, async () => {
      const desk = await aReplaced();
      desk.says.set(desk.keys.old, word);
      const asked = await desk.window.undoing.askOld(desk.server(), desk.key(), desk.controller.signal);
      assert.equal(asked.ok && asked.value?.state, word);
      assert.equal(await standing(desk), replaced);
    });
  }
  it("the entry gets back what it did not say", async () => {
    const desk = await aDesk();
    desk.list.text = desk.list.text.replace(/"kind".*\n.*"owner".*\n.*"issued".*\n.*"expires".*\n/, "");
    const { text } = desk.list;
    await put(desk);
    assert.notEqual(desk.list.text, text);
    assert.equal(said(await undo(desk)), "ok");
    const { kind, owner, issued, expiresText } = desk.key();
    assert.deepEqual([kind, owner, issued, expiresText], [undefined, undefined, undefined, undefined]);
    assert.equal(desk.record()?.issued, undefined);
  });
  it("what the record says of it", async () => {
    const desk = await aReplaced();
    await undo(desk);
    const hash = await desk.hash(desk.keys.old);
    const facts = { issued: "2026-01-01", expires: "2026-08-09", lastValid: desk.clock.now() };
    assert.deepEqual(
      [...desk.index.records],
      [[account, { store: "os", path: "", hash, ...facts, replacing: undefined }]],
    );
  });
});

describe("undoing: nothing is changed", () => {
  const whileAsked =
    (meanwhile: (desk: Desk) => unknown) =>
    (desk: Desk): void => {
      const { answer } = desk.http;
      desk.http.answer = (request) => {
        meanwhile(desk);
        return answer(request);
      };
    };
  const ticks = ({ window, server, key }: Desk) => window.carryingOver.tick(server(), key(), "one");
  type Row = readonly [what: string, arrange: (desk: Desk) => unknown, said: string, stands: string];
  const rows: readonly Row[] = [
    ["nothing was replaced", (desk) => undo(desk), "gone", untouched],
    ["cancelled before", ({ controller }) => controller.abort(), "cancelled", replaced],
    [
      "cancelled while the key is asked about",
      whileAsked(({ controller }) => controller.abort()),
      "cancelled",
      replaced,
    ],
    [
      "the kept key is gone",
      ({ os }) => os.items.delete(previous),
      "gone",
      "next - after carrying+kept+retire:2 wrong-record-kept",
    ],
    [
      "the kept key is another by then",
      whileAsked(({ os, keys }) => os.items.set(previous, keys.third)),
      "changed",
      "next third after carrying+kept+retire:2 wrong-record-kept",
    ],
    ["the store does not work", ({ os }) => (os.mode = "no-dbus"), "store", replaced],
    ["the index cannot be read", ({ index }) => (index.broken = "EACCES"), "index", replaced],
    ["the disk is full", ({ index }) => (index.full = "ENOSPC"), "index", replaced],
    ["another window is writing", ({ lock }) => (lock.busy = "busy"), "lock", replaced],
    ["settings.json is not saved", ({ list }) => (list.trouble = "unsaved"), "entry unsaved", replaced],
    ["settings.json is broken", ({ list }) => (list.trouble = "broken"), "entry broken", replaced],
    [
      "the key in use is gone",
      ({ os }) => os.items.delete(account),
      "changed",
      "- old after carrying+kept+retire:2 wrong-record--",
    ],
  ];
  for (const [what, arrange, expected, stands] of rows) {
    it(`${what}: ${expected}, ${stands}`, async () => {
      const desk = await aReplaced();
      await arrange(desk);
      assert.equal(said(await undo(desk)), expected);
      mend(desk);
      assert.equal(await standing(desk), stands);
    });
  }
  it("the replacement has come to its end by then", async () => {
    const desk = await aReplaced();
    const { answer } = desk.http;
    desk.http.answer = async (request) => {
      const { carryingOver } = desk.window;
      for (const name of ["one", "two"]) await carryingOver.tick(desk.server(), desk.key(), name);
      await carryingOver.retire(desk.server(), desk.key());
      return answer(request);
    };
    assert.equal(said(await undo(desk)), "gone");
    assert.equal(await standing(desk), "next - after none");
  });
  it("consumers that were ticked off meanwhile stay so when it could not be written", async () => {
    const desk = await aReplaced();
    desk.list.trouble = "unsaved";
    let asked = false;
    const { answer } = desk.http;
    desk.http.answer = async (request) => {
      if (!asked) await ticks(desk);
      asked = true;
      return answer(request);
    };
    assert.equal(said(await undo(desk)), "entry unsaved");
    assert.equal(await standing(desk), "next old after carrying+kept+retire:1");
  });
  for (const [what, to, said_] of [
    ["another context path", `${url}/sdp`, "gone"],
    ["another address", "https://other.example.com", "gone"],
  ] as const) {
    it(`${what}: ${said_}, and no key is sent there, asked or taken back`, async () => {
      const desk = await aReplaced();
      desk.list.text = desk.list.text.replace(url, to);
      assert.equal(said(await undo(desk)), said_);
      assert.equal(said(await desk.window.undoing.askOld(desk.server(), desk.key(), desk.controller.signal)), said_);
      assert.equal(desk.http.sent.length, 0);
      assert.equal(await standing(desk), replaced);
    });
  }
  it("a key that another editor keeps under this name is not taken for the old one", async () => {
    const desk = await aDesk("invalid");
    await put(desk);
    desk.os.items.set(previous, desk.keys.third);
    assert.equal(said(await undo(desk)), "gone");
    assert.equal(await standing(desk), "next third after carrying:2 unrecorded");
  });
});
