import assert from "node:assert/strict";
import type { HttpOutcome } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import { aSecret, envelope, keys, keyText, reply, sdp } from "../../support/fakes/factories.ts";
import { sdpThatKnows, type Answer, type FakeHttp } from "../../support/fakes/fakeHttp.ts";
import { aMachine, now } from "../../support/fakes/machine.ts";

/** The requests of a round by their probes, `b` build_info and `r` requests; in capitals where the key went along. */
function asked({ sent }: FakeHttp): string {
  const letters = sent.map(({ path, key }) => {
    const letter = path.endsWith("/build_info") ? "b" : path.endsWith("/requests") ? "r" : path;
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
    ["both absent", answers(sdp.absent, sdp.absent), "not-servicedesk", "b r"],
    ["both absent, by web pages", answers(html404, html404), "not-servicedesk", "b r"],
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
