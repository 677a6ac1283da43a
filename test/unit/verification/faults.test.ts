import assert from "node:assert/strict";
import { makeKey } from "../../support/sdp/accounts.ts";
import { failure } from "../../support/sdp/envelope.ts";
import * as faults from "../../support/sdp/faults.ts";
import type { Fault } from "../../support/sdp/faults.ts";
import { startOther, type OtherServer } from "../../support/sdp/otherServer.ts";
import { html, json, text } from "../../support/sdp/reply.ts";
import { aDesk, profiles } from "./desk.ts";

type Fixed = Parameters<typeof faults.reply>[0];
const fixed = (reply: Fixed): Fault => faults.reply(reply);
const inner = (http: number, code: number): Fault => fixed(failure("observed", http, code, "No.", "field"));
/** Where v3 is not there, nothing else is looked for. */
const v3 = { api: "v3" };
const success = { response_status: { status_code: 2000, status: "success" } };

/**
 * What meets the request without a key, and then what meets the requests with one: each with the state, why, and how
 * many requests were sent without and with a key. Where the first is met, no key follows but after SDP's own refusal.
 */
const faultRows: readonly [what: string, fault: Fault, withoutKey: string, withKey: string][] = [
  // An answer, in another way.
  ["latency", faults.latency(30), "valid accepted, 1+1", "valid accepted, 1+1"],
  ["gzip", faults.gzipped(), "valid accepted, 1+1", "valid accepted, 1+1"],
  ["a byte order mark", faults.withMark(), "valid accepted, 1+1", "valid accepted, 1+1"],
  ["a Date of yesterday", faults.wrongDate(-86_400_000), "valid accepted, 1+1", "valid accepted, 1+1"],
  ["a Date of tomorrow", faults.wrongDate(86_400_000), "valid accepted, 1+1", "valid accepted, 1+1"],
  // SDP's own failures (docs/sdp.md 2).
  ["429/4015", faults.rateLimit(), "rate-limited 429, 1+0", "rate-limited 429, 1+1"],
  ["429/4015, Retry-After", faults.rateLimit("7"), "rate-limited 429, 1+0", "rate-limited 429, 1+1"],
  ["a bare 429", fixed(text(429, "")), "rate-limited 429, 1+0", "rate-limited 429, 1+1"],
  ["400/4015", inner(400, 4015), "rate-limited 4015, 1+0", "rate-limited 4015, 1+1"],
  ["500/4004", faults.internalError(), "server-error 4004, 1+0", "server-error 4004, 1+1"],
  ["200/4004", inner(200, 4004), "server-error 4004, 1+0", "server-error 4004, 1+1"],
  ["a bare 500", fixed(text(500, "")), "server-error 500, 1+0", "server-error 500, 1+1"],
  ["400/7001", faults.unlicensed(), "unlicensed 7001, 1+0", "unlicensed 7001, 1+1"],
  ["403/4002", faults.forbidden(), "server-error 4002, 1+0", "forbidden 4002, 1+1"],
  ["404/4007", inner(404, 4007), "not-servicedesk absent, 2+0", "server-error 4007, 1+1"],
  ["400/4001 with a field", inner(400, 4001), "server-error 4001, 1+0", "server-error 4001, 1+1"],
  ["400/4008", inner(400, 4008), "server-error 4008, 1+0", "server-error 4008, 1+1"],
  ["400/4012", inner(400, 4012), "server-error 4012, 1+0", "server-error 4012, 1+1"],
  ["400/4021", inner(400, 4021), "server-error 4021, 1+0", "server-error 4021, 1+1"],
  ["4000 without messages", fixed(bare(400, 4000)), "server-error 400, 1+0", "server-error 400, 1+1"],
  ["success for anybody", fixed(json(200, success)), "not-servicedesk open, 2+0", "valid accepted, 1+1"],
  // What is not SDP's answer.
  ["a login page", faults.loginPage(), "not-servicedesk html, 1+0", "not-servicedesk html, 1+1"],
  ["a login page with 401", fixed(html(401, "Log in")), ...both("not-servicedesk authentication")],
  ["a bare 401", faults.bareRefusal(401), ...both("not-servicedesk authentication")],
  ["a bare 403", faults.bareRefusal(403), ...both("not-servicedesk authentication")],
  ["a bare 407", faults.bareRefusal(407), ...both("not-servicedesk authentication")],
  ["the container's 404", faults.notFound(), "not-servicedesk absent, 2+0", "server-error 404, 1+1"],
  ["truncated JSON", faults.truncated(), ...both("not-servicedesk unreadable")],
  ["an empty body", fixed(text(200, "")), ...both("not-servicedesk unreadable")],
  ["an empty body with 400", fixed(text(400, "")), ...both("not-servicedesk unreadable")],
  ["204", fixed(text(204, "")), ...both("not-servicedesk unreadable")],
  ["null", fixed(json(200, null)), ...both("not-servicedesk unreadable")],
  ["other JSON", fixed(json(200, { version: "1.0" })), ...both("not-servicedesk no-envelope")],
  ["another product's 401", fixed(json(401, { error: 401 })), ...both("not-servicedesk authentication")],
  [
    "v1's refusal",
    fixed(json(200, { operation: { result: { status: "Failed" } } })),
    ...both("not-servicedesk no-envelope"),
  ],
  [
    "the TLS sentence",
    fixed(text(400, "This combination of host and port requires TLS.")),
    ...both("not-servicedesk tls-on-plain"),
  ],
  ["50 MB", faults.oversized(), ...both("not-servicedesk unreadable")],
  // No answer.
  ["502 with HTML", faults.gatewayError(502), ...both("unreachable 502")],
  ["503 with HTML", faults.gatewayError(503), ...both("unreachable 503")],
  ["504 with HTML", faults.gatewayError(504), ...both("unreachable 504")],
  ["a reset", faults.reset(), ...both("unreachable reset")],
  ["a body that breaks off", faults.cut(), ...both("unreachable reset")],
  ["a hang", faults.hang(), ...both("unreachable timeout")],
  ["a byte a second", faults.drip(), ...both("unreachable timeout")],
];

/** Where the refusal itself is a bare 401 once its envelope is spoiled, that is what it looks like. */
const spoilt: Partial<Record<string, string>> = {
  "documented: truncated JSON": "not-servicedesk authentication, 1+0",
  "documented: 50 MB": "not-servicedesk authentication, 1+0",
};

/** The same, whichever request it meets: after it no more is sent. */
function both(said: string): [withoutKey: string, withKey: string] {
  return [`${said}, 1+0`, `${said}, 1+1`];
}

/** An envelope with its outer code alone. */
function bare(http: number, outer: number): Fixed {
  return json(http, { response_status: { status_code: outer, status: "failed" } });
}

describe("over real sockets: faults (docs/sdp.md 2 and 9.8)", () => {
  for (const [profile] of profiles) {
    describe(profile, () => {
      for (const [what, fault, withoutKey, withKey] of faultRows) {
        const hasty = what === "a hang" || what === "a byte a second";
        const first = spoilt[`${profile}: ${what}`] ?? withoutKey;
        it(`${what} without a key: ${first}`, async () => {
          await using desk = await aDesk({ profile });
          desk.sdp.fault(fault, { keyed: false });
          assert.equal(await desk.check(desk.good, v3, hasty), first);
        });
        it(`${what} with a key: ${withKey}`, async () => {
          await using desk = await aDesk({ profile });
          desk.sdp.fault(fault, { keyed: true });
          assert.equal(await desk.check(desk.good, v3, hasty), withKey);
        });
      }

      for (const status of [301, 302, 303, 307, 308] as const) {
        describe(`${String(status)} to another origin`, () => {
          let other: OtherServer;
          beforeEach(async () => void (other = await startOther()));
          afterEach(() => other.close());

          it("without a key: not-servicedesk redirect with its target, 1+0, nothing there", async () => {
            await using desk = await aDesk({ profile });
            desk.sdp.fault(faults.redirect(`${other.url}/login`, status), { keyed: false });
            assert.equal(await desk.check(), "not-servicedesk redirect with its target, 1+0");
            assert.equal(other.connections, 0);
          });
          it("with a key: not-servicedesk redirect, 1+1, nothing there", async () => {
            await using desk = await aDesk({ profile });
            desk.sdp.fault(faults.redirect(`${other.url}/login`, status), { keyed: true });
            assert.equal(await desk.check(), "not-servicedesk redirect, 1+1");
            assert.equal(other.connections, 0);
          });
        });
      }

      it("a bad key is not said to be good by what hides its refusal", async () => {
        for (const [what, fault, , withKey] of faultRows) {
          if (withKey !== "valid accepted, 1+1" || what === "success for anybody") continue;
          await using desk = await aDesk({ profile });
          desk.sdp.fault(fault);
          assert.match(await desk.check(makeKey()), /^invalid .*, 1\+1$/, what);
        }
      });
    });
  }
});

describe("over real sockets: faults of the second probe, where there is no build_info", () => {
  const rows: readonly [what: string, fault: Fault, said: string][] = [
    ["a login page", faults.loginPage(), "not-servicedesk html, 2+0"],
    ["429/4015", faults.rateLimit(), "rate-limited 429, 2+0"],
    ["500/4004", faults.internalError(), "server-error 4004, 2+0"],
    ["400/7001", faults.unlicensed(), "unlicensed 7001, 2+0"],
    ["503 with HTML", faults.gatewayError(503), "unreachable 503, 2+0"],
    ["a reset", faults.reset(), "unreachable reset, 2+0"],
    ["the container's 404", faults.notFound(), "not-servicedesk absent, 2+0"],
    ["truncated JSON", faults.truncated(), "not-servicedesk unreadable, 2+0"],
  ];
  for (const [what, fault, said] of rows) {
    it(`${what}: ${said}`, async () => {
      await using desk = await aDesk({ buildInfo: false });
      desk.sdp.fault(fault, { path: "/api/v3/requests" });
      assert.equal(await desk.check(desk.good, v3), said);
    });
  }
});
