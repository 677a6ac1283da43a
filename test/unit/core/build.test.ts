import assert from "node:assert/strict";
import { Emitter } from "../../../src/core/emitter.ts";
import { Fleet } from "../../../src/core/fleet.ts";
import type { Observation } from "../../../src/core/health.ts";
import { judge } from "../../../src/core/judge.ts";
import { accountOf } from "../../../src/core/names.ts";
import type { HttpOutcome } from "../../../src/core/ports.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { aSecret, envelope, reply, sdp, seen } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeHttp, sdpThatKnows, type Answer } from "../../support/fakes/fakeHttp.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";
import { aMachine } from "../../support/fakes/machine.ts";

const success = { status_code: 2000, status: "success" };
const buildInfo = (build_number: unknown): HttpOutcome =>
  reply(200, { response_status: success, result: { build_number } });

describe("a server's build: in an answer", () => {
  const rows: readonly [what: string, outcome: HttpOutcome, expected: number | undefined][] = [
    ["build_info, verbatim", sdp.buildInfo, 14990],
    ["build_info with an array", reply(200, { response_status: [success], result: { build_number: 9400 } }), 9400],
    ["no number", buildInfo("14990"), undefined],
    ["half a build", buildInfo(14990.5), undefined],
    ["zero", buildInfo(0), undefined],
    ["less than none", buildInfo(-1), undefined],
    ["too large a number", buildInfo(1e300), undefined],
    ["null", buildInfo(null), undefined],
    ["no result", reply(200, { response_status: success }), undefined],
    ["a list", sdp.requests, undefined],
    ["a refusal", reply(400, { ...envelope(401), result: { build_number: 14990 } }), undefined],
    ["another product", reply(200, { result: { build_number: 14990 } }), undefined],
  ];
  for (const [what, outcome, expected] of rows) {
    it(`${what}: ${expected}`, () => assert.equal(judge(outcome).build, expected));
  }
});

describe("a server's build: in a round", () => {
  const key = aSecret();
  const open: Answer = (request) =>
    request.path.endsWith("build_info")
      ? sdp.buildInfo
      : request.key?.equals(key) === true
        ? sdp.requests
        : sdp.refused;
  const rows: readonly [what: string, answer: Answer, expected: Partial<Observation>][] = [
    ["build_info accepts the key", sdpThatKnows(key), { state: "valid", build: 14990 }],
    ["build_info refuses it", sdpThatKnows(), { state: "invalid" }],
    ["build_info answers anybody", open, { state: "valid", build: 14990 }],
    [
      "build_info answers anybody, the key is refused",
      (request) => (request.path.endsWith("build_info") ? sdp.buildInfo : sdp.refused),
      { state: "invalid", build: 14990 },
    ],
    [
      "there is no build_info",
      (request) => (request.path.endsWith("build_info") ? sdp.absent : open(request)),
      { state: "valid" },
    ],
  ];
  for (const [what, answer, expected] of rows) {
    it(`${what}: ${expected.build}`, async () => {
      const { verifier, server } = aMachine(answer);
      const told = await verifier.tryKey(server, key, AbortSignal.any([]));
      assert.ok(told);
      const { state, build } = told;
      assert.deepEqual({ state, ...("build" in told ? { build } : {}) }, expected);
    });
  }
});

describe("a server's build: in the fleet", () => {
  const [url, key] = ["https://sdp.example.com:8443", aSecret()];

  function aFleet(answer: Answer) {
    const list = new FakeServerList({
      prod: { url: `${url}/sdp`, keys: { ci: {} } },
      other: { url, keys: { ci: {} } },
    });
    const { os, records, reader, consents } = aKeeping();
    os.items.set(accountOf("prod", "ci", url), key);
    const [http, clock] = [new FakeHttp(answer), new FakeClock(0)];
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const thresholds = { read: () => ({ noticeDays: 30, warningDays: 14 }), onDidChange: new Emitter().listen };
    const fleet = new Fleet(list, records, new Verifier(http, reader, consents, clock), clock, thresholds, quiet);
    const server = (name: string) => fleet.server(name) ?? assert.fail();
    return { fleet, list, http, server, build: (name = "prod") => fleet.build(server(name)) };
  }
  const verify = (fleet: Fleet) => fleet.verify({}, () => undefined, AbortSignal.any([]));

  it("is not known before an answer", () => assert.equal(aFleet(sdpThatKnows(key)).build(), undefined));

  it("is known after one, of that server only", async () => {
    const { fleet, build } = aFleet(sdpThatKnows(key));
    await verify(fleet);
    assert.deepEqual([build("prod"), build("other")], [14990, undefined]);
  });

  it("stays known when the key is refused later, which is when it is needed", async () => {
    const { fleet, http, build } = aFleet(sdpThatKnows(key));
    await verify(fleet);
    http.answer = sdpThatKnows();
    await verify(fleet);
    assert.equal(build(), 14990);
  });

  it("is that of the latest answer", async () => {
    const { fleet, http, build } = aFleet(sdpThatKnows(key));
    await verify(fleet);
    http.answer = (request) => (request.key === undefined ? sdp.refused : buildInfo(15100));
    await verify(fleet);
    assert.equal(build(), 15100);
  });

  it("is known of a key that was just added", () => {
    const { fleet, server, build } = aFleet(sdpThatKnows());
    fleet.observe(server("prod"), "ci", { ...seen("valid"), build: 9400 });
    assert.equal(build(), 9400);
  });

  it("is not that of another address", async () => {
    const { fleet, list, build } = aFleet(sdpThatKnows(key));
    await verify(fleet);
    list.set({ prod: { url: "https://sdp.example.com:9443", keys: { ci: {} } } });
    assert.equal(build(), undefined);
  });
});
