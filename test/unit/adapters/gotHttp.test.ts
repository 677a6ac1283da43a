import assert from "node:assert/strict";
import https from "node:https";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import type { Target } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import * as faults from "../../support/sdp/faults.ts";
import { startOther } from "../../support/sdp/otherServer.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { reply, send, serve, target } from "./targets.ts";

const path = "/api/v3/requests";
const key = new Secret(crypto.randomUUID().toUpperCase());
const http = new GotHttp(systemClock);

describe("GotHttp", () => {
  let sdp: Sdp;
  let trusted: Target;
  beforeEach(async () => {
    sdp = await startSdp({ contextPath: "/sdp" });
    trusted = target(sdp.url, { ca: sdp.caPem });
  });
  afterEach(() => sdp.close());

  describe("the request", () => {
    it("goes below the context path, with the query as given", async () => {
      const input = JSON.stringify({ list_info: { row_count: 1, text: "ä + & = ? #" } });
      await send(http, { target: trusted, query: { input_data: input } });
      const [request] = sdp.requests;
      assert.equal(request?.method, "GET");
      assert.equal(request.path, `/sdp${path}`);
      assert.deepEqual([...request.query], [["input_data", input]]);
      assert.equal(request.body, "");
    });

    it("carries the key in the header authtoken and nowhere else", async () => {
      await send(http, { target: trusted, key });
      const [request] = sdp.requests;
      assert.ok(request);
      const { headers, path, query, body } = request;
      const { authtoken, ...others } = headers;
      assert.equal(authtoken, key.reveal());
      assert.ok(!JSON.stringify([others, path, [...query], body]).includes(key.reveal()));
    });

    it("carries no key where none is given", async () => {
      await send(http, { target: trusted });
      assert.ok(!("authtoken" in (sdp.requests[0]?.headers ?? {})));
    });

    it("asks for SDP's v3", async () => {
      await send(http, { target: trusted });
      assert.equal(sdp.requests[0]?.headers["accept"], "application/vnd.manageengine.sdp.v3+json");
    });

    for (const portalId of ["1", undefined]) {
      it(`names ${portalId === undefined ? "no portal" : "the portal"}`, async () => {
        await send(http, { target: { ...trusted, portalId } });
        assert.equal(sdp.requests[0]?.headers["portalid"], portalId);
      });
    }

    it("is sent once, whatever the answer", async () => {
      for (const fault of [faults.rateLimit("0"), faults.gatewayError(503), faults.reset(), faults.cut()]) {
        const before = sdp.requests.length;
        sdp.fault(fault);
        await send(http, { target: trusted, key });
        assert.equal(sdp.requests.length, before + 1);
      }
    });

    it("keeps no cookie", async () => {
      const cookies: (string | undefined)[] = [];
      await using server = await serve((request, response) => {
        cookies.push(request.headers.cookie);
        response.setHeader("set-cookie", "session=1").end();
      });
      await send(http, { target: server });
      await send(http, { target: server });
      assert.deepEqual(cookies, [undefined, undefined]);
    });

    it("goes through `https.request` as it stands at that moment: VS Code replaces it", async () => {
      const { request } = https;
      const seen: string[] = [];
      https.request = ((url: URL, options: https.RequestOptions) => {
        seen.push(url.origin);
        return request(url, options);
      }) as typeof request;
      try {
        await send(http, { target: trusted });
      } finally {
        https.request = request;
      }
      assert.deepEqual(seen, [sdp.origin]);
    });
  });

  describe("the reply", () => {
    it("has SDP's status and text", async () => {
      const { status, body, truncated, location } = await reply(http, { target: trusted, key });
      assert.deepEqual({ status, truncated, location }, { status: 400, truncated: false, location: undefined });
      assert.match(body, /AuthToken in the request is invalid/);
    });

    it("has the server's date", async () => {
      await using sdp = await startSdp({ now: () => Date.UTC(2030, 1, 2, 3, 4, 5) });
      const { date } = await reply(http, { target: target(sdp.url, { ca: sdp.caPem }) });
      assert.equal(date, Date.UTC(2030, 1, 2, 3, 4, 5));
    });

    for (const date of ["soon", "7", ""]) {
      it(`has no date for ${JSON.stringify(date)}`, async () => {
        await using server = await serve((_, response) => response.setHeader("date", date).end());
        assert.equal((await reply(http, { target: server })).date, undefined);
      });
    }

    for (const status of [301, 302, 303, 307, 308] as const) {
      it(`${String(status)} is not followed`, async () => {
        await using other = await startOther();
        sdp.fault(faults.redirect(`${other.httpUrl}/login?a=b`, status));
        const { status: got, location } = await reply(http, { target: trusted, key });
        assert.deepEqual([got, location], [status, `${other.httpUrl}/login?a=b`]);
        assert.equal(other.connections, 0);
        assert.equal(sdp.requests.length, 1);
      });
    }

    it("over plain HTTP, too", async () => {
      await using plain = await startSdp({ plain: true });
      assert.equal((await reply(http, { target: target(plain.url), key })).status, 400);
      assert.equal(plain.requests[0]?.headers["authtoken"], key.reveal());
    });

    it("over plain HTTP to the TLS port, is the sentence", async () =>
      assert.match((await reply(http, { target: target(sdp.url.replace("https", "http")) })).body, /requires TLS/));

    it("shows no key, even where the server shows the request", async () => {
      await using mirror = await serve((request, response) => {
        const { authtoken } = request.headers;
        response.writeHead(302, { location: `/login?token=${String(authtoken)}` }).end(JSON.stringify(request.headers));
      });
      const outcome = await reply(http, { target: mirror, key });
      assert.match(outcome.body, /"authtoken":"\*\*\*"/);
      assert.equal(outcome.location, "/login?token=***");
    });
  });
});
