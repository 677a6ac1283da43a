/** What the tests of HTTP and TLS have in common. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { parseAddress, type Address } from "../../../src/core/address.ts";
import type { Http, HttpOutcome, HttpReply, ProbeRequest, Target } from "../../../src/core/ports.ts";

export function addressOf(url: string): Address {
  const address = parseAddress(url);
  assert.ok(address.ok);
  return address.value;
}

export function target(url: string, overrides: Partial<Target> = {}): Target {
  return { address: addressOf(url), timeoutSeconds: 10, ...overrides };
}

type Probe = Partial<ProbeRequest> & Pick<ProbeRequest, "target">;

/** Asks for requests unless told otherwise. */
export function send(http: Http, probe: Probe, signal = new AbortController().signal): Promise<HttpOutcome> {
  return http.send({ path: "/api/v3/requests", ...probe }, signal);
}

/** As `send`, where a reply must come. */
export async function reply(http: Http, probe: Probe): Promise<HttpReply> {
  const outcome = await send(http, probe);
  assert.ok(outcome.kind === "reply", JSON.stringify(outcome));
  return outcome;
}

/** `reply`, or the fault and whether it says which certificate was seen, which must be that of the server. */
export function summary(outcome: HttpOutcome, { fingerprint }: { readonly fingerprint: string }): string {
  if (outcome.kind !== "untrusted") return outcome.kind;
  if (outcome.seen !== undefined) assert.equal(outcome.seen, fingerprint);
  return outcome.seen === undefined ? outcome.fault : `${outcome.fault}, seen`;
}

/** A server that is no SDP, over plain HTTP; `await using` ends it. */
export async function serve(listener: RequestListener): Promise<Target & AsyncDisposable> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ...target(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`),
    [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      return Promise.resolve();
    },
  };
}
