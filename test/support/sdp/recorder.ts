/** Everything a server was sent, for tests that assert what was sent and what was not (docs/sdp.md 9.9). */
import { EventEmitter, once } from "node:events";
import type { IncomingMessage } from "node:http";

export interface RecordedRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** At most `bodyLimit` characters. */
  readonly body: string;
  readonly tls: boolean;
  /** When it was complete, in milliseconds since the epoch by the server's clock. */
  readonly time: number;
  /** The key it carried, in any of the places SDP looks (docs/sdp.md 1). */
  readonly key: string | undefined;
}

export const bodyLimit = 64 * 1024;

export class Recorder {
  readonly requests: RecordedRequest[] = [];
  readonly #now: () => number;
  readonly #changes = new EventEmitter().setMaxListeners(0);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Reads the request to its end and keeps it. Rejects when the client goes away before. */
  async record(message: IncomingMessage, tls: boolean): Promise<RecordedRequest> {
    const body = await readBody(message);
    const { pathname, searchParams: query } = new URL(message.url ?? "/", "http://host");
    const { method = "", headers } = message;
    const key = keyOf(headers, query, body);
    const request = { method, path: pathname, query, headers, body, tls, time: this.#now(), key };
    this.requests.push(request);
    this.#changes.emit("request");
    return request;
  }

  /** Resolves when at least `count` requests were recorded in all. */
  async whenRecorded(count: number): Promise<void> {
    while (this.requests.length < count) await once(this.#changes, "request");
  }
}

async function readBody(message: IncomingMessage): Promise<string> {
  let body = "";
  message.setEncoding("utf8");
  for await (const chunk of message as AsyncIterable<string>) body = (body + chunk).slice(0, bodyLimit);
  return body;
}

/** The fields of a form; none when the body is something else. */
export const formOf = ({ headers, body }: Pick<RecordedRequest, "headers" | "body">): URLSearchParams =>
  new URLSearchParams(String(headers["content-type"]).startsWith("application/x-www-form-urlencoded") ? body : "");

function keyOf(headers: RecordedRequest["headers"], query: URLSearchParams, body: string): string | undefined {
  const form = formOf({ headers, body });
  const found =
    headers["authtoken"] ?? headers["technician_key"] ?? query.get("TECHNICIAN_KEY") ?? form.get("TECHNICIAN_KEY");
  return found === null ? undefined : String(found);
}
