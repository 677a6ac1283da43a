import assert from "node:assert/strict";
import { EVERYTHING, type Begun } from "../../../src/core/replacement.ts";
import { aSecret } from "../../support/fakes/factories.ts";
import { account, aDesk, aSuccessor, put, resume, said, standing, type Desk } from "./replacingDesk.ts";
import { Window } from "./keeping/window.ts";

const aBegun = (since: number): Begun => ({
  stage: "begun",
  procedure: "in-place",
  since,
  kind: "technician",
  worked: true,
});
const untouched = "old - before none";
const replaced = "next old after carrying+kept+retire:2";

describe("replacing: the step in SDP was shown", () => {
  const begin = (desk: Desk, since = 5) => desk.window.replacing.begin(desk.server(), desk.key(), aBegun(since));
  const withdraw = (desk: Desk) => desk.window.replacing.withdraw(desk.server(), desk.key(), aBegun(5));
  const verify = ({ server, window }: Desk) =>
    window.verifier.verifyKeys(server(), server().keys, () => true, AbortSignal.any([]));

  it("it is noted, and the key stays", async () => {
    const desk = await aDesk();
    assert.equal(said(await begin(desk)), "ok");
    assert.equal(await standing(desk), "old - before begun");
  });
  it("a key without a record has no note, and that is said", async () => {
    const desk = await aDesk();
    desk.index.records.clear();
    assert.equal(said(await begin(desk)), "changed");
    assert.equal(desk.index.records.size, 0);
  });
  it("where the index cannot be written, that is said", async () => {
    const desk = await aDesk();
    desk.index.full = "ENOSPC";
    assert.equal(said(await begin(desk)), "index");
  });
  for (const [word, left] of [
    ["valid", "none"],
    ["invalid", "begun"],
    ["unreachable", "begun"],
  ] as const) {
    it(`the key is ${word} then: ${left}`, async () => {
      const desk = await aDesk(word);
      await begin(desk);
      await verify(desk);
      assert.equal(await standing(desk), `old - before ${left}`);
    });
    it(`the key is ${word} then, and consumers of an earlier replacement are left`, async () => {
      const desk = await aDesk("valid", word);
      await put(desk);
      await begin(desk);
      assert.equal(await standing(desk), "next old after begun(carrying+kept+retire:2)");
      await begin(desk, 6);
      await verify(desk);
      assert.equal(await standing(desk), word === "valid" ? replaced : "next old after begun(carrying+kept+retire:2)");
    });
  }
  it("the key is valid a while later, when the person may still be at SDP's page: it stays noted", async () => {
    const desk = await aDesk();
    await begin(desk, desk.clock.now());
    desk.clock.advance(3_600_000);
    await verify(desk);
    assert.equal(await standing(desk), "old - before begun");
    desk.clock.advance(1);
    await verify(desk);
    assert.equal(await standing(desk), untouched);
  });
  it("it is taken back, and what was left of an earlier replacement is as before", async () => {
    const desk = await aDesk();
    await begin(desk);
    assert.equal(said(await withdraw(desk)), "ok");
    assert.equal(await standing(desk), untouched);
    await put(desk);
    await begin(desk);
    assert.equal(said(await withdraw(desk)), "ok");
    assert.equal(await standing(desk), replaced);
  });
  it("it is not taken back where another window has begun it anew, or is further on", async () => {
    const desk = await aDesk();
    await begin(desk, 6);
    assert.equal(said(await withdraw(desk)), "ok");
    assert.equal(await standing(desk), "old - before begun");
    await put(desk);
    assert.equal(said(await withdraw(desk)), "ok");
    assert.equal(await standing(desk), replaced);
  });
  it("while keys are changed over nothing is noted", async () => {
    const desk = await aDesk();
    desk.os.failNext = (call) => (call === `set ${account}` ? { kind: "waiting", detail: "" } : undefined);
    await put(desk);
    assert.equal(said(await begin(desk)), "changed");
    assert.equal(desk.record()?.replacing?.stage, "storing");
  });
});

describe("replacing: what is left to be done", () => {
  type Step = (desk: Desk) => ReturnType<Desk["window"]["carryingOver"]["tick"]>;
  const tick =
    (name: string): Step =>
    ({ server, key, window }) =>
      window.carryingOver.tick(server(), key(), name);
  const retire: Step = ({ server, key, window }) => window.carryingOver.retire(server(), key());
  const rows: readonly [what: string, steps: readonly Step[], stands: string][] = [
    ["one consumer", [tick("one")], "next old after carrying+kept+retire:1"],
    ["the same twice", [tick("one"), tick("one")], "next old after carrying+kept+retire:1"],
    ["one that is not there", [tick("three")], replaced],
    ["both", [tick("one"), tick("two")], "next old after carrying+kept+retire:0"],
    ["the old one is switched off", [retire], "next old after carrying+kept:2"],
    ["all", [tick("one"), tick("two"), retire], "next - after none"],
    ["all, in another order", [retire, tick("two"), tick("one")], "next - after none"],
  ];
  for (const [what, steps, stands] of rows) {
    it(`${what}: ${stands}`, async () => {
      const desk = await aDesk();
      await put(desk);
      for (const step of steps) assert.equal(said(await step(desk)), "ok");
      assert.equal(await standing(desk), stands);
    });
  }
  it("an entry without consumers has one thing to be done", async () => {
    const desk = await aDesk("invalid");
    desk.list.text = desk.list.text.replace(/\[\{ "name": "one".*\]/, "[]");
    await put(desk);
    assert.match(await standing(desk), /carrying:1$/);
    assert.equal(said(await tick(EVERYTHING)(desk)), "ok");
    assert.match(await standing(desk), /^next - after none$/);
  });
  it("what is left of an earlier one is ticked off while another is begun: the key that was kept goes with the last", async () => {
    const desk = await aDesk();
    await put(desk);
    await desk.window.replacing.begin(desk.server(), desk.key(), aBegun(5));
    for (const step of [tick("one"), tick("two")]) assert.equal(said(await step(desk)), "ok");
    assert.equal(await standing(desk), "next old after begun(carrying+kept+retire:0)");
    assert.equal(said(await retire(desk)), "ok");
    assert.equal(await standing(desk), "next - after begun");
  });
  for (const step of [tick("one"), retire]) {
    it("nothing is ticked or switched off while keys are changed over, or where nothing was carried", async () => {
      const desk = await aDesk();
      await desk.window.replacing.begin(desk.server(), desk.key(), aBegun(5));
      assert.equal(said(await step(desk)), "changed");
      desk.os.failNext = (call) => (call === `set ${account}` ? { kind: "waiting", detail: "" } : undefined);
      await put(desk);
      assert.equal(said(await step(desk)), "changed");
      assert.equal(desk.record()?.replacing?.stage, "storing");
    });
  }
  it("two windows tick off one each", async () => {
    const desk = await aDesk("invalid");
    await put(desk);
    const other = { ...desk, window: new Window(desk.machine) };
    assert.deepEqual((await Promise.all([tick("one")(desk), tick("two")(other)])).map(said), ["ok", "ok"]);
    assert.equal(await standing(desk), "next - after none");
  });
  for (const [what, step, expected] of [
    ["ticked off", tick("one"), "ok"],
    ["switched off", retire, "ok"],
    ["resumed", resume, "changed"],
  ] as const) {
    it(`nothing is to be ${what} without a replacement: ${expected}`, async () => {
      const desk = await aDesk();
      assert.equal(said(await step(desk)), expected);
      assert.equal(await standing(desk), untouched);
    });
  }
  it("another window has ticked one off meanwhile: that stays so when a third key could not be stored", async () => {
    const desk = await aDesk();
    await put(desk);
    const { answer } = desk.http;
    let asked = false;
    desk.http.answer = async (request) => {
      if (!asked) await tick("one")({ ...desk, window: new Window(desk.machine) });
      asked = true;
      return answer(request);
    };
    desk.os.failNext = (call) => (call === `set ${account}` ? { kind: "unavailable", detail: "" } : undefined);
    assert.equal(said(await put(desk, desk.window, aSuccessor(desk, aSecret()))), "store");
    assert.match(await standing(desk), /begun\(carrying\+retire:1\)/);
  });
});
