/** Puts a reply on the wire in the way it asks for. */
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Reply } from "./reply.ts";

/** `reset` ends the response's connection with a TCP reset. */
export async function deliver(reply: Reply, response: ServerResponse, reset: () => void): Promise<void> {
  if (reply.delivery?.kind === "reset") return reset();
  response.statusCode = reply.status;
  response.setHeaders(new Map(Object.entries(reply.headers)));
  switch (reply.delivery?.kind) {
    case undefined:
      response.end(reply.body);
      return;
    case "chunked":
      response.write(reply.body);
      response.end();
      return;
    case "gzip":
      response.setHeader("content-encoding", "gzip").end(gzipSync(reply.body));
      return;
    case "cut":
      response.write(reply.body.slice(0, reply.body.length / 2), () => response.destroy());
      return;
    case "drip":
      await drip(Buffer.from(reply.body), response, reply.delivery.everyMs);
  }
}

/** The head at once, then byte after byte, until done or the client is gone. */
async function drip(body: Buffer, response: ServerResponse, everyMs: number): Promise<void> {
  response.flushHeaders();
  for (let sent = 0; sent < body.length && !response.destroyed; sent += 1) {
    await delay(everyMs, undefined, { ref: false });
    response.write(body.subarray(sent, sent + 1));
  }
  response.end();
}
