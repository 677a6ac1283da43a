/** The plainest client there is, for the server's own tests: one request on one connection, nothing followed, nothing retried. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { buffer } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Goes as `authtoken`. */
  readonly key?: string;
  /** Goes as a form, by POST unless `method` says otherwise. */
  readonly form?: Readonly<Record<string, string>>;
  /** What the client trusts. */
  readonly ca?: string;
}

export interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Buffer;
  /** SHA-256 of the leaf the server presented, in hex; empty over plain HTTP. */
  readonly fingerprint: string;
}

/** Rejects with Node's own error, whose `code` says what went wrong. */
export async function ask(url: string, { method, headers, key, form, ca }: Question = {}): Promise<Heard> {
  const request = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, {
    agent: false,
    method: method ?? (form === undefined ? "GET" : "POST"),
    headers: {
      ...headers,
      ...(key === undefined ? {} : { authtoken: key }),
      ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...(ca === undefined ? {} : { ca }),
  });
  const sent = form === undefined ? "" : new URLSearchParams(form).toString();
  if (form !== undefined) request.setHeader("content-length", Buffer.byteLength(sent));
  request.end(sent);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
  });
  const certificate = (response.socket as Partial<TLSSocket>).getPeerCertificate?.();
  const bytes = await buffer(response);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: bytes.toString(),
    bytes,
    fingerprint: (certificate?.fingerprint256 ?? "").replaceAll(":", "").toLowerCase(),
  };
}
