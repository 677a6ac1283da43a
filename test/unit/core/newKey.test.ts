import assert from "node:assert/strict";
import type { KeyState } from "../../../src/core/health.ts";
import { account, aDesk, standing, url, type Desk, type Word } from "./replacingDesk.ts";

function judge(desk: Desk, { secret = desk.keys.next, worked = true } = {}) {
  return desk.window.newKeys.judge(desk.server(), desk.key(), secret, worked, desk.controller.signal);
}

describe("a new key, before it takes another's place", () => {
  const rows: readonly [worked: boolean, word: Word, judged: string][] = [
    [true, "valid", "passed"],
    [false, "valid", "passed"],
    [true, "forbidden", "weaker"],
    [false, "forbidden", "passed"],
    [true, "invalid", "refused"],
    [true, "unreachable", "untested"],
  ];
  for (const [worked, word, judged] of rows) {
    it(`${word} in the place of one that ${worked ? "worked" : "did not work"}: ${judged}`, async () => {
      const desk = await aDesk("valid", word);
      const said = await judge(desk, { worked });
      assert.ok(said?.word === judged);
      assert.ok("checked" in said && said.checked.state === word);
      assert.equal(await standing(desk), "old - before none");
    });
  }
  it("the same again: it is not sent", async () => {
    const desk = await aDesk();
    assert.deepEqual(await judge(desk, { secret: desk.keys.old }), { word: "same" });
    assert.equal(desk.http.sent.length, 0);
  });
  type Row = readonly [what: string, arrange: (desk: Desk) => unknown, state: KeyState];
  const unreadable: readonly Row[] = [
    ["its store does not work", ({ os }) => (os.mode = "no-dbus"), "store-unavailable"],
    ["there is none", ({ os }) => os.items.delete(account), "missing"],
    ["it is for another context path", ({ list }) => (list.text = list.text.replace(url, `${url}/sdp`)), "missing"],
  ];
  for (const [what, arrange, state] of unreadable) {
    it(`the old one cannot be read, since ${what}: no key is sent`, async () => {
      const desk = await aDesk();
      arrange(desk);
      const said = await judge(desk);
      assert.equal(said?.word === "unreadable" && said.read.state, state);
      assert.equal(desk.http.sent.length, 0);
    });
  }
  const cancelled: readonly [when: string, arrange: (desk: Desk) => unknown][] = [
    ["before", ({ controller }) => controller.abort()],
    ["while the old one is read", ({ os, controller }) => (os.onCall = () => controller.abort())],
    [
      "while the new one is asked about",
      ({ http, controller }) => {
        http.answer = () => {
          controller.abort();
          return new Promise(() => undefined);
        };
      },
    ],
  ];
  for (const [when, arrange] of cancelled) {
    it(`cancelled ${when}: no word`, async () => {
      const desk = await aDesk();
      arrange(desk);
      assert.equal(await judge(desk), undefined);
    });
  }
});
