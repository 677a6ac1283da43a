import assert from "node:assert/strict";
import type { Observation } from "../../../src/core/health.ts";
import { addressesBehind, addressesInstead } from "../../../src/core/redirect.ts";
import { anAddress, aServer, seen } from "../../support/fakes/factories.ts";

describe("a redirect: which addresses it may mean", () => {
  const at = "https://sdp.example.com:8443";
  const rows: readonly [from: string, to: string, expected: readonly string[]][] = [
    [at, "https://new.example.com/api/v3/app_resources/build_info", ["https://new.example.com"]],
    [at, "https://new.example.com/sdp/api/v3/requests", ["https://new.example.com/sdp"]],
    [at, "https://new.example.com/sdpapi/request", ["https://new.example.com"]],
    [at, `${at}/sdp/api/v3/requests`, [`${at}/sdp`]],
    [`${at}/sdp`, `${at}/api/v3/requests`, [at]],
    ["http://sdp.example.com", "https://sdp.example.com/api/v3/requests", ["https://sdp.example.com"]],
    [at, `${at}/sdp/login`, [`${at}/sdp`]],
    [at, `${at}/login.jsp`, []],
    [at, "https://sso.example.com/login", ["https://sso.example.com", "https://sso.example.com/login"]],
    [at, `${at}/api/v3/requests`, []],
    [at, "https://help.example.com/app/itdesk/api/v3/requests", ["https://help.example.com/app/itdesk"]],
  ];
  for (const [from, to, expected] of rows) {
    it(`${from} to ${to}`, () =>
      assert.deepEqual(
        addressesBehind(anAddress(from), to).map(({ href }) => href),
        expected,
      ));
  }
});

describe("a redirect: which servers redirect", () => {
  const to = "https://new.example.com/api/v3/requests";
  const redirected = seen("not-servicedesk", { kind: "not-servicedesk", because: "redirect", status: 302, to });
  const later = (one: Observation): Observation => ({ ...one, checkedAt: 1 });
  const rows: readonly [what: string, seen: readonly Observation[], expected: number][] = [
    ["one that did", [redirected], 1],
    ["one that did so to a key, and did not say where", [seen("not-servicedesk")], 0],
    ["one that did, and answers since", [redirected, later(seen("valid"))], 0],
    ["one that answered, and does since", [seen("valid"), later(redirected)], 1],
    ["one that was not asked", [seen("unchecked")], 0],
    ["one without keys", [], 0],
  ];
  for (const [what, observations, expected] of rows) {
    it(`${what}: ${expected}`, () => {
      const server = aServer({ keys: Object.fromEntries(observations.map((_, index) => [`k${index}`, {}])) });
      const observation = (_: unknown, { name }: { readonly name: string }): Observation =>
        observations[Number(name.slice(1))] ?? assert.fail();
      assert.equal(addressesInstead(server, { observation }).length, expected);
    });
  }
});
