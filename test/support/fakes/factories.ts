import { randomUUID } from "node:crypto";
import { parseAddress, type Address } from "../../../src/core/address.ts";
import type { KeyState, Observation, Reason } from "../../../src/core/health.ts";
import type { HttpReply } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import { readServers, type KeyEntry, type ServerEntry } from "../../../src/core/servers.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";

/** The text of a key as SDP makes them, another one at each call (docs/sdp.md 3). */
export function keyText(): string {
  return randomUUID().toUpperCase();
}

export function aSecret(text = keyText()): Secret {
  return new Secret(text);
}

export function anAddress(url = "https://sdp.example.com:8443"): Address {
  const address = parseAddress(url);
  if (!address.ok) throw new Error(`${url}: ${address.reason}`);
  return address.value;
}

/** A server as it is read from these settings; the key `ci` and the address are there unless told otherwise. */
export function aServer(settings: Record<string, unknown> = {}, name = "prod"): ServerEntry {
  const value = { [name]: { url: "https://sdp.example.com:8443", keys: { ci: {} }, ...settings } };
  const server = readServers(value).servers[0];
  if (server === undefined) throw new Error(`not usable: ${JSON.stringify(value)}`);
  return server;
}

/** The key of that name, by default the first. */
export function keyOf(server: ServerEntry, name?: string): KeyEntry {
  const key = server.keys.find((entry) => name === undefined || entry.name === name);
  if (key === undefined) throw new Error(`no key ${name ?? ""} in ${server.name}`);
  return key;
}

/** What the index has of a key of the OS store, entered for a server without a context path. */
export function aRecord(other: Partial<IndexRecord> = {}): IndexRecord {
  return { store: "os", path: "", ...other };
}

/** `{ k1: settings, k2: settings, … }` */
export function keys(count: number, settings: object = {}): Record<string, object> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index + 1}`, settings]));
}

const reasons: Partial<Record<KeyState, Reason>> = {
  valid: { kind: "accepted" },
  invalid: { kind: "refused" },
  forbidden: { kind: "answered", status: 403, inner: 4002 },
  "rate-limited": { kind: "answered", status: 429, inner: 4015 },
  unlicensed: { kind: "answered", status: 400, inner: 7001 },
  "server-error": { kind: "answered", status: 500, inner: 4004 },
  "not-servicedesk": { kind: "not-servicedesk", because: "html", status: 200 },
  unreachable: { kind: "network", fault: "refused", code: "ECONNREFUSED" },
  "untrusted-certificate": { kind: "certificate", fault: "self-signed", code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
  missing: { kind: "no-key" },
  "store-unavailable": { kind: "store", failure: { kind: "unavailable", detail: "no D-Bus" } },
};

/** What was seen of a key, with a likely reason for the state. */
export function seen(state: KeyState, reason: Reason = reasons[state] ?? { kind: "not-asked" }): Observation {
  return { state, reason, checkedAt: state === "unchecked" ? null : 0 };
}

export function reply(status: number, body: unknown, rest: Partial<HttpReply> = {}): HttpReply {
  return {
    kind: "reply",
    status,
    body: typeof body === "string" ? body : JSON.stringify(body),
    truncated: false,
    ...rest,
  };
}

/** The envelope of a failure with these inner codes, as build 14990 writes it (docs/sdp.md 2). */
export function envelope(...codes: (number | string)[]): { response_status: object } {
  const messages = codes.map((status_code) => ({ status_code, type: "failed", message: "No." }));
  return { response_status: { status_code: 4000, status: "failed", messages } };
}

/** An answer of v1, which has no codes (docs/sdp.md 2). */
export function v1(status: string, message: string): HttpReply {
  return reply(200, { operation: { result: { status, message }, name: "GET_REQUESTS" } });
}

/** SDP's answers, verbatim where they are known (docs/sdp.md 1 and 2). */
export const sdp = {
  refused: reply(
    400,
    '{"response_status":{"status_code":4000,"status":"failed","messages":[{"status_code":401,"type":"failed","message":"AuthToken in the request is invalid. Unable to authenticate."}]}}',
  ),
  requests: reply(
    200,
    '{"response_status":[{"status_code":2000,"status":"success"}],"list_info":{"has_more_rows":false,"start_index":1,"total_count":0,"page":1,"get_total_count":"true","row_count":0},"requests":[]}',
  ),
  buildInfo: reply(200, '{"response_status":{"status_code":2000,"status":"success"},"result":{"build_number":14990}}'),
  forbidden: reply(403, envelope(4002)),
  absent: reply(404, envelope(4007)),
  rateLimited: reply(429, envelope(4015)),
  serverError: reply(500, envelope(4004)),
  unlicensed: reply(400, envelope(7001)),
  loginPage: reply(200, "<!DOCTYPE html><html><body><form>Login</form></body></html>"),
  v1Refused: v1("Failed", "API key received is not associated to any technician. Authentication failed."),
  v1Success: v1("Success", "Requests fetched successfully"),
  tlsSentence: reply(400, "Bad Request\nThis combination of host and port requires TLS.\n"),
} as const;
