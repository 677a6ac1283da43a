import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import * as faults from "../../support/sdp/faults.ts";
import { startSdp } from "../../support/sdp/server.ts";
import { reply, serve, target } from "./targets.ts";

const http = new GotHttp(systemClock);

describe("GotHttp, the body", () => {
  const limit = 1024 * 1024;
  const bodies: readonly [string, Uint8Array, string | undefined, string, boolean][] = [
    ["UTF-8", Buffer.from("Köln €"), undefined, "Köln €", false],
    ["a byte order mark", Buffer.from("\ufeff{}"), undefined, "{}", false],
    ["gzip", gzipSync("Köln"), "gzip", "Köln", false],
    ["exactly the limit", Buffer.alloc(limit, "x"), undefined, "x".repeat(limit), false],
    ["a byte more", Buffer.alloc(limit + 1, "x"), undefined, "x".repeat(limit), true],
    [
      "a sign cut in two by the limit",
      Buffer.from("x".repeat(limit - 1) + "€"),
      undefined,
      "x".repeat(limit - 1),
      true,
    ],
    ["a gzip bomb", gzipSync(Buffer.alloc(100 * limit, "x")), "gzip", "x".repeat(limit), true],
  ];
  for (const [name, bytes, encoding, body, truncated] of bodies) {
    it(`takes ${name}`, async () => {
      await using server = await serve((_, response) => {
        if (encoding !== undefined) response.setHeader("content-encoding", encoding);
        response.end(bytes);
      });
      const got = await reply(http, { target: server });
      assert.equal(got.truncated, truncated);
      assert.ok(got.body === body, `${String(got.body.length)} characters`);
    });
  }

  for (const encoding of ["identity", "gzip"]) {
    it(`without end (${encoding}) is given up at the limit, with the connection`, async () => {
      const piece = encoding === "gzip" ? gzipSync(Buffer.alloc(limit, "x")) : Buffer.alloc(limit, "x");
      const closed = Promise.withResolvers<void>();
      await using server = await serve((_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(piece));
        };
        response.setHeader("content-encoding", encoding).on("drain", more).on("close", closed.resolve);
        more();
      });
      assert.deepEqual(await reply(http, { target: server }).then(({ truncated, body }) => [truncated, body.length]), [
        true,
        limit,
      ]);
      await closed.promise;
    });
  }

  it("of 50 MB is cut off, and the server is good for the next request", async () => {
    await using sdp = await startSdp();
    const trusted = target(sdp.url, { ca: sdp.caPem });
    sdp.fault(faults.oversized(), { times: 1 });
    assert.equal((await reply(http, { target: trusted })).truncated, true);
    assert.equal((await reply(http, { target: trusted })).truncated, false);
  }).timeout(20_000);
});
