import assert from "node:assert/strict";
import type { Procedure } from "../../../src/core/replacement.ts";
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
  url,
  type Desk,
  type Word,
} from "./replacingDesk.ts";

const untouched = "old - before none";
const replaced = "next old after carrying+kept+retire:2";

describe("replacing: the old key is asked once, and kept unless it is refused", () => {
  const rows: readonly [old: Word, procedure: Procedure, stands: string][] = [
    ["valid", "side-by-side", replaced],
    ["forbidden", "side-by-side", replaced],
    ["unreachable", "side-by-side", replaced],
    ["invalid", "side-by-side", "next - after carrying:2"],
    ["valid", "in-place", "next old after carrying+kept:2"],
    ["unreachable", "in-place", "next old after carrying+kept:2"],
    ["invalid", "in-place", "next - after carrying:2"],
  ];
  for (const [old, procedure, stands] of rows) {
    it(`${old}, ${procedure}: ${stands}`, async () => {
      const desk = await aDesk(old);
      assert.equal(said(await put(desk, desk.window, aSuccessor(desk, desk.keys.next, procedure))), "ok");
      assert.equal(await standing(desk), stands);
      assert.deepEqual(
        desk.http.withKey.map(({ key }) => key === desk.keys.old),
        [true],
      );
    });
  }
  it("what the record says of both keys", async () => {
    const desk = await aDesk();
    await put(desk);
    const { replacing, ...own } = desk.record() ?? assert.fail();
    const { replacing: none, ...kept } = desk.index.records.get(previous) ?? assert.fail();
    const of = { store: "os", path: "" };
    const [hash, oldHash] = [await desk.hash(desk.keys.next), await desk.hash(desk.keys.old)];
    assert.deepEqual(own, { ...of, hash, issued: "2026-08-01", expires: "never", lastValid: 0 });
    assert.deepEqual([kept, none], [{ ...of, hash: oldHash, issued: "2026-01-01", expires: "2026-08-09" }, undefined]);
    assert.deepEqual(replacing, {
      stage: "carrying",
      procedure: "side-by-side",
      since: 1,
      remaining: ["one", "two"],
      done: [],
      outage: undefined,
      retire: true,
      kept: true,
      before: { issued: "2026-01-01", expires: "2026-08-09", kind: "technician", owner: "svc" },
    });
  });
  it("a key that this editor did not store is replaced, and recorded from then on", async () => {
    const desk = await aDesk();
    desk.index.records.clear();
    assert.equal(said(await put(desk)), "ok");
    assert.match(await standing(desk), /^next old after carrying/);
  });
  it("the key is known to be there when another editor has kept one beside: nothing is overwritten", async () => {
    const desk = await aDesk();
    desk.os.items.set(previous, desk.keys.fourth);
    assert.equal(said(await put(desk)), "occupied");
    assert.equal(await standing(desk), "old fourth before begun unrecorded");
  });
});

describe("replacing: nothing is changed", () => {
  const controllerAt =
    (call: RegExp) =>
    ({ os, controller }: Desk): void => {
      os.onCall = (one) => call.test(one) && controller.abort();
    };
  const edit = ({ list }: Desk, from: string, to: string): string => (list.text = list.text.replace(from, to));
  /** While the old key is asked about, which is after it was read and before the lock is had. */
  const whileAsked =
    (meanwhile: (desk: Desk) => unknown) =>
    (desk: Desk): void => {
      const { answer } = desk.http;
      desk.http.answer = (request) => {
        meanwhile(desk);
        return answer(request);
      };
    };
  const asItsAnswerComes = ({ http, controller }: Desk): void => {
    const { answer } = http;
    http.answer = (request) => {
      if (request.key !== undefined) controller.abort();
      return answer(request);
    };
  };
  type Row = readonly [what: string, arrange: (desk: Desk) => unknown, said: string, stands: string];
  const rows: readonly Row[] = [
    ["cancelled before it is begun", ({ controller }) => controller.abort(), "cancelled", untouched],
    ["cancelled while the old key is read", controllerAt(/^get/), "cancelled", untouched],
    ["cancelled while it is asked about", whileAsked(({ controller }) => controller.abort()), "cancelled", untouched],
    ["cancelled as its answer comes", asItsAnswerComes, "cancelled", untouched],
    ["settings.json is not saved", ({ list }) => (list.trouble = "unsaved"), "entry unsaved", untouched],
    ["settings.json is broken", ({ list }) => (list.trouble = "broken"), "entry broken", untouched],
    ["the store does not work", ({ os }) => (os.mode = "no-dbus"), "store", untouched],
    ["a person says no to reading", ({ os }) => (os.mode = "denying"), "store", untouched],
    ["the store is locked by then", whileAsked(({ os }) => (os.mode = "locked")), "store", untouched],
    ["the store deletes nothing", ({ os }) => (os.mode = "undeletable"), "store", "old - before storing"],
    ["the index cannot be read", ({ index }) => (index.broken = "EACCES"), "index", untouched],
    ["the disk is full", ({ index }) => (index.full = "ENOSPC"), "index", untouched],
    ["another window is writing", ({ lock }) => (lock.busy = "busy"), "lock", untouched],
    ["there is no key", ({ os }) => os.items.clear(), "changed", "- - before none wrong-record--"],
    [
      "another key is there by then",
      whileAsked(({ os, keys }) => os.items.set(account, keys.third)),
      "changed",
      "third - before none wrong-record-third",
    ],
    ["the key is gone by then", whileAsked(({ os }) => os.items.clear()), "changed", "- - before none wrong-record--"],
    [
      "its record is of another path by then",
      whileAsked(({ index }) => index.changedElsewhere({ [account]: { store: "os", path: "/sdp" } })),
      "changed",
      "old - before none wrong-record-old",
    ],
    ["a later version has its record", ({ index }) => index.unreadable.add(account), "changed", untouched],
    [
      "the very key is there",
      (desk) => desk.os.items.set(account, desk.keys.next),
      "changed",
      "next - before none wrong-record-next",
    ],
  ];
  for (const [what, arrange, expected, stands] of rows) {
    it(`${what}: ${expected}, ${stands}`, async () => {
      const desk = await aDesk();
      arrange(desk);
      assert.equal(said(await put(desk)), expected);
      mend(desk);
      desk.index.unreadable.clear();
      assert.equal(await standing(desk), stands);
    });
  }
  const edits: readonly [what: string, from: string, to: string][] = [
    ["the entry is gone", `"ci": {`, `"other": {`],
    ["the server is gone", `"prod": {`, `"test": {`],
    ["the address is another", url, "https://other.example.com"],
    ["the context path is another", url, `${url}/sdp`],
  ];
  for (const [what, from, to] of edits) {
    for (const when of ["by then", "once the key is written"]) {
      it(`${what} ${when}: changed`, async () => {
        const desk = await aDesk();
        const [server, key] = [desk.server(), desk.key()];
        if (when === "by then") whileAsked(() => edit(desk, from, to))(desk);
        else desk.os.onCall = (call) => call === `set ${account}` && edit(desk, from, to);
        const { signal } = desk.controller;
        assert.equal(said(await desk.window.replacing.put(server, key, aSuccessor(desk), signal)), "changed");
        edit(desk, to, from);
        assert.equal(await standing(desk), when === "by then" ? untouched : "next old before storing");
        if (when === "by then") return;
        assert.equal(said(await resume(desk)), "ok");
        assert.equal(await standing(desk), replaced);
      });
    }
  }
  it("the old key is not sent to an address that it was not entered for", async () => {
    const desk = await aDesk();
    edit(desk, url, `${url}/sdp`);
    assert.equal(said(await put(desk)), "changed");
    assert.equal(desk.http.sent.length, 0);
  });
});
