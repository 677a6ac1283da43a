import assert from "node:assert/strict";
import https from "node:https";
import { connect } from "node:net";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import type { Target } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import * as faults from "../../support/sdp/faults.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { send, serve, target } from "./targets.ts";

const key = new Secret(crypto.randomUUID().toUpperCase());
const http = new GotHttp(systemClock);

describe("GotHttp without a reply", () => {
  let sdp: Sdp;
  let trusted: Target;
  beforeEach(async () => {
    sdp = await startSdp();
    trusted = target(sdp.url, { ca: sdp.caPem });
  });
  afterEach(() => sdp.close());

  const failures: readonly [string, faults.Fault, string, string][] = [
    ["a reset", faults.reset(), "reset", "ECONNRESET"],
    ["a body that breaks off", faults.cut(), "reset", "ECONNRESET"],
    ["a server that hangs", faults.hang(), "timeout", "ETIMEDOUT"],
    ["a body that drips", faults.drip(20), "timeout", "ETIMEDOUT"],
  ];
  for (const [name, fault, kind, code] of failures) {
    it(`${name} is unreachable: ${kind}`, async () => {
      sdp.fault(fault);
      const outcome = await send(http, { target: { ...trusted, timeoutSeconds: 0.4 }, key });
      assert.deepEqual(outcome, { kind: "unreachable", fault: kind, code });
    });
  }

  it("nobody listening is unreachable: refused", async () => {
    await sdp.close();
    assert.deepEqual(await send(http, { target: trusted, key }), {
      kind: "unreachable",
      fault: "refused",
      code: "ECONNREFUSED",
    });
  });

  it("a server without TLS is unreachable", async () => {
    await using plain = await startSdp({ plain: true });
    const outcome = await send(http, { target: target(plain.url.replace("http:", "https:")), key });
    assert.ok(outcome.kind === "unreachable" && outcome.fault === "other");
    assert.equal(plain.requests.length, 0);
  });

  it("a key that cannot be a header value is sent nowhere and shown nowhere", async () => {
    const outcome = await send(http, { target: trusted, key: new Secret(`${key.reveal()}\r\nx: y`) });
    assert.deepEqual(outcome, { kind: "unreachable", fault: "other", code: "ERR_INVALID_CHAR" });
    assert.equal(sdp.requests.length, 0);
  });

  it("a proxy that refuses is unreachable: proxy agents pass its answer off as the server's", async () => {
    await using proxy = await serve((_, response) => response.writeHead(407).end("Who are you?"));
    const { request } = https;
    const agent = new https.Agent();
    agent.createConnection = () => connect(Number(new URL(proxy.address.origin).port), "127.0.0.1");
    https.request = ((url: URL, options: https.RequestOptions) =>
      request(url, { ...options, agent })) as typeof request;
    try {
      assert.deepEqual(await send(http, { target: trusted }), {
        kind: "unreachable",
        fault: "proxy",
        code: "HTTP_407",
      });
    } finally {
      https.request = request;
    }
  });

  it("cancelled while the server thinks", async () => {
    const cancel = new AbortController();
    sdp.fault(faults.hang());
    const outcome = send(http, { target: trusted, key }, cancel.signal);
    await sdp.whenRequested(1);
    cancel.abort();
    assert.deepEqual(await outcome, { kind: "cancelled" });
  });

  it("cancelled before, connects to nobody", async () => {
    assert.deepEqual(await send(http, { target: trusted, key }, AbortSignal.abort()), { kind: "cancelled" });
    assert.equal(sdp.connections, 0);
  });
});
