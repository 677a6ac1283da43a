/** HTTP to the servers, by got. */
import type { IncomingHttpHeaders } from "node:http";
import https from "node:https";
import { TLSSocket } from "node:tls";
import type { Clock, Http, HttpOutcome, HttpReply, ProbeForm, ProbeRequest } from "../core/ports.ts";
import { outcomeOf, proxyRefusal, TIMED_OUT } from "./networkFaults.ts";
import { withinTime } from "./timeLimit.ts";
import { TlsTrust, type TrustOptions } from "./tlsTrust.ts";

/** In bytes, decompressed. */
const BODY_LIMIT = 1024 * 1024;

/** docs/sdp.md 1 */
const ACCEPT = "application/vnd.manageengine.sdp.v3+json";

type Got = Awaited<ReturnType<typeof loadGot>>;
type Stream = ReturnType<Got["stream"]>;
type Response = NonNullable<Stream["response"]>;

export class GotHttp implements Http {
  readonly #trust: TlsTrust;
  #got: Promise<Got> | undefined;

  constructor(clock: Pick<Clock, "now">) {
    this.#trust = new TlsTrust(clock);
  }

  async send(request: ProbeRequest, signal: AbortSignal): Promise<HttpOutcome> {
    const outcome = await withinTime(request.target.timeoutSeconds, signal, (stop) => this.#send(request, stop));
    if (outcome.ok) return outcome.value;
    return outcome.reason === "timeout" ? TIMED_OUT : { kind: "cancelled" };
  }

  async #send(request: ProbeRequest, signal: AbortSignal): Promise<HttpOutcome> {
    try {
      const trust = await this.#trust.optionsFor(request.target, signal);
      if (!trust.ok) return trust.reason;
      this.#got ??= loadGot();
      return await get(await this.#got, request, trust.value, signal);
    } catch (error) {
      const outcome = outcomeOf(error);
      return outcome.kind === "untrusted" ? await this.#trust.explain(outcome, request.target, signal) : outcome;
    }
  }
}

/** Heavy, and not needed where nothing is checked. What all requests have in common is said here once. */
async function loadGot() {
  const { default: got } = await import("got");
  return got.extend({
    headers: { accept: ACCEPT, "user-agent": "servicedesk-plus-keys" },
    followRedirect: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
    https: { rejectUnauthorized: true }, // said here, NODE_TLS_REJECT_UNAUTHORIZED changes nothing
  });
}

async function get(got: Got, request: ProbeRequest, trust: TrustOptions, signal: AbortSignal): Promise<HttpOutcome> {
  const { address, portalId } = request.target;
  const url = new URL(address.href + request.path);
  if (request.query !== undefined) url.search = new URLSearchParams(request.query).toString();
  const { form } = request;
  const key = request.key?.reveal();
  signal.throwIfAborted();
  const stream = got.stream(url, {
    headers: {
      ...(portalId === undefined ? {} : { portalid: portalId }),
      ...(form === undefined ? {} : { accept: "application/json" }),
      ...(key === undefined || form !== undefined ? {} : { authtoken: key }),
    },
    ...(form === undefined ? {} : { method: "POST", form: fieldsOf(form, key) }),
    // got knows not all of these options. VS Code replaces `https.request` in place: look it up at each call.
    ...(address.secure ? { request: (to, options) => https.request(to, { ...options, ...trust }) } : {}),
  });
  signal.addEventListener("abort", () => stream.destroy(), { once: true });
  const { status, headers, body, truncated } = await received(stream, address.secure);
  // A page that shows the request, as some proxies' do, would show the key.
  const spellings = key === undefined ? [] : spellingsOf(key);
  const masked = (text: string) => spellings.reduce((rest, one) => rest.replaceAll(one, String(request.key)), text);
  const { location, date } = headers;
  return {
    kind: "reply",
    status,
    body: masked(body),
    truncated,
    location: location && masked(location),
    date: milliseconds(date),
  };
}

function fieldsOf({ fields, keyField }: ProbeForm, key: string | undefined): Record<string, string> {
  return key === undefined ? fields : { ...fields, [keyField]: key };
}

/** A key as a server may show it that was sent it: as it is, or as it stands in a form or URL. */
function spellingsOf(key: string): readonly string[] {
  if (/^[\w.-]*$/.test(key)) return [key];
  return [key, new URLSearchParams({ key }).toString().slice("key=".length), encodeURIComponent(key)];
}

/** What came, up to the limit, where the connection is ended. Settles never where the stream is destroyed from outside. */
function received(stream: Stream, secure: boolean) {
  return new Promise<Pick<HttpReply, "status" | "body" | "truncated"> & { headers: IncomingHttpHeaders }>(
    (resolve, reject) => {
      const decoder = new TextDecoder(); // a byte order mark is not part of the text
      let body = "";
      let left = BODY_LIMIT;
      stream.on("error", reject).once("response", ({ statusCode: status, headers }: Response) => {
        if (secure && !(stream.socket instanceof TLSSocket)) {
          // A proxy refused the CONNECT, and its agent passes that answer off as the server's.
          stream.destroy();
          reject(proxyRefusal(status));
          return;
        }
        stream.on("data", (chunk: Uint8Array) => {
          body += decoder.decode(chunk.subarray(0, left), { stream: true });
          left -= chunk.length;
          if (left >= 0) return;
          stream.destroy();
          resolve({ status, headers, body, truncated: true });
        });
        stream.once("end", () => resolve({ status, headers, body: body + decoder.decode(), truncated: false }));
      });
    },
  );
}

/** Of an HTTP date (RFC 9110, 5.6.7), since the epoch. */
function milliseconds(date: string | undefined): number | undefined {
  const time = date?.endsWith(" GMT") === true ? Date.parse(date) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
