import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:https";
import { gunzipSync } from "node:zlib";
import { ask, type Heard } from "./ask.ts";
import * as faults from "./faults.ts";
import { startOther } from "./otherServer.ts";
import { json } from "./reply.ts";
import { startSdp, type Sdp } from "./server.ts";

describe("SDP test server: faults (docs/sdp.md 9.8)", () => {
  const path = "/api/v3/app_resources/build_info";
  const success = '{"response_status":{"status_code":2000,"status":"success"},"result":{"build_number":14990}}';
  let sdp: Sdp;
  let key: string;

  beforeEach(async () => {
    sdp = await startSdp();
    sdp.accounts.addTechnician({ login: "ada", roles: ["SDAdmin"] });
    key = sdp.accounts.generateKey("ada");
  });
  afterEach(() => sdp.close());

  const get = (from = path): Promise<Heard> => ask(sdp.url + from, { ca: sdp.caPem, key });
  const getWithout = (): Promise<Heard> => ask(sdp.url + path, { ca: sdp.caPem });
  const statuses = async (...asked: (() => Promise<Heard>)[]): Promise<number[]> => {
    const seen = [];
    for (const one of asked) seen.push((await one()).status);
    return seen;
  };
  async function assertFault(fault: faults.Fault, status: number, body: RegExp | string): Promise<Heard> {
    sdp.fault(fault);
    const heard = await get();
    assert.equal(heard.status, status);
    if (typeof body === "string") assert.equal(heard.body, body);
    else assert.match(heard.body, body);
    return heard;
  }
  const assertEnvelope = (fault: faults.Fault, status: number, inner: number): Promise<Heard> =>
    assertFault(fault, status, new RegExp(`^{"response_status":{"status_code":4000,.*"status_code":${String(inner)},`));

  it("rate limit", async () =>
    assert.equal((await assertEnvelope(faults.rateLimit(), 429, 4015)).headers["retry-after"], undefined));
  it("rate limit with Retry-After", async () =>
    assert.equal((await assertEnvelope(faults.rateLimit("7"), 429, 4015)).headers["retry-after"], "7"));
  it("internal error", () => assertEnvelope(faults.internalError(), 500, 4004));
  it("licence", () => assertEnvelope(faults.unlicensed(), 400, 7001));
  it("forbidden", () => assertEnvelope(faults.forbidden(), 403, 4002));
  it("login page", () => assertFault(faults.loginPage(), 200, /^<!doctype html>.*<form/));
  for (const status of [502, 503, 504] as const)
    it(`gateway ${String(status)}`, () => assertFault(faults.gatewayError(status), status, /^<!doctype html>/));
  for (const status of [401, 403, 407] as const)
    it(`bare ${String(status)}`, () => assertFault(faults.bareRefusal(status), status, "Refused"));
  it("the container's 404", () => assertFault(faults.notFound(), 404, /^<!doctype html>/));
  it("gzip", async () => {
    sdp.fault(faults.gzipped());
    const { headers, bytes } = await get();
    assert.deepEqual([headers["content-encoding"], gunzipSync(bytes).toString()], ["gzip", success]);
  });
  it("a byte order mark", () => assertFault(faults.withMark(), 200, `\uFEFF${success}`));
  it("any reply", () => assertFault(faults.reply(json(200, null)), 200, "null"));
  it("truncated JSON", () => assertFault(faults.truncated(), 200, success.slice(0, 45)));
  it("drip", async () => {
    const dripped = await assertFault(faults.drip(1), 200, success);
    assert.equal(dripped.headers["transfer-encoding"], "chunked");
  });
  it("drip sends its head at once", async () => {
    sdp.fault(faults.drip());
    const client = request(sdp.url + path, { ca: sdp.caPem, agent: false }).end();
    const before = performance.now();
    await once(client, "response");
    assert.ok(performance.now() - before < 1000);
    client.destroy();
  });
  it("50 MB", async () => {
    sdp.fault(faults.oversized());
    const { body, headers } = await get();
    assert.equal(body.length, 50_000_000);
    assert.equal(body.trimEnd(), success);
    assert.equal(headers["content-length"], undefined);
  }).timeout(20_000);
  it("latency", async () => {
    sdp.fault(faults.latency(40));
    const before = performance.now();
    assert.equal((await get()).body, success);
    assert.ok(performance.now() - before >= 39);
  });
  it("gate", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    sdp.fault(faults.gate(promise));
    const heard = get();
    await sdp.whenRequested(1);
    resolve(undefined);
    assert.equal((await heard).body, success);
  });
  it("gate, and a client that is gone by then", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    sdp.fault(faults.gate(promise), { times: 1 });
    const client = request(sdp.url + path, { ca: sdp.caPem, agent: false }).end();
    const failed = once(client, "error");
    await sdp.whenRequested(1);
    client.destroy();
    await failed;
    await get();
    resolve(undefined);
    assert.equal((await get()).body, success);
  });
  it("hang, until the server closes", async () => {
    sdp.fault(faults.hang(), { times: 1 });
    const hung = get();
    await sdp.whenRequested(1);
    assert.equal(await Promise.race([hung, get().then(() => "the next one")]), "the next one");
    await Promise.all([sdp.close(), assert.rejects(hung, { code: "ECONNRESET" })]);
  });
  it("reset", async () => {
    sdp.fault(faults.reset());
    await assert.rejects(get(), { code: "ECONNRESET", syscall: "read" });
  });
  it("cut in the middle of the body", async () => {
    sdp.fault(faults.cut());
    await assert.rejects(get(), { code: "ECONNRESET", message: "aborted" });
  });
  it("redirect to another origin", async () => {
    await using other = await startOther();
    const { headers } = await assertFault(faults.redirect(`${other.url}/login`), 302, /Moved/);
    assert.equal(headers.location, `${other.url}/login`);
    assert.equal(other.connections, 0);
  });
  it("wrong Date", async () => {
    sdp.fault(faults.wrongDate(-3_600_000));
    const date = new Date(String((await get()).headers.date)).getTime();
    assert.equal(Math.round((Date.now() - date) / 60_000), 60);
  });
  it("open: build_info answers anybody", async () => {
    sdp.fault(faults.open(), { path });
    assert.equal((await getWithout()).body, success);
    assert.equal((await ask(`${sdp.url}/api/v3/requests`, { ca: sdp.caPem })).status, 400);
  });

  describe("whom they meet", () => {
    it("all, until cleared", async () => {
      sdp.fault(faults.rateLimit());
      assert.deepEqual(await statuses(get, getWithout, get), [429, 429, 429]);
      sdp.clearFaults();
      assert.deepEqual(await statuses(get), [200]);
    });
    it("so many requests", async () => {
      sdp.fault(faults.rateLimit(), { times: 2 });
      assert.deepEqual(await statuses(get, get, get), [429, 429, 200]);
    });
    it("one path", async () => {
      sdp.fault(faults.rateLimit(), { path, times: 1 });
      assert.deepEqual(await statuses(() => get("/api/v3/requests"), get), [200, 429]);
    });
    it("one path below a context path", async () => {
      sdp.behaviour.contextPath = "/helpdesk";
      sdp.fault(faults.rateLimit(), { path });
      assert.deepEqual(await statuses(get), [429]);
    });
    it("requests with a key", async () => {
      sdp.fault(faults.rateLimit(), { keyed: true });
      assert.deepEqual(await statuses(getWithout, get), [400, 429]);
    });
    it("requests without", async () => {
      sdp.fault(faults.rateLimit(), { keyed: false });
      assert.deepEqual(await statuses(getWithout, get), [429, 200]);
    });
    it("several at once", async () => {
      sdp.fault(faults.rateLimit());
      sdp.fault(faults.truncated());
      const { status, body } = await get();
      assert.equal(status, 429);
      assert.throws(() => void JSON.parse(body), SyntaxError);
    });
  });
});
