/** Another origin, no ServiceDesk Plus: the target of a redirect, an HTML product. It records, to prove that no key reaches it. */
import { makeCertificate } from "./certificate.ts";
import { deliver } from "./deliver.ts";
import { listen } from "./listener.ts";
import { Recorder, type RecordedRequest } from "./recorder.ts";
import { html, type Reply } from "./reply.ts";

export interface OtherServer {
  /** HTTPS, self-signed. */
  readonly url: string;
  /** The same port over plain HTTP. */
  readonly httpUrl: string;
  readonly caPem: string;
  readonly fingerprint: string;
  /** Every request so far, over either, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** Resolves when at least `count` requests were received in all. */
  whenRequested(count: number): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts it; every request, whatever it asks, gets `reply`. */
export async function startOther(reply: Reply = html(200, "Another product")): Promise<OtherServer> {
  const certificate = makeCertificate();
  const recorder = new Recorder(Date.now);
  const listener = await listen({
    certificate,
    speaksTls: true,
    port: 0,
    onRequest: (message, response, tls) =>
      void recorder
        .record(message, tls)
        .then(() => deliver(reply, response, () => listener.reset(message)))
        .catch(() => message.destroy()),
  });
  const host = `127.0.0.1:${String(listener.port)}`;
  return {
    url: `https://${host}`,
    httpUrl: `http://${host}`,
    caPem: certificate.caPem,
    fingerprint: certificate.fingerprint,
    requests: recorder.requests,
    get connections() {
      return listener.connections;
    },
    whenRequested: (count) => recorder.whenRecorded(count),
    close: () => listener.close(),
    [Symbol.asyncDispose]: () => listener.close(),
  };
}
