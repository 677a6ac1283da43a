import assert from "node:assert/strict";
import { V1Servers, type ApiChoice } from "../../../src/core/apiVersion.ts";
import type { HttpOutcome, ProbeRequest } from "../../../src/core/ports.ts";
import { prepare, type Preflight } from "../../../src/core/preflight.ts";
import { anAddress, reply, sdp, v1 } from "../../support/fakes/factories.ts";
import { FakeHttp } from "../../support/fakes/fakeHttp.ts";

const address = anAddress();
const target = { address, timeoutSeconds: 15 };
const html404 = reply(404, "<html>");
const unreachable: HttpOutcome = { kind: "unreachable", fault: "reset", code: "ECONNRESET" };

/** `b` build_info, `r` requests, `v` v1. */
type Letter = "b" | "r" | "v";
type Answers = Partial<Record<Letter, HttpOutcome>>;

function letterOf({ path }: ProbeRequest): Letter {
  return path.endsWith("build_info") ? "b" : path.endsWith("requests") ? "r" : "v";
}

/** A network that answers by probe, and 404 with a page elsewhere. */
function network(answers: Answers): FakeHttp {
  return new FakeHttp((request) => answers[letterOf(request)] ?? html404);
}

function asked({ sent }: FakeHttp): string {
  return sent.map(letterOf).join(" ");
}

/** `v3`, `v1`, or the state, and what is not SDP about it. */
function said(preflight: Preflight | undefined): string {
  if (preflight === undefined) return "cancelled";
  if (preflight.kind === "servicedesk") return preflight.probe.api;
  const { state, reason } = preflight;
  if (reason.kind !== "not-servicedesk") return state;
  return [reason.because, reason.api].filter((word) => word !== undefined).join(" ");
}

const nowhere = AbortSignal.any([]);

describe("preflight: which API is asked, and in which order", () => {
  const rows: readonly [what: string, api: ApiChoice, answers: Answers, said: string, asked: string][] = [
    ["v3 with build_info", "auto", { b: sdp.refused, v: sdp.v1Refused }, "v3", "b"],
    ["v3 without build_info", "auto", { b: sdp.absent, r: sdp.refused, v: sdp.v1Refused }, "v3", "b r"],
    ["v3 without build_info, by a page", "auto", { r: sdp.refused, v: sdp.v1Refused }, "v3", "b r"],
    ["v3 that shows its build to anybody", "auto", { b: sdp.buildInfo, r: sdp.refused, v: sdp.v1Refused }, "v3", "b r"],
    ["v1 alone", "auto", { v: sdp.v1Refused }, "v1", "b r v"],
    [
      "v1 alone, v3's absence in its own words",
      "auto",
      { b: sdp.absent, r: sdp.absent, v: sdp.v1Refused },
      "v1",
      "b r v",
    ],
    [
      "v1 with its other refusal",
      "auto",
      { v: v1("Failed", "Technician key in the request is invalid. Unable to authenticate.") },
      "v1",
      "b r v",
    ],
    ["neither", "auto", {}, "absent", "b r v"],
    ["v1 that answers anybody", "auto", { v: sdp.v1Success }, "absent", "b r v"],
    ["v1 that fails in another way", "auto", { v: v1("Failed", "Invalid operation") }, "server-error", "b r v"],
    ["v3's refusal at v1's path", "auto", { v: sdp.refused }, "absent", "b r v"],
    ["a login page at v1's path", "auto", { v: sdp.loginPage }, "absent", "b r v"],
    ["a redirect at v1's path", "auto", { v: reply(302, "", { location: "/x" }) }, "absent", "b r v"],
    ["a gateway at v1's path", "auto", { v: reply(502, "<html>") }, "unreachable", "b r v"],
    ["too many requests at v1's path", "auto", { v: reply(429, "") }, "rate-limited", "b r v"],
    ["v3 half open: not v1", "auto", { b: sdp.buildInfo, v: sdp.v1Refused }, "open", "b r"],
    ["v3 open: not v1", "auto", { b: sdp.buildInfo, r: sdp.requests, v: sdp.v1Refused }, "open", "b r"],
    ["a login page: not v1", "auto", { b: sdp.loginPage, v: sdp.v1Refused }, "html", "b"],
    ["a login page on the second probe: not v1", "auto", { r: sdp.loginPage, v: sdp.v1Refused }, "html", "b r"],
    ["a failing v3: not v1", "auto", { r: sdp.serverError, v: sdp.v1Refused }, "server-error", "b r"],
    ["a broken connection: not v1", "auto", { r: unreachable, v: sdp.v1Refused }, "unreachable", "b r"],
    ["v3 alone is wanted", "v3", { v: sdp.v1Refused }, "absent v3", "b r"],
    ["v3 is wanted, and there", "v3", { b: sdp.refused }, "v3", "b"],
    ["v1 alone is wanted", "v1", { b: sdp.refused, r: sdp.refused }, "absent v1", "v"],
    ["v1 is wanted, and there", "v1", { b: sdp.refused, v: sdp.v1Refused }, "v1", "v"],
    ["v1 is wanted, and answers anybody", "v1", { b: sdp.refused, v: sdp.v1Success }, "open", "v"],
    ["v1 is wanted, and a login page there", "v1", { v: sdp.loginPage }, "html", "v"],
  ];
  for (const [what, api, answers, expected, order] of rows) {
    it(`${what}: ${expected}, ${order}`, async () => {
      const http = network(answers);
      assert.equal(said(await prepare(http, target, api, new V1Servers(), nowhere)), expected);
      assert.equal(asked(http), order);
      assert.equal(http.withKey.length, 0);
    });
  }
  for (const letter of ["b", "r", "v"] as const) {
    it(`cancelled at ${letter}: nothing more is asked`, async () => {
      const http = network({ [letter]: { kind: "cancelled" } });
      assert.equal(said(await prepare(http, target, "auto", new V1Servers(), nowhere)), "cancelled");
      assert.ok(asked(http).endsWith(letter));
    });
  }
});

describe("preflight: a server with v1 alone", () => {
  /** Asks once while v1 is alone there, then once more. */
  async function twice(then: Answers): Promise<string> {
    const v1Servers = new V1Servers();
    await prepare(network({ v: sdp.v1Refused }), target, "auto", v1Servers, nowhere);
    assert.ok(v1Servers.has(address));
    const http = network(then);
    const preflight = await prepare(http, target, "auto", v1Servers, nowhere);
    return `${said(preflight)}, ${asked(http)}, ${v1Servers.has(address) ? "remembered" : "forgotten"}`;
  }
  const rows: readonly [what: string, then: Answers, expected: string][] = [
    ["is asked by v1 at once", { v: sdp.v1Refused }, "v1, v, remembered"],
    ["though v3 is there, too", { b: sdp.refused, v: sdp.v1Refused }, "v1, v, remembered"],
    ["is found to have v3 alone by now", { b: sdp.refused }, "v3, v b, forgotten"],
    ["is behind a login page by now", { b: sdp.loginPage, v: sdp.loginPage }, "html, v b, forgotten"],
    ["answers anybody by now", { v: sdp.v1Success }, "absent, v b r, forgotten"],
    ["is gone", {}, "absent, v b r, forgotten"],
    ["cannot be reached", { v: unreachable }, "unreachable, v, remembered"],
    ["fails", { v: reply(500, "") }, "server-error, v, remembered"],
    ["has had enough", { v: reply(429, "") }, "rate-limited, v, remembered"],
    ["is not asked to the end", { v: { kind: "cancelled" } }, "cancelled, v, remembered"],
  ];
  for (const [what, then, expected] of rows)
    it(`${what}: ${expected}`, async () => assert.equal(await twice(then), expected));

  it("is that address only", async () => {
    const v1Servers = new V1Servers();
    await prepare(network({ v: sdp.v1Refused }), target, "auto", v1Servers, nowhere);
    for (const url of [`${address.href}/sdp`, "https://sdp.example.com"]) {
      const http = network({ b: sdp.refused });
      await prepare(http, { ...target, address: anAddress(url) }, "auto", v1Servers, nowhere);
      assert.equal(asked(http), "b");
    }
  });
  it("is remembered for entries that leave the choice, and not by those that do not", async () => {
    const v1Servers = new V1Servers();
    await prepare(network({ v: sdp.v1Refused }), target, "v1", v1Servers, nowhere);
    assert.ok(!v1Servers.has(address));
    v1Servers.note(address);
    const http = network({ b: sdp.refused, v: sdp.v1Refused });
    await prepare(http, target, "v3", v1Servers, nowhere);
    assert.equal(asked(http), "b");
  });
});

describe("preflight: what is kept of a redirect", () => {
  const rows: readonly [location: string | undefined, to: string | undefined][] = [
    ["https://sso.example.com/login?session=1#top", "https://sso.example.com/login"],
    ["https://u:p@new.example.com/api/v3/x", "https://new.example.com/api/v3/x"],
    ["/sdp/login;jsessionid=1", "https://sdp.example.com:8443/sdp/login"],
    ["login", "https://sdp.example.com:8443/api/v3/app_resources/login"],
    ["ftp://sdp.example.com/", undefined],
    ["https://", undefined],
    [undefined, undefined],
  ];
  for (const [location, to] of rows) {
    it(`${location}: ${to}`, async () => {
      const http = network({ b: reply(302, "", { location }) });
      const preflight = await prepare(http, target, "auto", new V1Servers(), nowhere);
      assert.ok(preflight?.kind === "ended" && preflight.reason.kind === "not-servicedesk");
      assert.equal(preflight.reason.to, to);
    });
  }
});
