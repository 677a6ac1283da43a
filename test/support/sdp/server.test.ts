import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:https";
import { connect } from "node:net";
import { ask } from "./ask.ts";
import { startOther } from "./otherServer.ts";
import { bodyLimit } from "./recorder.ts";
import { startSdp, type Sdp } from "./server.ts";

describe("SDP test server: the port", () => {
  let sdp: Sdp;
  beforeEach(async () => void (sdp = await startSdp()));
  afterEach(() => sdp.close());

  const path = "/servlets/SDServerStatusServlet";
  const secure = () => ask(sdp.url + path, { ca: sdp.caPem });
  const overHttp = (url: string) => url.replace("https:", "http:");

  describe("TLS and plain HTTP (docs/sdp.md 9.7)", () => {
    it("plain HTTP gets 400 and the sentence", async () => {
      const { status, body, headers } = await ask(overHttp(sdp.url) + path);
      assert.equal(status, 400);
      assert.match(body, /This combination of host and port requires TLS/);
      assert.match(String(headers["content-type"]), /^text\/plain/);
    });
    it("and TLS works beside it", async () => {
      await ask(overHttp(sdp.url));
      assert.equal((await secure()).status, 200);
    });
    it("a fault does not reach plain HTTP", async () => {
      sdp.fault(() => Promise.reject(new Error("never")));
      assert.equal((await ask(overHttp(sdp.url) + path)).status, 400);
    });
    it("plain: HTTP alone", async () => {
      await using plain = await startSdp({ plain: true });
      assert.match(plain.url, /^http:/);
      assert.equal((await ask(plain.url + path)).body, "RUNNING");
      await assert.rejects(ask(plain.url.replace("http:", "https:")), { code: /EPROTO|ERR_SSL|ECONNRESET/ });
    });
    it("each server has a key of its own", async () => {
      await using another = await startSdp();
      assert.notEqual(another.fingerprint, sdp.fingerprint);
    });
  });

  it("a chosen port", async () => {
    const { port } = sdp;
    await sdp.close();
    sdp = await startSdp({ port });
    assert.equal(sdp.url, `https://127.0.0.1:${String(port)}`);
    assert.equal((await secure()).status, 200);
  });

  it("the Date header tells the server's clock", async () => {
    await using late = await startSdp({ now: () => Date.UTC(2031, 0, 2, 3, 4, 5) });
    const { headers } = await ask(late.url, { ca: late.caPem });
    assert.equal(headers.date, "Thu, 02 Jan 2031 03:04:05 GMT");
  });

  it("a reply has its length", async () => assert.equal((await secure()).headers["content-length"], "7"));

  describe("records what it got (docs/sdp.md 9.9)", () => {
    it("method, path, query, headers, body, key", async () => {
      const form = { TECHNICIAN_KEY: "k", a: "ü" };
      await ask(`${sdp.url}/x/y?b=1&c=2`, { ca: sdp.caPem, form, headers: { "X-Odd": "Yes" } });
      const [got] = sdp.requests;
      assert.ok(got);
      assert.deepEqual([got.method, got.path, got.body, got.tls], ["POST", "/x/y", "TECHNICIAN_KEY=k&a=%C3%BC", true]);
      assert.deepEqual([got.query.get("c"), got.headers["x-odd"], got.key], ["2", "Yes", "k"]);
    });
    it("the time by the server's clock", async () => {
      await using at = await startSdp({ now: () => 42_000 });
      await ask(at.url, { ca: at.caPem });
      assert.equal(at.requests[0]?.time, 42_000);
    });
    it("also what came in the clear", async () => {
      await ask(overHttp(sdp.url), { key: "leaked" });
      assert.deepEqual([sdp.requests[0]?.tls, sdp.requests[0]?.key], [false, "leaked"]);
    });
    it("no key", async () => {
      await secure();
      assert.equal(sdp.requests[0]?.key, undefined);
    });
    it("bodies up to the limit", async () => {
      await ask(sdp.url, { ca: sdp.caPem, form: { a: "x".repeat(2 * bodyLimit) } });
      assert.equal(sdp.requests[0]?.body.length, bodyLimit);
    });
    it("connections, also those that ask nothing", async () => {
      await secure();
      const socket = connect(sdp.port, "127.0.0.1");
      await once(socket, "connect");
      await secure();
      assert.deepEqual([sdp.connections, sdp.requests.length], [3, 2]);
    });
    it("tells when so many have come", async () => {
      const third = sdp.whenRequested(3);
      await Promise.all([secure(), secure(), secure()]);
      await third;
    });
  });

  describe("ends every connection at once", () => {
    const idle = async () => {
      const agent = new Agent({ keepAlive: true, ca: sdp.caPem });
      const client = request(sdp.url + path, { agent }).end();
      const [response] = (await once(client, "response")) as [NodeJS.ReadableStream];
      response.resume();
      const { socket } = client;
      await once(response, "end");
      assert.ok(socket);
      return { gone: once(socket, "close"), agent };
    };
    it("on close, kept-alive ones too", async () => {
      const { gone } = await idle();
      await Promise.all([sdp.close(), gone]);
      await assert.rejects(secure(), { code: "ECONNREFUSED" });
    });
    it("on close, one that never spoke", async () => {
      const socket = connect(sdp.port, "127.0.0.1").on("error", () => undefined);
      await once(socket, "connect");
      await secure();
      await Promise.all([sdp.close(), once(socket, "close")]);
    });
    it("on another certificate", async () => {
      const { gone } = await idle();
      sdp.useCertificate("private-ca");
      await gone;
    });
  });

  describe("another origin", () => {
    it("records over HTTPS and over HTTP", async () => {
      await using other = await startOther();
      assert.match((await ask(`${other.url}/a`, { ca: other.caPem, key: "k" })).body, /Another product/);
      await ask(`${other.httpUrl}/b`);
      assert.deepEqual(
        other.requests.map((got) => [got.path, got.tls, got.key]),
        [
          ["/a", true, "k"],
          ["/b", false, undefined],
        ],
      );
      assert.equal(other.connections, 2);
    });
    it("says what it is told to", async () => {
      await using other = await startOther({ status: 418, headers: { "x-a": "b" }, body: "tea" });
      const { status, headers, body, fingerprint } = await ask(other.url, { ca: other.caPem });
      assert.deepEqual([status, headers["x-a"], body, fingerprint], [418, "b", "tea", other.fingerprint]);
    });
  });
});
