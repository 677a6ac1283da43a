/**
 * Everything that can go wrong between a client and SDP (docs/sdp.md 9.8). A fault stands before the healthy server: it may wait, answer
 * in its place, or change its answer. Set with `sdp.fault(faults.rateLimit("7"), { path: "/api/v3/requests" })`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { failure, forbidden as forbiddenReply } from "./envelope.ts";
import { html, loginPage as loginPageReply, text, type Delivery, type Reply } from "./reply.ts";
import type { Exchange } from "./router.ts";

export type Answer = () => Promise<Reply>;
export type Fault = (exchange: Exchange, answer: Answer) => Promise<Reply>;

const instead =
  (reply: (exchange: Exchange) => Reply): Fault =>
  (exchange) =>
    Promise.resolve(reply(exchange));

const changed =
  (change: (reply: Reply) => Partial<Reply>): Fault =>
  async (_, answer) => {
    const reply = await answer();
    return { ...reply, ...change(reply) };
  };

const delivered = (delivery: Delivery): Fault => changed(() => ({ delivery }));
const withHeader = (reply: Reply, name: string, value: string): Reply => ({
  ...reply,
  headers: { ...reply.headers, [name]: value },
});

/** Any reply at all, word for word: an empty body, `null`, another product. */
export const reply = (fixed: Reply): Fault => instead(() => fixed);

/** The answer comes `ms` later. */
export const latency =
  (ms: number): Fault =>
  async (_, answer) => {
    await delay(ms, undefined, { ref: false });
    return answer();
  };

/** The answer comes once the test opens the gate: latency without a clock. */
export const gate =
  (opened: Promise<unknown>): Fault =>
  async (_, answer) => {
    await opened;
    return answer();
  };

/** No answer ever; the connection stays open. */
export const hang = (): Fault => () => new Promise(() => undefined);

/** TCP reset instead of an answer. */
export const reset = (): Fault => delivered({ kind: "reset" });

/** The connection ends in the middle of the answer. */
export const cut = (): Fault => delivered({ kind: "cut" });

/** The answer at one byte each `everyMs`, a second by default. */
export const drip = (everyMs = 1000): Fault => delivered({ kind: "drip", everyMs });

/** A redirect; `location` is any URL, of another origin above all. */
export const redirect = (location: string, status: 301 | 302 | 303 | 307 | 308 = 302): Fault =>
  instead(() => withHeader(html(status, "Moved"), "location", location));

/** The HTML login page of a proxy or SSO in front. */
export const loginPage = (): Fault => instead(() => loginPageReply());

/** 429 with inner 4015; `retryAfter` as the header says it, seconds or an HTTP date, absent without. */
export const rateLimit = (retryAfter?: string): Fault =>
  instead(({ behaviour }) => {
    const limited = failure(behaviour.statusShape, 429, 4015, "API rate limit reached");
    return retryAfter === undefined ? limited : withHeader(limited, "retry-after", retryAfter);
  });

/** 500 with inner 4004. */
export const internalError = (): Fault =>
  instead(({ behaviour }) => failure(behaviour.statusShape, 500, 4004, "Internal Error"));

/** 400 with inner 7001. */
export const unlicensed = (): Fault =>
  instead(({ behaviour }) => failure(behaviour.statusShape, 400, 7001, "Not allowed as per current license"));

/** 403 with inner 4002. */
export const forbidden = (): Fault => instead(({ behaviour }) => forbiddenReply(behaviour.statusShape));

/** The page of a gateway whose SDP is down. */
export const gatewayError = (status: 502 | 503 | 504): Fault =>
  instead(() => html(status, `${String(status)} Gateway`));

const challenges = { 401: "www-authenticate", 403: "x-denied-by", 407: "proxy-authenticate" } as const;

/** A refusal that is not SDP's but of what stands before it: no envelope. */
export const bareRefusal = (status: keyof typeof challenges): Fault =>
  instead(() => withHeader(text(status, "Refused"), challenges[status], 'Basic realm="proxy"'));

/** The servlet container's 404: there is no SDP, or not there. */
export const notFound = (): Fault => instead(() => html(404, "HTTP Status 404"));

/** The answer compressed, as some proxies do. */
export const gzipped = (): Fault => delivered({ kind: "gzip" });

/** The answer behind a byte order mark. */
export const withMark = (): Fault => changed(({ body }) => ({ body: `\uFEFF${body}` }));

/** The first half of the JSON, as a complete HTTP response. */
export const truncated = (): Fault => changed(({ body }) => ({ body: body.slice(0, body.length / 2) }));

/** The answer padded with white space to `bytes`, 50 MB by default, without `Content-Length`: valid JSON to who reads it all. */
export const oversized = (bytes = 50_000_000): Fault =>
  changed(({ body }) => ({ body: body.padEnd(bytes), delivery: { kind: "chunked" } }));

/** The `Date` header off by `ms`. */
export const wrongDate =
  (ms: number): Fault =>
  async ({ request }, answer) =>
    withHeader(await answer(), "date", new Date(request.time + ms).toUTCString());

/** Nobody is asked for a key: success for everyone, as `build_info` may be. */
export const open = (): Fault => (exchange, answer) => {
  exchange.open = true;
  return answer();
};
