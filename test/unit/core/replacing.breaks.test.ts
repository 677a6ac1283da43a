// Replacing and undoing that fail, or are broken off, at each single call to the outside: afterwards the key, what is
// kept of it, its record and its entry are as before or as after, and never in between.
import assert from "node:assert/strict";
import type { Result } from "../../../src/core/result.ts";
import { aDesk, aSuccessor, mend, put, resume, said, standing, undo, type Desk } from "./replacingDesk.ts";
import { Window } from "./keeping/window.ts";

interface Act {
  readonly what: string;
  readonly desk: () => Promise<Desk>;
  readonly act: (desk: Desk, window: Window) => Promise<Result<unknown, { step: string }>>;
  /** What may stand when it was not done, and when it was. */
  readonly back: readonly string[];
  readonly forth: string;
}

const original = "old - before none";
const replaced = "next old after carrying+kept+retire:2";

async function aReplaced(): Promise<Desk> {
  const desk = await aDesk();
  assert.equal(said(await put(desk)), "ok");
  return desk;
}

const tick =
  (consumer: string) =>
  (desk: Desk, { carryingOver }: Window) =>
    carryingOver.tick(desk.server(), desk.key(), consumer);

const acts: readonly Act[] = [
  {
    what: "a key in the place of one that is accepted",
    desk: () => aDesk(),
    act: put,
    back: [original, "old - before begun"],
    forth: replaced,
  },
  {
    what: "a key in the place of one that is refused",
    desk: () => aDesk("invalid"),
    act: put,
    back: [original, "old - before begun"],
    forth: "next - after carrying:2",
  },
  {
    what: "a third key, while consumers of the second are left",
    desk: aReplaced,
    act: (desk, window) => put(desk, window, aSuccessor(desk, desk.keys.third)),
    back: [
      replaced,
      "next old after begun(carrying+kept+retire:2)",
      // What had been kept has made room, and that is said.
      "next - after begun(carrying+retire:2)",
    ],
    forth: "third next after carrying+kept+retire:2",
  },
  {
    what: "a third key in the place of one that is refused by then",
    desk: async () => {
      const desk = await aReplaced();
      desk.says.set(desk.keys.next, "invalid");
      return desk;
    },
    act: (desk, window) => put(desk, window, aSuccessor(desk, desk.keys.third)),
    back: [replaced, "next old after begun(carrying+kept+retire:2)"],
    forth: "third - after carrying+retire:2",
  },
  { what: "the old key, taken back", desk: aReplaced, act: undo, back: [replaced], forth: original },
];

/** Ways in which the n-th call fails. */
const faults: readonly [what: string, fail: (desk: Desk, n: number) => void][] = [
  ["the store fails once", ({ os }, n) => (os.failNext = failing(n, 1))],
  ["the store fails from then on", ({ os }, n) => (os.failNext = failing(n, Infinity))],
  ["the store asks the person, once", ({ os }, n) => (os.failNext = failing(n, 1, "waiting"))],
  ["the index fails once", ({ index }, n) => ([index.left, index.once] = [n, true])],
  ["the index fails from then on", ({ index }, n) => (index.left = n)],
];

function failing(from: number, times: number, kind: "unavailable" | "waiting" = "unavailable") {
  let call = 0;
  return () => {
    const fails = call >= from && call < from + times;
    call++;
    return fails ? { kind, detail: "as the test wants it" } : undefined;
  };
}

/** More calls than any of them makes; that it is enough is asserted. */
const CALLS = 80;

for (const { what, desk: begin, act, back, forth } of acts) {
  describe(`replacing: ${what}`, () => {
    async function assertWhole(desk: Desk, at: string, outcome: string): Promise<void> {
      const stage = desk.record()?.replacing?.stage;
      if (stage === "storing") {
        const resumed = await resume(desk);
        assert.ok(resumed.ok, `${at}: resumed: ${said(resumed)}`);
        const stands = await standing(desk);
        const expected = resumed.value === "forth" ? [forth] : back;
        assert.ok(expected.includes(stands), `${at}, resumed ${resumed.value}: ${stands}`);
      } else {
        const stands = await standing(desk);
        const expected = outcome === "ok" ? [forth] : outcome === "died" ? [...back, forth] : back;
        assert.ok(expected.includes(stands), `${at}, ${outcome}: ${stands}`);
      }
    }

    it(`${back[0] ?? ""} becomes ${forth}`, async () => {
      const desk = await begin();
      assert.equal(await standing(desk), back[0]);
      assert.equal(said(await act(desk, desk.window)), "ok");
      assert.equal(await standing(desk), forth);
    });
    for (const [how, fail] of faults) {
      it(`at each call, ${how}: the same once resumed, and done again it succeeds`, async () => {
        let failed = 0;
        for (let n = 0; n < CALLS; n++) {
          const desk = await begin();
          fail(desk, n);
          const outcome = said(await act(desk, desk.window));
          mend(desk);
          await assertWhole(desk, `${how}, ${n}`, outcome);
          if (outcome === "ok") {
            assert.equal(await standing(desk), forth);
            continue;
          }
          failed++;
          if ((await standing(desk)) === forth) continue;
          assert.equal(said(await act(desk, desk.window)), "ok", `${how}, ${n}: done again`);
          assert.equal(await standing(desk), forth);
        }
        assert.ok(failed > 1 && failed < CALLS, `failed ${failed} times`);
      });
    }
    it("at each call the window dies: a fresh one brings it to either end, and the same can be done", async () => {
      let died = 0;
      for (let n = 0; n < CALLS; n++) {
        const desk = await begin();
        const outcome = await desk.window.until(n, () => act(desk, desk.window));
        if (outcome !== undefined) continue;
        died++;
        await assertWhole(desk, `dies at ${n}`, "died");
        if ((await standing(desk)) === forth) continue;
        assert.equal(said(await act(desk, new Window(desk.machine))), "ok", `dies at ${n}: done again`);
        assert.equal(await standing(desk), forth);
      }
      assert.ok(died > 1 && died < CALLS, `died ${died} times`);
    });
    it("the window dies, and another one puts the same without resuming first", async () => {
      for (let n = 0; n < CALLS; n++) {
        const desk = await begin();
        if ((await desk.window.until(n, () => act(desk, desk.window))) !== undefined) break;
        if ((await standing(desk)) === forth || desk.record()?.replacing?.stage !== "storing") continue;
        const again = said(await act(desk, new Window(desk.machine)));
        assert.ok(["ok", "changed", "gone"].includes(again), again);
        if (again === "ok") assert.equal(await standing(desk), forth, `${n}`);
        else if (desk.record()?.replacing?.stage === "storing") await resume(desk);
        assert.ok([...back, forth].includes(await standing(desk)), `${n}: ${await standing(desk)}`);
      }
    });
    it("settings.json cannot be written, and each call of the store fails as well", async () => {
      for (let n = 0; n < CALLS; n++) {
        const desk = await begin();
        desk.list.trouble = "unsaved";
        desk.os.failNext = failing(n, 1);
        const outcome = said(await act(desk, desk.window));
        mend(desk);
        await assertWhole(desk, `unsaved, ${n}`, outcome);
      }
    });
  });
}

describe("replacing: the last consumer is ticked off", () => {
  const lastLeft = async (): Promise<Desk> => {
    const desk = await aReplaced();
    for (const step of [
      () => tick("one")(desk, desk.window),
      () => desk.window.carryingOver.retire(desk.server(), desk.key()),
    ]) {
      assert.equal(said(await step()), "ok");
    }
    return desk;
  };
  const [back, forth] = ["next old after carrying+kept:1", "next - after none"];
  it(`${back} becomes ${forth}`, async () => {
    const desk = await lastLeft();
    assert.equal(await standing(desk), back);
    assert.equal(said(await tick("two")(desk, desk.window)), "ok");
    assert.equal(await standing(desk), forth);
  });
  it("failing or dying anywhere, it can be ticked off again, and the key in use stays", async () => {
    for (const [how, fail] of [...faults, ["dies", undefined] as const]) {
      for (let n = 0; n < 20; n++) {
        const desk = await lastLeft();
        fail?.(desk, n);
        await desk.window.until(fail === undefined ? n : Infinity, () => tick("two")(desk, desk.window));
        mend(desk);
        assert.match(
          await standing(desk),
          /^next (?:old|-) after (?:carrying\+kept:1|none)(?: wrong-record-kept)?$/,
          `${how}, ${n}`,
        );
        const again = said(await tick("two")(desk, new Window(desk.machine)));
        assert.ok(["ok", "changed"].includes(again), again);
        assert.equal(await standing(desk), forth, `${how}, ${n}`);
      }
    }
  });
});
