import assert from "node:assert/strict";
import { parsePastedAddress, type Address } from "../../../src/core/address.ts";
import { V1Servers } from "../../../src/core/apiVersion.ts";
import { recognise, type Asking, type Recognition } from "../../../src/core/recognition.ts";
import type { HttpOutcome, Target } from "../../../src/core/ports.ts";
import { anAddress, reply, sdp } from "../../support/fakes/factories.ts";
import { FakeHttp } from "../../support/fakes/fakeHttp.ts";

const trust = { timeoutSeconds: 15, portalId: "7" };
const reach = (address: Address): Target => ({ address, ...trust });

function asking(http: FakeHttp, signal = AbortSignal.any([])): Asking {
  return { http, v1Servers: new V1Servers(), reach, signal };
}

/**
 * A network of servers by address: SDP there, with v3 or v1 alone, or another answer; with a slash at the end of the
 * address, that of the front page. All else is absent.
 */
function network(servers: Record<string, "sdp" | "v1" | HttpOutcome>): FakeHttp {
  return new FakeHttp(({ target, path }) => {
    const { href } = target.address;
    const server = path === "/" ? (servers[`${href}/`] ?? servers[href]) : servers[href];
    if (server === "v1") return path.startsWith("/sdpapi/") ? sdp.v1Refused : reply(404, "<html>");
    if (server === "sdp") return sdp.refused;
    return server ?? reply(404, "<html>");
  });
}

function said(found: Recognition): string {
  if (found.kind === "servicedesk") return found.api === "v3" ? found.address.href : `v1 at ${found.address.href}`;
  if (found.kind !== "other") return found.kind;
  const { reason, address, state, instead, endpointCentralPort } = found;
  const what = `${state} ${reason.kind === "not-servicedesk" ? reason.because : reason.kind} at ${address.href}`;
  return what + (instead ? `, or ${instead.href}` : "") + (endpointCentralPort ? ", Endpoint Central's port" : "");
}

const endpointCentral = reply(200, "<html><head><title>ManageEngine Endpoint Central</title></head></html>");
const unreachable: HttpOutcome = { kind: "unreachable", fault: "refused", code: "ECONNREFUSED" };
const untrusted: HttpOutcome = { kind: "untrusted", fault: "self-signed", code: "DEPTH_ZERO_SELF_SIGNED_CERT" };

describe("recognition: what stands at an address", () => {
  const at = "https://a.example.com";
  const rows: readonly [
    what: string,
    typed: string,
    servers: Parameters<typeof network>[0],
    said: string,
    requests: number,
  ][] = [
    ["SDP", at, { [at]: "sdp" }, at, 1],
    ["SDP at the origin of a page", `${at}/WorkOrder.do?x=1`, { [at]: "sdp" }, at, 1],
    ["SDP at the origin, though a path was typed", `${at}/ui/requests`, { [at]: "sdp" }, at, 1],
    ["SDP in a context path", `${at}/sdp/HomePage.do`, { [`${at}/sdp`]: "sdp" }, `${at}/sdp`, 4],
    [
      "a login page at the origin, SDP in the path",
      `${at}/sdp/`,
      { [at]: sdp.loginPage, [`${at}/sdp`]: "sdp" },
      `${at}/sdp`,
      2,
    ],
    ["nothing of SDP", at, {}, `not-servicedesk absent at ${at}`, 4],
    ["nothing of SDP in the path either: the origin is told of", `${at}/x/`, {}, `not-servicedesk absent at ${at}`, 7],
    ["open to anybody", at, { [at]: sdp.buildInfo }, `not-servicedesk open at ${at}`, 2],
    ["a login page", at, { [at]: sdp.loginPage }, `not-servicedesk html at ${at}`, 2],
    [
      "TLS on this port",
      "http://a.example.com:8080",
      { "http://a.example.com:8080": sdp.tlsSentence },
      "not-servicedesk tls-on-plain at http://a.example.com:8080, or https://a.example.com:8080",
      1,
    ],
    [
      "unreachable: the path is not tried",
      `${at}/sdp/`,
      { [at]: unreachable, [`${at}/sdp`]: "sdp" },
      `unreachable network at ${at}`,
      1,
    ],
    [
      "not trusted: the path is not tried",
      `${at}/sdp/`,
      { [at]: untrusted, [`${at}/sdp`]: "sdp" },
      `untrusted-certificate certificate at ${at}`,
      1,
    ],
    [
      "429: the path is not tried",
      `${at}/sdp/`,
      { [at]: sdp.rateLimited, [`${at}/sdp`]: "sdp" },
      `rate-limited answered at ${at}`,
      1,
    ],
    ["SDP with v1 alone", at, { [at]: "v1" }, `v1 at ${at}`, 3],
    ["v1 alone in a context path", `${at}/sdp/HomePage.do`, { [`${at}/sdp`]: "v1" }, `v1 at ${at}/sdp`, 6],
    [
      "Endpoint Central, by the title of its pages",
      `${at}:8383`,
      { [`${at}:8383`]: endpointCentral },
      `not-servicedesk endpoint-central at ${at}:8383, Endpoint Central's port`,
      1,
    ],
    [
      "Endpoint Central, by the title of its front page",
      "http://a.example.com:8020",
      { "http://a.example.com:8020/": endpointCentral },
      "not-servicedesk endpoint-central at http://a.example.com:8020, Endpoint Central's port",
      4,
    ],
    ["a web server on its port", `${at}:8383`, {}, `not-servicedesk absent at ${at}:8383, Endpoint Central's port`, 4],
    ["SDP on its port", `${at}:8383`, { [`${at}:8383`]: "sdp" }, `${at}:8383`, 1],
    ["Cloud", "https://sdpondemand.manageengine.com/app/itdesk/ui", {}, "cloud", 0],
    ["Cloud by its path", "https://help.example.com/app/itdesk/ui", {}, "cloud", 0],
  ];
  for (const [what, typed, servers, expected, requests] of rows) {
    it(`${what}: ${expected}`, async () => {
      const candidates = parsePastedAddress(typed);
      assert.ok(candidates.ok);
      const http = network(servers);
      assert.equal(said(await recognise(asking(http), candidates.value)), expected);
      assert.equal(http.sent.length, requests);
      assert.equal(http.withKey.length, 0);
    });
  }
});

describe("recognition: redirects", () => {
  const [a, b, c] = ["http://a.example.com", "https://b.example.com", "https://c.example.com"];
  const redirect = (location?: string): HttpOutcome => reply(302, "", location === undefined ? {} : { location });
  const toApi = (base: string): HttpOutcome => redirect(`${base}/api/v3/app_resources/build_info`);
  const chain = Object.fromEntries(
    Array.from({ length: 9 }, (_, n) => [`https://r${n}.example.com`, toApi(`https://r${n + 1}.example.com`)] as const),
  );
  const rows: readonly [
    what: string,
    start: string,
    servers: Parameters<typeof network>[0],
    said: string,
    requests: number,
  ][] = [
    [
      "to https:",
      a,
      { [a]: toApi("https://a.example.com"), "https://a.example.com": "sdp" },
      "https://a.example.com",
      2,
    ],
    ["to another origin", a, { [a]: toApi(b), [b]: "sdp" }, b, 2],
    [
      "to a context path",
      b,
      { [b]: redirect("/sdp/api/v3/app_resources/build_info"), [`${b}/sdp`]: "sdp" },
      `${b}/sdp`,
      2,
    ],
    ["without a scheme", b, { [b]: redirect("//c.example.com/api/v3/x"), [c]: "sdp" }, c, 2],
    ["twice", a, { [a]: toApi(b), [b]: toApi(c), [c]: "sdp" }, c, 3],
    ["with credentials, which are dropped", a, { [a]: toApi("https://u:p@b.example.com"), [b]: "sdp" }, b, 2],
    ["to Cloud", a, { [a]: toApi("https://servicedeskplus.cn") }, "cloud", 1],
    ["to what is not SDP", a, { [a]: toApi(b), [b]: sdp.loginPage }, `not-servicedesk html at ${b}`, 3],
    ["to what is not reached", a, { [a]: toApi(b), [b]: unreachable }, `unreachable network at ${b}`, 2],
    [
      "to a login page: not followed",
      b,
      { [b]: redirect("https://sso.example.com/login?to=/api/v3/x") },
      `not-servicedesk redirect at ${b}`,
      1,
    ],
    ["to a relative login page", b, { [b]: redirect("login.jsp") }, `not-servicedesk redirect at ${b}`, 1],
    ["nowhere", b, { [b]: redirect() }, `not-servicedesk redirect at ${b}`, 1],
    ["to no URL", b, { [b]: redirect("https://") }, `not-servicedesk redirect at ${b}`, 1],
    ["to another scheme", b, { [b]: redirect("ftp://b.example.com/api/v3/x") }, `not-servicedesk redirect at ${b}`, 1],
    ["to itself", b, { [b]: toApi(b) }, `not-servicedesk redirect at ${b}`, 1],
    ["in a loop of two", b, { [b]: toApi(c), [c]: toApi(b) }, `not-servicedesk redirect at ${c}`, 6],
    [
      "too often",
      "https://r0.example.com",
      { ...chain, "https://r9.example.com": "sdp" },
      "not-servicedesk redirect at https://r5.example.com",
      6,
    ],
    [
      "five times",
      "https://r4.example.com",
      { ...chain, "https://r9.example.com": "sdp" },
      "https://r9.example.com",
      6,
    ],
  ];
  for (const [what, start, servers, expected, requests] of rows) {
    it(`${what}: ${expected}`, async () => {
      const http = network(servers);
      assert.equal(said(await recognise(asking(http), [anAddress(start)])), expected);
      assert.equal(http.sent.length, requests);
      assert.equal(http.withKey.length, 0);
    });
  }

  it("one that leads to a dead host does not keep the context path from being tried", async () => {
    const http = network({ [b]: toApi(c), [c]: unreachable, [`${b}/sdp`]: "sdp" });
    assert.equal(said(await recognise(asking(http), [anAddress(b), anAddress(`${b}/sdp`)])), `${b}/sdp`);
  });
});

describe("recognition: where the API is not, but a page leads to it", () => {
  const at = "https://a.example.com";
  const to = (location: string): HttpOutcome => reply(302, "", { location });
  const rows: readonly [what: string, servers: Parameters<typeof network>[0], said: string, requests: number][] = [
    ["the front page, into a context path", { [`${at}/`]: to("/sdp/"), [`${at}/sdp`]: "sdp" }, `${at}/sdp`, 5],
    ["the front page, to v1 there", { [`${at}/`]: to("/sdp/login.do"), [`${at}/sdp`]: "v1" }, `v1 at ${at}/sdp`, 7],
    [
      "the front page of a login page",
      { [at]: sdp.loginPage, [`${at}/`]: to("/sdp"), [`${at}/sdp`]: "sdp" },
      `${at}/sdp`,
      3,
    ],
    ["the API's path, to a page", { [at]: to("/sdp/login;jsessionid=1?a=b"), [`${at}/sdp`]: "sdp" }, `${at}/sdp`, 2],
    ["another port of the host", { [at]: to(`${at}:8443/login.jsp`), [`${at}:8443`]: "sdp" }, `${at}:8443`, 2],
    [
      "another port, not trusted yet",
      { [at]: to(`${at}:8443/`), [`${at}:8443`]: untrusted },
      `untrusted-certificate certificate at ${at}:8443`,
      2,
    ],
    [
      "another port, with a login page there",
      { [`${at}/`]: to(`${at}:8443/`), [`${at}:8443`]: sdp.loginPage },
      `not-servicedesk absent at ${at}`,
      5,
    ],
    ["to nothing", { [`${at}/`]: to("/sdp/") }, `not-servicedesk absent at ${at}`, 7],
    ["to a page of no context", { [`${at}/`]: to("/login.jsp") }, `not-servicedesk absent at ${at}`, 4],
    ["to another host: not asked", { [`${at}/`]: to("https://b.example.com/") }, `not-servicedesk absent at ${at}`, 4],
    ["no answer", { [`${at}/`]: unreachable }, `not-servicedesk absent at ${at}`, 4],
  ];
  for (const [what, servers, expected, requests] of rows) {
    it(`${what}: ${expected}`, async () => {
      const http = network({ "https://b.example.com": "sdp", ...servers });
      assert.equal(said(await recognise(asking(http), [anAddress(at)])), expected);
      assert.equal(http.sent.length, requests);
      assert.equal(http.withKey.length, 0);
    });
  }
});

describe("recognition: how it asks", () => {
  it("with the trust that was given", async () => {
    const http = network({ "https://a.example.com": "sdp" });
    const address = anAddress("https://a.example.com");
    const pinned = { address, ...trust, pin: "ab", ca: "~/ca.pem" };
    await recognise({ ...asking(http), reach: () => pinned }, [address]);
    assert.deepEqual(http.sent[0]?.target, pinned);
  });
  it("and remembers for the checks to come where v1 is alone", async () => {
    const [one, other] = [anAddress("https://a.example.com"), anAddress("https://a.example.com/sdp")];
    const by = asking(network({ [one.href]: "v1", [other.href]: "sdp" }));
    await recognise(by, [one]);
    await recognise(by, [other]);
    assert.deepEqual([by.v1Servers.has(one), by.v1Servers.has(other)], [true, false]);
  });
  it("cancelled: cancelled, and no other address is asked", async () => {
    const controller = new AbortController();
    const http = new FakeHttp(() => {
      controller.abort();
      return new Promise(() => undefined);
    });
    const candidates = [anAddress("https://a.example.com"), anAddress("https://a.example.com/sdp")];
    assert.equal(said(await recognise(asking(http, controller.signal), candidates)), "cancelled");
    assert.equal(http.sent.length, 1);
  });
});
