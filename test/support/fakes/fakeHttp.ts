import type { Http, HttpOutcome, ProbeRequest } from "../../../src/core/ports.ts";
import type { Secret } from "../../../src/core/secret.ts";
import { sdp } from "./factories.ts";

/** What the network answers; a promise leaves the request under way. */
export type Answer = (request: ProbeRequest) => HttpOutcome | Promise<HttpOutcome>;

/** A network that answers by a function of the request, stops when told to, and keeps what it was sent. */
export class FakeHttp implements Http {
  readonly sent: ProbeRequest[] = [];
  /** The most requests that were ever under way together. */
  mostAtOnce = 0;
  answer: Answer;
  #underWay = 0;

  constructor(answer: Answer) {
    this.answer = answer;
  }

  /** The requests that carried a key. */
  get withKey(): readonly ProbeRequest[] {
    return this.sent.filter(({ key }) => key !== undefined);
  }

  async send(request: ProbeRequest, signal: AbortSignal): Promise<HttpOutcome> {
    if (signal.aborted) return { kind: "cancelled" };
    this.sent.push(request);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay);
    const cancelled = Promise.withResolvers<HttpOutcome>();
    const cancel = (): void => cancelled.resolve({ kind: "cancelled" });
    signal.addEventListener("abort", cancel, { once: true });
    const outcome = await Promise.race([this.answer(request), cancelled.promise]);
    signal.removeEventListener("abort", cancel);
    this.#underWay--;
    return outcome;
  }
}

/** An SDP that accepts these keys, refuses all others and, as SDP does, a request without one. */
export function sdpThatKnows(...known: readonly Secret[]): Answer {
  return ({ key, path }) => {
    if (key === undefined || !known.some((one) => one.equals(key))) return sdp.refused;
    return path.endsWith("build_info") ? sdp.buildInfo : sdp.requests;
  };
}
