/** A ServiceDesk Plus server for tests and demonstrations: real sockets, real TLS, the behaviour of docs/sdp.md 9. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Accounts } from "./accounts.ts";
import { defaultBehaviour, type Behaviour } from "./behaviour.ts";
import { certificateCases, type Certificate, type CertificateCase } from "./certificate.ts";
import { deliver } from "./deliver.ts";
import { FaultList, type FaultScope } from "./faultList.ts";
import type { Fault } from "./faults.ts";
import { listen } from "./listener.ts";
import { Recorder, type RecordedRequest } from "./recorder.ts";
import { text, type Reply } from "./reply.ts";
import { answer } from "./router.ts";

export interface SdpOptions extends Partial<Behaviour> {
  /** Self-signed by default. */
  readonly certificate?: Certificate | CertificateCase;
  /** Serve plain HTTP instead of TLS, for tests of `http:` to loopback. */
  readonly plain?: boolean;
  /** A free one by default. */
  readonly port?: number;
  /** The server's clock, milliseconds since the epoch: expiry of keys and the `Date` header. */
  readonly now?: () => number;
}

export interface Sdp {
  /** Address with the context path, without a trailing slash. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  /** Of the certificate in use: the leaf, what to trust, and SHA-256 of the DER leaf in hex. */
  readonly certificatePem: string;
  readonly caPem: string;
  readonly fingerprint: string;
  /** Technicians, their keys and Integration Keys. */
  readonly accounts: Accounts;
  /** Change any of it at any time. */
  readonly behaviour: Behaviour;
  /** Every request so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** Resolves when at least `count` requests were received in all. */
  whenRequested(count: number): Promise<void>;
  fault(fault: Fault, scope?: FaultScope): void;
  clearFaults(): void;
  /** Presents another certificate; open connections end. */
  useCertificate(certificate: Certificate | CertificateCase): void;
  /** Stops listening and ends every connection at once; `await using` does it by itself. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What Tomcat, SDP's container, says to plain HTTP on its TLS port. */
const requiresTls: Reply = {
  ...text(400, "Bad Request\r\nThis combination of host and port requires TLS.\r\n"),
  headers: { "content-type": "text/plain;charset=UTF-8", connection: "close" },
};

export async function startSdp(options: SdpOptions = {}): Promise<Sdp> {
  const { certificate: wanted = "self-signed", plain = false, port = 0, now = Date.now, ...settings } = options;
  const behaviour: Behaviour = { ...defaultBehaviour, ...settings };
  const accounts = new Accounts(now);
  const recorder = new Recorder(now);
  const faults = new FaultList();
  let certificate = made(wanted);

  async function replyTo(message: IncomingMessage, tls: boolean): Promise<Reply> {
    const exchange = { request: await recorder.record(message, tls), behaviour, open: false };
    const reply =
      tls || plain ? await faults.apply(exchange, () => Promise.resolve(answer(exchange, accounts))) : requiresTls;
    return { ...reply, headers: { date: new Date(now()).toUTCString(), ...reply.headers } };
  }

  async function serve(message: IncomingMessage, response: ServerResponse, tls: boolean): Promise<void> {
    await deliver(await replyTo(message, tls), response, () => listener.reset(message));
  }

  const listener = await listen({
    certificate,
    speaksTls: !plain,
    port,
    onRequest: (message, response, tls) => void serve(message, response, tls).catch(() => message.destroy()),
  });
  const origin = `${plain ? "http" : "https"}://127.0.0.1:${String(listener.port)}`;
  return {
    get url() {
      return origin + behaviour.contextPath;
    },
    origin,
    port: listener.port,
    get certificatePem() {
      return certificate.certificatePem;
    },
    get caPem() {
      return certificate.caPem;
    },
    get fingerprint() {
      return certificate.fingerprint;
    },
    accounts,
    behaviour,
    requests: recorder.requests,
    get connections() {
      return listener.connections;
    },
    whenRequested: (count) => recorder.whenRecorded(count),
    fault: (fault, scope) => faults.add(fault, scope),
    clearFaults: () => faults.clear(),
    useCertificate(next) {
      certificate = made(next);
      listener.useCertificate(certificate);
    },
    close: () => listener.close(),
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

const made = (wanted: Certificate | CertificateCase): Certificate =>
  typeof wanted === "string" ? certificateCases[wanted]() : wanted;
