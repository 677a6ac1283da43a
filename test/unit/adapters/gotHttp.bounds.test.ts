import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import type { HttpOutcome } from "../../../src/core/ports.ts";
import * as faults from "../../support/sdp/faults.ts";
import { startSdp } from "../../support/sdp/server.ts";
import { reply, send, serve, target } from "./targets.ts";

const MB = 1_000_000;
/** What is in the buffers of both ends when the reader stops: far less than what there is to send. */
const IN_BUFFERS = 8 * MB;

/** A TCP server that does this with each connection, and tells when they have all ended. */
async function raw(onConnection: (socket: Socket) => void) {
  const closed: Promise<unknown>[] = [];
  const open = new Set<Socket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    closed.push(new Promise((resolve) => socket.on("close", resolve).on("error", () => socket.destroy())));
    onConnection(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    host: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    allClosed: () => Promise.all(closed),
    [Symbol.asyncDispose]: async () => {
      const ended = once(server, "close");
      server.close();
      open.forEach((socket) => socket.destroy());
      await ended;
    },
  };
}

describe("GotHttp costs a bounded amount", () => {
  it("of what a server sends without end: it can send little, and 1 MiB is kept", async () => {
    const piece = Buffer.alloc(64 * 1024, " ");
    let sent = 0;
    const closed = Promise.withResolvers<void>();
    await using server = await serve((_, response) => {
      const more = () => {
        while (sent < 50 * MB && !response.destroyed) {
          sent += piece.length;
          if (!response.write(piece)) return;
        }
      };
      response.on("drain", more).on("close", closed.resolve);
      more();
    });
    const { body, truncated } = await reply(new GotHttp(systemClock), { target: server });
    await closed.promise;
    assert.deepEqual([body.length, truncated], [1024 * 1024, true]);
    assert.ok(sent < IN_BUFFERS, `${String(sent)} bytes were sent`);
  });

  it("of a head without end: nothing is kept", async () => {
    let sent = 0;
    const line = `x-filler: ${"x".repeat(1000)}\r\n`;
    await using server = await raw((socket) => {
      const more = () => {
        while (sent < 50 * MB && !socket.destroyed) {
          sent += line.length;
          if (!socket.write(line)) return;
        }
      };
      socket.on("drain", more).once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\n");
        more();
      });
    });
    const outcome = await send(new GotHttp(systemClock), { target: target(`http://${server.host}`) });
    assert.deepEqual(outcome, { kind: "unreachable", fault: "other", code: "HPE_HEADER_OVERFLOW" });
    await server.allClosed();
    assert.ok(sent < IN_BUFFERS, `${String(sent)} bytes were sent`);
  });

  for (const [what, pin] of [
    ["a handshake that is not answered", undefined],
    ["a look at a pinned server that is not answered", "0".repeat(64)],
  ] as const) {
    it(`of ${what}: it ends in time, with its connection`, async () => {
      await using server = await raw((socket) => socket.resume());
      const silent = target(`https://${server.host}`, { timeoutSeconds: 0.2, pin });
      const outcome = await send(new GotHttp(systemClock), { target: silent });
      assert.deepEqual(outcome, { kind: "unreachable", fault: "timeout", code: "ETIMEDOUT" });
      await server.allClosed();
    });
  }

  it("while other servers go on: what hangs, drips and floods holds up nobody", async () => {
    await using bad = await startSdp();
    await using good = await startSdp();
    const http = new GotHttp(systemClock);
    const cancel = new AbortController();
    const troubled: Promise<HttpOutcome>[] = [];
    for (const fault of [faults.hang(), faults.drip(1000), faults.gate(new Promise(() => undefined))]) {
      for (let count = 0; count < 8; count += 1) {
        bad.fault(fault, { times: 1 });
        const slow = target(bad.url, { ca: bad.caPem, timeoutSeconds: 600 });
        troubled.push(send(http, { target: slow }, cancel.signal));
        await bad.whenRequested(troubled.length);
      }
    }
    bad.fault(faults.oversized(), { times: 1 });
    const flood = reply(http, { target: target(bad.url, { ca: bad.caPem }) });
    const healthy = target(good.url, { ca: good.caPem });
    for (let count = 0; count < 50; count += 1) assert.equal((await reply(http, { target: healthy })).status, 400);
    assert.equal((await flood).truncated, true);
    const waiting = Symbol("waiting");
    assert.equal(await Promise.race([...troubled, Promise.resolve(waiting)]), waiting);
    cancel.abort();
    const kinds = (await Promise.all(troubled)).map(({ kind }) => kind);
    assert.deepEqual(new Set(kinds), new Set(["cancelled"]));
    assert.equal(good.connections, 1, "one connection was used again and again");
  }).timeout(20_000);
});
