import assert from "node:assert/strict";
import { ACTIONS } from "../../../src/core/activity.ts";
import type { ActivityEntry } from "../../../src/core/activityPort.ts";
import { activityText, roundDetail } from "../../../src/core/activityText.ts";
import type { KeyState } from "../../../src/core/health.ts";
import { anEntry } from "../../support/fakes/fakeActivity.ts";

const at = (hours: number, minutes = 0, seconds = 0): number =>
  new Date(2026, 10, 22, hours, minutes, seconds).getTime();

describe("activity as text", () => {
  const assertText = (entries: readonly ActivityEntry[], ...lines: string[]): void =>
    assert.equal(activityText(entries), lines.map((line) => `${line}\n`).join(""));
  /** One entry, without its time. */
  const assertLine = (entry: Partial<ActivityEntry>, line: string): void =>
    assertText([anEntry({ ...entry, at: at(14, 2, 11) })], `2026-11-22 14:02:11  ${line}`);

  it("is empty without entries", () => assertText([]));

  it("puts the newest first, in columns", () =>
    assertText(
      [
        anEntry({ at: at(8), action: "addServer", key: undefined }),
        anEntry({ at: at(9, 5), by: "timer", server: undefined, key: undefined, detail: "3 keys: 2 valid, 1 invalid" }),
        anEntry({ at: at(10, 0, 7), action: "rename", result: "failed", detail: "lock" }),
      ],
      "2026-11-22 10:00:07  you    Rename      prod/ci  failed  another window was writing",
      "2026-11-22 09:05:00  timer  Verify      all      done    3 keys: 2 valid, 1 invalid",
      "2026-11-22 08:00:00  you    Add Server  prod     done",
    ));

  it("goes by the time also where windows wrote in another order", () =>
    assertText(
      [anEntry({ at: at(9), key: "late" }), anEntry({ at: at(8), key: "soon" })],
      "2026-11-22 09:00:00  you  Verify  prod/late  done",
      "2026-11-22 08:00:00  you  Verify  prod/soon  done",
    ));

  it("puts what was written last first where the time is the same", () =>
    assertText(
      [anEntry({ at: at(9), key: "k1" }), anEntry({ at: at(9), key: "k2" })],
      "2026-11-22 09:00:00  you  Verify  prod/k2  done",
      "2026-11-22 09:00:00  you  Verify  prod/k1  done",
    ));

  for (const [what, name] of [
    ["a line end", "a\nb"],
    ["a Windows line end", "a\r\nb"],
    ["a line separator", "a\u2028b"],
    ["a paragraph separator", "a\u2029b"],
    ["a next line", "a\u0085b"],
    ["a form feed", "a\fb"],
    ["a tab", "a\tb"],
    ["what turns the direction of text", "a\u202eb"],
  ] as const) {
    it(`stays in one line with ${what} in a name`, () => {
      assertLine({ server: name }, "you  Verify  a b/ci  done");
      assertLine({ key: name }, "you  Verify  prod/a b  done");
      assertLine({ detail: name }, "you  Verify  prod/ci  done  a b");
    });
  }

  it("says in words at which step it failed", () => {
    assertLine({ result: "failed", detail: "store" }, "you  Verify  prod/ci  failed  secret store");
    assertLine({ result: "failed", detail: "entry" }, "you  Verify  prod/ci  failed  settings");
    assertLine({ result: "failed", detail: "3 of 5 keys" }, "you  Verify  prod/ci  failed  3 of 5 keys");
    assertLine({ result: "failed" }, "you  Verify  prod/ci  failed");
  });

  it("takes a step's name for one only where something failed", () =>
    assertLine({ result: "done", detail: "store" }, "you  Verify  prod/ci  done  store"));

  it("has other words for each action", () => {
    const words = ACTIONS.map((action) => activityText([anEntry({ action })]));
    assert.equal(new Set(words).size, ACTIONS.length);
  });
});

describe("a round of checks in a few words", () => {
  const assertDetail = (states: readonly KeyState[], detail: string): void =>
    assert.equal(roundDetail(states.map((state) => ({ state }))), detail);
  it("of one key", () => assertDetail(["not-servicedesk"], "not-servicedesk"));
  it("of keys that are all alike", () => assertDetail(["valid", "valid"], "2 keys: 2 valid"));
  it("of several", () => assertDetail(["valid", "invalid", "valid"], "3 keys: 2 valid, 1 invalid"));
});
