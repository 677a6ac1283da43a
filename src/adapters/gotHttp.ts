/** HTTP to the servers, by got. */
import https from "node:https";
import { TLSSocket } from "node:tls";
import type { Http, HttpOutcome, HttpReply, ProbeRequest } from "../core/ports.ts";
import { outcomeOf } from "./networkFaults.ts";
import { withinTime } from "./timeLimit.ts";
import { TlsTrust, type TrustOptions } from "./tlsTrust.ts";

/** In bytes, decompressed. */
const BODY_LIMIT = 1024 * 1024;

/** docs/sdp.md 1 */
const ACCEPT = "application/vnd.manageengine.sdp.v3+json";

export class GotHttp implements Http {
  readonly #trust = new TlsTrust();

  async send(request: ProbeRequest, signal: AbortSignal): Promise<HttpOutcome> {
    const outcome = await withinTime(request.target.timeoutSeconds, signal, (stop) => this.#send(request, stop));
    if (outcome.ok) return outcome.value;
    if (outcome.reason === "cancelled") return { kind: "cancelled" };
    return { kind: "unreachable", fault: "timeout", code: "ETIMEDOUT" };
  }

  async #send(request: ProbeRequest, signal: AbortSignal): Promise<HttpOutcome> {
    try {
      const trust = await this.#trust.optionsFor(request.target, signal);
      return trust.ok ? await get(request, trust.value, signal) : trust.reason;
    } catch (error) {
      return outcomeOf(error);
    }
  }
}

async function get(request: ProbeRequest, trust: TrustOptions, signal: AbortSignal): Promise<HttpOutcome> {
  const { address, portalId } = request.target;
  const url = new URL(address.href + request.path);
  url.search = new URLSearchParams(request.query).toString();
  const key = request.key?.reveal();
  const { default: got } = await import("got"); // heavy, and not needed where nothing is checked
  const stream = got.stream(url, {
    headers: {
      accept: ACCEPT,
      "user-agent": "servicedesk-plus-keys",
      ...(portalId === undefined ? {} : { portalid: portalId }),
      ...(key === undefined ? {} : { authtoken: key }),
    },
    followRedirect: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
    signal,
    https: { rejectUnauthorized: true }, // said here, NODE_TLS_REJECT_UNAUTHORIZED changes nothing
    // got knows not all of these options. VS Code replaces `https.request` in place: look it up at each call.
    ...(address.secure ? { request: (to, options) => https.request(to, { ...options, ...trust }) } : {}),
  });
  const response = await new Promise<NonNullable<typeof stream.response>>((resolve, reject) => {
    stream.once("response", resolve).once("error", reject);
  });
  if (address.secure && !(stream.socket instanceof TLSSocket)) {
    // A proxy refused the CONNECT, and its agent passes that answer off as the server's.
    stream.destroy();
    return { kind: "unreachable", fault: "proxy", code: `HTTP_${String(response.statusCode)}` };
  }
  const { body, truncated } = await readBody(stream);
  // A page that shows the request, as some proxies' do, would show the key.
  const masked = (text: string) => (key === undefined ? text : text.replaceAll(key, String(request.key)));
  const { location, date } = response.headers;
  return {
    kind: "reply",
    status: response.statusCode,
    body: masked(body),
    truncated,
    location: location && masked(location),
    date: milliseconds(date),
  };
}

/** Reads up to the limit and ends the connection there. A byte order mark is not part of the text. */
async function readBody(stream: AsyncIterable<Uint8Array>): Promise<Pick<HttpReply, "body" | "truncated">> {
  const decoder = new TextDecoder();
  let body = "";
  let left = BODY_LIMIT;
  for await (const chunk of stream) {
    body += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.length;
    if (left < 0) return { body, truncated: true };
  }
  return { body: body + decoder.decode(), truncated: false };
}

/** Of an HTTP date (RFC 9110, 5.6.7), since the epoch. */
function milliseconds(date: string | undefined): number | undefined {
  const time = date?.endsWith(" GMT") === true ? Date.parse(date) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
