import assert from "node:assert/strict";
import { makeKey, type Accounts } from "../../support/sdp/accounts.ts";
import * as faults from "../../support/sdp/faults.ts";
import type { SdpOptions } from "../../support/sdp/server.ts";
import { aDesk, profiles } from "./desk.ts";

const yesterday = (): Date => new Date(Date.now() - 86_400_000);
const integrationKey = (accounts: Accounts, expires?: Date): string =>
  accounts.addIntegrationKey({ name: "ci", owner: "ada", roles: ["SDGuest"], ...(expires && { expires }) });
/** A key of one more technician, who is no SDAdmin. */
const keyOfBob = (accounts: Accounts, roles = ["SDCo-ordinator"]): string => {
  accounts.addTechnician({ login: "bob", roles });
  return accounts.generateKey("bob");
};

describe("over real sockets: keys (docs/sdp.md 2)", () => {
  for (const [profile, inner] of profiles) {
    const invalid = `invalid ${inner}, 1+1`;
    const rows: readonly [key: string, make: (accounts: Accounts) => string, said: string][] = [
      ["a good one", (a) => a.generateKey("ada"), "valid accepted, 1+1"],
      ["a good Integration Key", (a) => integrationKey(a), "valid accepted, 1+1"],
      ["one of a weak role", (a) => keyOfBob(a, ["SDGuest"]), "valid accepted, 1+1"],
      ["a wrong one", () => makeKey(), invalid],
      ["the right one in lower case", (a) => a.generateKey("ada").toLowerCase(), invalid],
      ["an expired one", (a) => a.generateKey("ada", { expires: yesterday() }), invalid],
      ["one whose form was not saved", (a) => a.generateKey("ada", { saved: false }), invalid],
      ["one that was re-generated", (a) => [a.generateKey("ada"), a.regenerateKey("ada")][0] ?? "", invalid],
      ["one whose login is disabled", (a) => [keyOfBob(a), a.disableLogin("bob")][0] ?? "", invalid],
      ["one whose technician is deleted", (a) => [keyOfBob(a), a.deleteTechnician("bob")][0] ?? "", invalid],
      ["an expired Integration Key", (a) => integrationKey(a, yesterday()), invalid],
      [
        "an inactive Integration Key",
        (a) => [integrationKey(a), a.setIntegrationKeyStatus("ci", "inactive")][0] ?? "",
        invalid,
      ],
      [
        "a deleted Integration Key",
        (a) => [integrationKey(a), a.setIntegrationKeyStatus("ci", "deleted")][0] ?? "",
        invalid,
      ],
      ["one that no header can carry", () => `${makeKey()}\n`, "invalid not-a-header-value, 0+0"],
    ];
    describe(profile, () => {
      for (const [what, make, said] of rows) {
        it(`${what}: ${said}`, async () => {
          await using desk = await aDesk({ profile });
          assert.equal(await desk.check(make(desk.sdp.accounts)), said);
        });
      }
    });
  }
});

describe("over real sockets: builds (docs/sdp.md 1 and 9.5)", () => {
  for (const [profile, inner] of profiles) {
    const rows: readonly [build: string, options: SdpOptions, good: string, bad: string][] = [
      ["with build_info", {}, "valid accepted, 1+1", `invalid ${inner}, 1+1`],
      ["without build_info", { buildInfo: false }, "valid accepted, 2+1", `invalid ${inner}, 2+1`],
      ["response_status an array", { statusShape: "array" }, "valid accepted, 1+1", `invalid ${inner}, 1+1`],
      ["response_status an object", { statusShape: "object" }, "valid accepted, 1+1", `invalid ${inner}, 1+1`],
      [
        "an array, without build_info",
        { statusShape: "array", buildInfo: false },
        "valid accepted, 2+1",
        `invalid ${inner}, 2+1`,
      ],
      [
        "an object, without build_info",
        { statusShape: "object", buildInfo: false },
        "valid accepted, 2+1",
        `invalid ${inner}, 2+1`,
      ],
      ["in a context path", { contextPath: "/sdp" }, "valid accepted, 1+1", `invalid ${inner}, 1+1`],
    ];
    describe(profile, () => {
      for (const [what, options, good, bad] of rows) {
        it(`${what}: ${good}; ${bad}`, async () => {
          await using desk = await aDesk({ profile, ...options });
          assert.deepEqual([await desk.check(), await desk.check(makeKey())], [good, bad]);
        });
      }
      it("build_info for anybody: the other probe judges", async () => {
        await using desk = await aDesk({ profile });
        desk.sdp.fault(faults.open(), { path: "/api/v3/app_resources/build_info" });
        assert.equal(await desk.check(), "valid accepted, 2+1");
        assert.equal(await desk.check(makeKey()), `invalid ${inner}, 2+1`);
      });
      it("a weak role, where only requests judge: forbidden", async () => {
        await using desk = await aDesk({ profile, buildInfo: false });
        assert.equal(await desk.check(keyOfBob(desk.sdp.accounts, ["SDGuest"])), "forbidden 4002, 2+1");
      });
    });
  }
});
