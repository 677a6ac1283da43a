import assert from "node:assert/strict";
import type { Clearance } from "../../../../../src/core/clearing.ts";
import type { Mark } from "../../../../../src/core/inventory.ts";
import { fail, ok } from "../../../../../src/core/result.ts";
import { clearanceReport, removalQuestion } from "../../../../../src/ui/commands/whereabouts/removalWords.ts";
import { deletionQuestion } from "../../../../../src/ui/commands/whereabouts/words.ts";
import { aServer, keys } from "../../../../support/fakes/factories.ts";
import { anEntry, anItem } from "./whereabouts.ts";

const account = "prod/ci@https://sdp.example.com:8443";

describe("deleting one key: the question", () => {
  const rows: readonly [Mark, who: RegExp][] = [
    ["used", /The entry stays in your settings, without a key\./],
    ["copy", /The entry looks for its key in VS Code's secret store\./],
    ["wrong-address", /entered for another address/],
    ["unlisted", /Another editor, such as VS Code Insiders, Cursor or VSCodium, may use it\./],
  ];
  for (const [mark, who] of rows) {
    it(`${mark}: names the account, the store, and who may miss it; never the key`, () => {
      const { question, detail } = deletionQuestion(anItem(mark, { ending: "89AB" }), "os", []);
      assert.ok(detail.startsWith(`${account} is deleted from the operating system's secret store`), detail);
      assert.match(detail, who);
      assert.doesNotMatch(question + detail, /89AB/);
    });
  }
  it("used, with a copy: the entry may use that one then", () => {
    const others = [
      anItem("copy", { store: "vscode" }),
      anItem("copy", { account: "prod/other@https://x.example.com" }),
    ];
    const detail = (all: typeof others): string => deletionQuestion(anItem("used"), "os", all).detail;
    assert.match(detail(others), /may then use the copy in VS Code's secret store\./);
    assert.match(detail(others.slice(1)), /without a key\./);
  });
  for (const guarded of [true, false]) {
    it(`${guarded ? "says" : "does not say"} that the server is protected`, () => {
      const entry = anEntry("prod/ci", { protected: guarded });
      assert.equal(
        deletionQuestion(anItem("used", { entry }), "os", []).detail.includes("prod is protected."),
        guarded,
      );
    });
  }
});

describe("removing all keys: the question", () => {
  it("says how many, of which servers, and which of them are protected", () => {
    const servers = [
      aServer({ keys: keys(2) }, "prod"),
      aServer({ keys: keys(1), protected: true }, "live"),
      aServer({ keys: {} }, "empty"),
    ];
    const { question, detail } = removalQuestion(servers);
    assert.match(question, /keys of all 3 entries/);
    assert.deepEqual(detail.split("\n").slice(0, 3), ["prod: 2", "live (protected): 1", ""]);
  });
  it("says what stays", () => {
    const { detail } = removalQuestion([aServer()]);
    for (const said of ["entries stay", "Nothing changes in ServiceDesk Plus", "not in this editor's list stay"]) {
      assert.ok(detail.includes(said), detail);
    }
  });
  it("names ten servers and counts the rest, protected ones too", () => {
    const servers = Array.from({ length: 13 }, (_, index) => aServer({ protected: index === 12 }, `s${index}`));
    assert.equal(removalQuestion(servers).detail.split("\n")[10], "and 3 more, 1 of them protected");
    assert.equal(removalQuestion(servers.slice(0, 12)).detail.split("\n")[10], "and 2 more");
  });
});

describe("removing all keys: what is said then", () => {
  const lock = fail({ step: "lock", detail: "Another window is writing." } as const);
  const unsure: Clearance["unsure"] = [{ store: "os", failure: { kind: "waiting", detail: "" } }];
  const rows: readonly [
    outcomes: string,
    total: number,
    unsure: Clearance["unsure"],
    done: boolean,
    failed: number,
    said: RegExp,
  ][] = [
    ["+", 1, [], true, 0, /^The key is removed from this machine\.$/],
    ["++", 2, [], true, 0, /^The keys of all 2 entries are removed from this machine\.$/],
    ["+", 3, [], true, 0, /^The keys of 1 of 3 entries are removed from this machine\.$/],
    ["+-", 2, [], false, 1, /^The keys of 1 of 2 entries are removed .* prod\/ci: Another window is writing\.$/],
    ["--", 2, [], false, 2, /^The keys of 0 of 2 .* 2 could not be removed\. prod\/ci: Another window/],
    ["+", 1, unsure, false, 0, /^The key is removed .* Copies may be left in the operating system's secret store/],
    ["-", 1, unsure, false, 1, /Another window is writing\.$/],
  ];
  for (const [outcomes, total, doubt, done, failed, said] of rows) {
    it(`${outcomes} of ${total}${doubt.length > 0 ? ", a store down" : ""}: ${done ? "done" : `${failed} left`}`, () => {
      const report = clearanceReport(
        {
          outcomes: [...outcomes].map((one) => ({ chosen: anEntry(), outcome: one === "+" ? ok() : lock })),
          unsure: doubt,
        },
        total,
      );
      assert.deepEqual([report.done, report.failed.length], [done, failed]);
      assert.match(report.sentence, said);
    });
  }
});
