import assert from "node:assert/strict";
import type { HttpOutcome } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import { aSecret, envelope, keys, keyText, reply, sdp, v1 as v1Said } from "../../support/fakes/factories.ts";
import { sdpThatKnows, type Answer, type FakeHttp } from "../../support/fakes/fakeHttp.ts";
import { aMachine, now } from "../../support/fakes/machine.ts";

const v1 = "/sdpapi/request";

/** The requests of a round by their probes, `b` build_info, `r` requests and `v` of v1; in capitals where the key went along. */
function asked({ sent }: FakeHttp): string {
  const letters = sent.map(({ path, key }) => {
    const letter = path.endsWith("/build_info") ? "b" : path.endsWith("/requests") ? "r" : path === v1 ? "v" : path;
    return key === undefined ? letter : letter.toUpperCase();
  });
  return letters.join(" ");
}

const account = "prod/ci@https://sdp.example.com:8443";

describe("verification: what a round says, and what it asks", () => {
  const key = aSecret();
  /** Answers by probe, without and with a key. */
  const answers =
    (buildInfo: HttpOutcome, requests: HttpOutcome, withKey: HttpOutcome = sdp.requests): Answer =>
    (request) =>
      request.key !== undefined ? withKey : request.path.endsWith("build_info") ? buildInfo : requests;
  const after = (withKey: HttpOutcome): Answer => answers(sdp.refused, sdp.refused, withKey);
  const unreachable: HttpOutcome = { kind: "unreachable", fault: "refused", code: "ECONNREFUSED" };
  const untrusted: HttpOutcome = { kind: "untrusted", fault: "self-signed", code: "DEPTH_ZERO_SELF_SIGNED_CERT" };
  const html404 = reply(404, "<html>Not found</html>");

  const rows: readonly [what: string, answer: Answer, said: string, asked: string][] = [
    ["the key works", sdpThatKnows(key), "valid accepted", "b B"],
    ["the key is refused", sdpThatKnows(), "invalid answered", "b B"],
    ["build_info answers anybody", answers(sdp.buildInfo, sdp.refused), "valid accepted", "b r R"],
    [
      "it does so, and the key is refused",
      answers(sdp.buildInfo, sdp.refused, sdp.refused),
      "invalid answered",
      "b r R",
    ],
    ["no build_info", answers(sdp.absent, sdp.refused), "valid accepted", "b r R"],
    ["no build_info, by a web page", answers(html404, sdp.refused), "valid accepted", "b r R"],
    ["both answer anybody", answers(sdp.buildInfo, sdp.requests), "not-servicedesk", "b r"],
    ["both absent", answers(sdp.absent, sdp.absent), "not-servicedesk", "b r v"],
    ["both absent, by web pages", answers(html404, html404), "not-servicedesk", "b r v"],
    ["one absent, one open", answers(sdp.absent, sdp.requests), "not-servicedesk", "b r"],
    ["a login page", answers(sdp.loginPage, sdp.refused), "not-servicedesk", "b"],
    ["a login page on the second probe", answers(sdp.absent, sdp.loginPage), "not-servicedesk", "b r"],
    ["a redirect", answers(reply(302, ""), sdp.refused), "not-servicedesk", "b"],
    ["a bare 401", answers(reply(401, ""), sdp.refused), "not-servicedesk", "b"],
    ["a bare 403", answers(reply(403, ""), sdp.refused), "not-servicedesk", "b"],
    ["the TLS sentence", answers(sdp.tlsSentence, sdp.refused), "not-servicedesk", "b"],
    ["another product", answers(reply(200, {}), sdp.refused), "not-servicedesk", "b"],
    ["429 without a key", answers(sdp.rateLimited, sdp.refused), "rate-limited answered", "b"],
    ["500 without a key", answers(sdp.serverError, sdp.refused), "server-error answered", "b"],
    ["502 without a key", answers(reply(502, "<html>"), sdp.refused), "unreachable gateway", "b"],
    ["no licence", answers(sdp.unlicensed, sdp.refused), "unlicensed answered", "b"],
    ["403/4002 without a key", answers(sdp.forbidden, sdp.refused), "server-error answered", "b"],
    ["nothing listens", answers(unreachable, sdp.refused), "unreachable network", "b"],
    ["no trust", answers(untrusted, sdp.refused), "untrusted-certificate certificate", "b"],
    [
      "the CA file cannot be read",
      answers({ kind: "ca-unreadable", detail: "ENOENT" }, sdp.refused),
      "unchecked ca-unreadable",
      "b",
    ],
    ["the role is too weak", after(sdp.forbidden), "forbidden answered", "b B"],
    ["429 after the key", after(sdp.rateLimited), "rate-limited answered", "b B"],
    ["500 after the key", after(sdp.serverError), "server-error answered", "b B"],
    ["no licence after the key", after(sdp.unlicensed), "unlicensed answered", "b B"],
    ["4001 after the key", after(reply(400, envelope(4001))), "server-error answered", "b B"],
    ["404 after the key", after(sdp.absent), "server-error answered", "b B"],
    ["a login page after the key", after(sdp.loginPage), "not-servicedesk", "b B"],
    ["a redirect after the key", after(reply(307, "")), "not-servicedesk", "b B"],
    ["cut off after the key", after(unreachable), "unreachable network", "b B"],
  ];
  for (const [what, answer, said, requests] of rows) {
    it(`${what}: ${said}`, async () => {
      const machine = aMachine(answer, {}, { ci: key });
      assert.deepEqual(await machine.verify(), [`ci: ${said}`]);
      assert.equal(asked(machine.http), requests);
      assert.ok(machine.http.sent.length <= 3);
    });
  }

  it("what a round says is when it was said", async () => {
    const { verifier, server } = aMachine(sdpThatKnows(key), {}, { ci: key });
    const times: unknown[] = [];
    await verifier.verifyKeys(
      server,
      server.keys,
      (_, { checkedAt }) => times.push(checkedAt) > 0,
      AbortSignal.any([]),
    );
    assert.deepEqual(times, [now]);
  });
});

describe("verification: a server with v1 alone", () => {
  const key = aSecret();
  /** Answers as v1, and 404 elsewhere. */
  const v1Alone =
    (withKey: HttpOutcome = sdp.v1Success): Answer =>
    (request) => {
      if (request.path !== v1) return reply(404, "<html>");
      return request.key === undefined ? sdp.v1Refused : withKey;
    };
  const rows: readonly [what: string, withKey: HttpOutcome, said: string][] = [
    ["the key works", sdp.v1Success, "valid accepted"],
    ["the key is refused", sdp.v1Refused, "invalid refused"],
    ["it fails for another reason", v1Said("Failed", "Permission denied"), "server-error operation-failed"],
    ["429", reply(429, ""), "rate-limited answered"],
    ["a login page after the key", sdp.loginPage, "not-servicedesk"],
    ["v3's refusal after the key", sdp.refused, "not-servicedesk"],
  ];
  for (const [what, withKey, said] of rows) {
    it(`${what}: ${said}, then by v1 at once`, async () => {
      const machine = aMachine(v1Alone(withKey), {}, { ci: key });
      await machine.verify();
      assert.equal(asked(machine.http), "b r v V");
      assert.deepEqual(await machine.verify(), [`ci: ${said}`, `ci: ${said}`]);
      assert.equal(asked(machine.http), "b r v V v V");
    });
  }
  for (const [api, said, requests] of [
    ["v1", "valid accepted", "v V"],
    ["v3", "not-servicedesk", "b r"],
    ["auto", "valid accepted", "b r v V"],
  ] as const) {
    it(`"api": "${api}": ${said}, ${requests}`, async () => {
      const machine = aMachine(v1Alone(), { api }, { ci: key });
      assert.deepEqual(await machine.verify(), [`ci: ${said}`]);
      assert.equal(asked(machine.http), requests);
    });
  }
  it("the key is for its field of the form", async () => {
    const machine = aMachine(v1Alone(), { api: "v1" }, { ci: key });
    await machine.verify();
    const form = { fields: { OPERATION_NAME: "GET_REQUESTS", format: "json" }, keyField: "TECHNICIAN_KEY" };
    const { target } = machine.http.sent[0] ?? assert.fail();
    assert.deepEqual(machine.http.sent, [
      { target, path: v1, form },
      { target, path: v1, form, key },
    ]);
  });
});

describe("verification: a redirect", () => {
  const key = aSecret();
  const location = "https://new.example.com/api/v3/requests?a=b";
  const toOf = async (answer: Answer): Promise<unknown> => {
    const { verifier, server } = aMachine(answer);
    const seen = await verifier.tryKey(server, key, AbortSignal.any([]));
    return seen?.reason.kind === "not-servicedesk" ? seen.reason.to : assert.fail();
  };
  it("names its target, where no key was sent", async () =>
    assert.equal(await toOf(() => reply(302, "", { location })), "https://new.example.com/api/v3/requests"));
  it("does not, once a key was sent: a server may echo it", async () =>
    assert.equal(await toOf((request) => (request.key ? reply(302, "", { location }) : sdp.refused)), undefined));
});

describe("verification: no request at all", () => {
  const key = aSecret();
  const rows: readonly [what: string, settings: Record<string, unknown>, secret: Secret | undefined, said: string][] = [
    ["http: without consent", { url: "http://sdp.example.com" }, key, "unchecked no-consent"],
    ["http: to a name that a proxy may get", { url: "http://sdp.localhost" }, key, "unchecked no-consent"],
    ["http: to an address that a proxy may get", { url: "http://127.0.0.2" }, key, "unchecked no-consent"],
    ["a Cloud host", { url: "https://sdpondemand.manageengine.com" }, key, "unchecked cloud"],
    ["a Cloud path", { url: "https://help.example.com/app/itdesk" }, key, "unchecked cloud"],
    ["a Cloud host by http:", { url: "http://servicedeskplus.cn" }, key, "unchecked cloud"],
    ["tls that cannot be used", { tls: { pin: "x" } }, key, "unchecked unusable-entry"],
    ["no key", {}, undefined, "missing no-key"],
    ["a key that is two lines", {}, new Secret(`${keyText()}\r\nx: y`), "invalid not-a-header-value"],
    ["a key with an umlaut", {}, new Secret("schlüssel"), "invalid not-a-header-value"],
    ["an empty key", {}, new Secret(""), "invalid not-a-header-value"],
  ];
  for (const [what, settings, secret, said] of rows) {
    it(`${what}: ${said}`, async () => {
      const machine = aMachine(sdpThatKnows(key), settings, secret === undefined ? {} : { ci: secret });
      assert.deepEqual(await machine.verify(), [`ci: ${said}`]);
      assert.deepEqual(machine.http.sent, []);
    });
  }
  it("nor is the store asked where no request may be made", async () => {
    const machine = aMachine(sdpThatKnows(key), { url: "http://sdp.example.com" }, { ci: key });
    await machine.verify();
    assert.deepEqual(machine.store.calls, []);
  });
  it("without keys in the list", async () => {
    const machine = aMachine(sdpThatKnows(key), { keys: {} });
    assert.deepEqual([await machine.verify(), machine.http.sent], [[], []]);
  });

  it("a key that cannot be sent does not keep the others from being asked", async () => {
    const machine = aMachine(sdpThatKnows(key), { keys: keys(2) }, { k1: new Secret("a\nb"), k2: key });
    assert.deepEqual(await machine.verify(), ["k1: invalid not-a-header-value", "k2: valid accepted"]);
    assert.equal(machine.http.withKey.length, 1);
  });

  const allowed: readonly [what: string, url: string, consent: string | undefined][] = [
    ["http: to loopback", "http://localhost:8080", undefined],
    ["http: agreed for that origin", "http://sdp.example.com", "http://sdp.example.com"],
    ["http: agreed, in a context path", "http://sdp.example.com/sdp", "http://sdp.example.com"],
  ];
  for (const [what, url, consent] of allowed) {
    it(`but ${what} is asked`, async () => {
      const machine = aMachine(sdpThatKnows(key), { url }, { ci: key });
      if (consent !== undefined) await machine.consents.grant({ kind: "insecure-http", origin: consent });
      assert.deepEqual(await machine.verify(), ["ci: valid accepted"]);
    });
  }
  it("http: agreed for another port is not agreed", async () => {
    const machine = aMachine(sdpThatKnows(key), { url: "http://sdp.example.com:8080" }, { ci: key });
    await machine.consents.grant({ kind: "insecure-http", origin: "http://sdp.example.com" });
    assert.deepEqual(await machine.verify(), ["ci: unchecked no-consent"]);
  });
});

describe("verification: no key to ask about", () => {
  const key = aSecret();
  const record = { store: "os", path: "", issued: "2026-08-01" } as const;
  type Machine = ReturnType<typeof aMachine>;
  const rows: readonly [what: string, settings: object, arrange: (machine: Machine) => unknown, said: string][] = [
    ["not stored", {}, ({ store }) => store.items.clear(), "missing no-key"],
    ["no D-Bus", {}, ({ store }) => (store.mode = "no-dbus"), "store-unavailable store"],
    ["a person said no", {}, ({ store }) => (store.mode = "denying"), "unchecked denied"],
    ["the index is broken", {}, ({ index }) => (index.broken = "EACCES"), "store-unavailable index-unreadable"],
    [
      "entered for another path",
      { url: "https://sdp.example.com:8443/b" },
      ({ index }) => index.records.set(account, record),
      "missing address-changed",
    ],
    [
      "replaced on another machine",
      { keys: { ci: { issued: "2026-09-01" } } },
      ({ index }) => index.records.set(account, record),
      "missing replaced-elsewhere",
    ],
    [
      "issued that day",
      { keys: { ci: { issued: "2026-08-01" } } },
      ({ index }) => index.records.set(account, record),
      "valid accepted",
    ],
    [
      "issued before",
      { keys: { ci: { issued: "2026-07-01" } } },
      ({ index }) => index.records.set(account, record),
      "valid accepted",
    ],
    ["issued not recorded", {}, ({ index }) => index.records.set(account, record), "valid accepted"],
    [
      "another origin",
      { url: "https://sdp.example.com:9443" },
      ({ store }) => {
        store.items.clear();
        store.items.set(account, key);
      },
      "missing no-key",
    ],
  ];
  for (const [what, settings, arrange, said] of rows) {
    it(`${what}: ${said}`, async () => {
      const machine = aMachine(sdpThatKnows(key), { ...settings }, { ci: key });
      arrange(machine);
      assert.deepEqual(await machine.verify(), [`ci: ${said}`]);
      if (!said.startsWith("valid")) assert.deepEqual(machine.http.sent, []);
    });
  }
});
