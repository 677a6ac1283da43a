import type { ApiVersion } from "./apiVersion.ts";
import type { HttpOutcome, HttpReply } from "./ports.ts";
import type { Reason } from "./health.ts";

/**
 * What one answer means, by itself: whether a key went along is for the caller to know.
 * `absent` is "no such module here" (any 404): another probe, or another API version, may still answer.
 */
export type Word =
  | "accepted"
  | "refused"
  | "absent"
  | "forbidden"
  | "rate-limited"
  | "unlicensed"
  | "server-error"
  | "not-servicedesk"
  | "unreachable"
  | "untrusted-certificate"
  | "ca-unreadable"
  | "cancelled";

export interface Verdict {
  readonly word: Word;
  readonly reason: Reason;
  /** The build number of an accepted `build_info` (docs/sdp.md 1). */
  readonly build?: number | undefined;
}

/**
 * Judges an answer by the inner code of SDP's envelope, since the HTTP status differs between builds, and one of v1 by
 * its sentence, since it is all that v1 has (docs/sdp.md 2).
 * @param api that was asked: the other one's words count for nothing
 */
export function judge(outcome: HttpOutcome, api: ApiVersion = "v3"): Verdict {
  switch (outcome.kind) {
    case "reply":
      return judgeReply(outcome, api);
    case "unreachable":
      return { word: "unreachable", reason: { kind: "network", fault: outcome.fault, code: outcome.code } };
    case "untrusted": {
      const { fault, code, seen } = outcome;
      return {
        word: "untrusted-certificate",
        reason: { kind: "certificate", fault, code, ...(seen === undefined ? {} : { seen }) },
      };
    }
    case "ca-unreadable":
      return { word: "ca-unreadable", reason: { kind: "ca-unreadable", detail: outcome.detail } };
    case "cancelled":
      return { word: "cancelled", reason: { kind: "cancelled" } };
  }
}

function judgeReply(reply: HttpReply, api: ApiVersion): Verdict {
  const { status } = reply;
  const foreign = (because: Extract<Reason, { kind: "not-servicedesk" }>["because"], to?: string): Verdict => ({
    word: "not-servicedesk",
    reason: { kind: "not-servicedesk", because, status, ...(to === undefined ? {} : { to }) },
  });
  const answered = (word: Word, inner?: number): Verdict => ({ word, reason: { kind: "answered", status, inner } });

  if (status >= 300 && status < 400) return foreign("redirect", reply.location);
  if (status === 429) return answered("rate-limited");
  const operation = api === "v1" ? readOperation(reply) : undefined;
  if (operation === "accepted") return answered(status < 300 ? operation : "server-error");
  if (operation === "refused") return { word: operation, reason: { kind: "refused" } };
  if (operation === "failed") return { word: "server-error", reason: { kind: "operation-failed" } };
  const envelope = api === "v3" ? readEnvelope(reply) : undefined;
  if (envelope !== undefined) {
    const telling = envelope.inner.find((code) => innerWords.has(code)) ?? envelope.inner[0];
    const word = wordOf(status, envelope.outer, telling);
    const verdict = answered(word, telling);
    return word === "accepted" ? { ...verdict, build: envelope.build } : verdict;
  }
  if (status < 500 && endpointCentralTitle.test(reply.body)) return foreign("endpoint-central");
  if (status === 404) return answered("absent");
  if (status >= 502 && status <= 504) return { word: "unreachable", reason: { kind: "gateway", status } };
  if (status >= 500) return answered("server-error");
  if (status === 401 || status === 403 || status === 407) return foreign("authentication");
  if (tlsSentence.test(reply.body)) return foreign("tls-on-plain");
  if (/^\s*</.test(reply.body)) return foreign("html");
  return foreign(!reply.truncated && isJson(reply.body) ? "no-envelope" : "unreadable");
}

/** What build 14990 answers to plain HTTP on its TLS port (docs/sdp.md 1). */
const tlsSentence = /This combination of host and port requires TLS/i;

/** A page that says whose it is; nothing else is known of what Endpoint Central answers here. Short, for long pages. */
const endpointCentralTitle = /<title[^>]{0,200}>[^<]{0,200}\b(?:Endpoint|Desktop) Central\b/i;

interface Envelope {
  readonly outer: number;
  /** Codes of the messages, in order. */
  readonly inner: readonly number[];
  /** `result.build_number`. */
  readonly build: number | undefined;
}

/** Inner codes by what they mean (docs/sdp.md 2). Old builds write 401 where the documentation has 4022. */
const innerWords: ReadonlyMap<number, Word> = new Map<number, Word>([
  [401, "refused"],
  [4022, "refused"],
  [4002, "forbidden"],
  [4015, "rate-limited"],
  [7001, "unlicensed"],
  [4007, "absent"],
]);

function wordOf(status: number, outer: number, inner: number | undefined): Word {
  if (outer === 2000 || outer === 200) return status < 300 ? "accepted" : "server-error";
  const word = inner === undefined ? undefined : innerWords.get(inner);
  if (word !== undefined) return word;
  if (status === 404) return "absent";
  return status === 403 ? "forbidden" : "server-error";
}

/** SDP's `response_status`, which is an array on a list's success and an object elsewhere (docs/sdp.md 1). */
function readEnvelope(reply: HttpReply): Envelope | undefined {
  // What was cut off may be anything: SDP's answers are small.
  const json = reply.truncated ? undefined : parseJson(reply.body);
  const status = property(json, "response_status");
  const first: unknown = Array.isArray(status) ? status[0] : status;
  const outer = code(property(first, "status_code"));
  if (outer === undefined) return undefined;
  const messages = property(first, "messages");
  const inner = (Array.isArray(messages) ? messages : []).flatMap((message: unknown) => {
    const value = code(property(message, "status_code"));
    return value === undefined ? [] : [value];
  });
  const build = property(property(json, "result"), "build_number");
  return { outer, inner, build: isWhole(build) ? build : undefined };
}

/** What v1 says to a key that it does not know, and to none (docs/sdp.md 2). */
const v1Refusal = /not associated to any technician|technician key in the request is invalid/i;

/** What became of an operation of v1; undefined: this is no answer of v1. */
function readOperation(reply: HttpReply): "accepted" | "refused" | "failed" | undefined {
  const json = reply.truncated ? undefined : parseJson(reply.body);
  const result = property(property(json, "operation"), "result");
  switch (property(result, "status")) {
    case "Success":
      return "accepted";
    case "Failed":
      return v1Refusal.test(String(property(result, "message"))) ? "refused" : "failed";
    default:
      return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  const value = parseJson(text);
  return value !== undefined && value !== null;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function code(value: unknown): number | undefined {
  return typeof value === "number" || (typeof value === "string" && /^\d{3,4}$/.test(value))
    ? Number(value)
    : undefined;
}
