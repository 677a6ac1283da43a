import type { Http, HttpOutcome, ProbeRequest } from "./ports.ts";

/** How many requests may be under way at the same time. */
export interface RequestLimits {
  /** To one origin. */
  readonly aServer: number;
  readonly inAll: number;
}

const usualLimits: RequestLimits = { aServer: 2, inAll: 32 };

/**
 * Lets requests wait for their turn, whoever makes them: several rounds that are asked for at once, and the check of a
 * key that is typed meanwhile, together keep to the limits. A key is never in two requests at the same time.
 *
 * In the order of their coming, but none waits for a server that is not its own: one that hangs holds up no other as
 * long as there is room.
 */
export class LimitedHttp implements Http {
  readonly #http: Http;
  readonly #limits: RequestLimits;
  readonly #waiting = new Set<Waiting>();
  readonly #underWay = new Set<ProbeRequest>();

  constructor(http: Http, limits = usualLimits) {
    this.#http = http;
    this.#limits = limits;
  }

  /** The time that a request may take begins with its turn. */
  async send(request: ProbeRequest, signal: AbortSignal): Promise<HttpOutcome> {
    if (!(await this.#turn(request, signal))) return { kind: "cancelled" };
    try {
      return await this.#http.send(request, signal);
    } finally {
      this.#underWay.delete(request);
      this.#startNext();
    }
  }

  /** False: cancelled before its turn came. */
  async #turn(request: ProbeRequest, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = { request, start: () => resolve(true) };
    const giveUp = (): void => {
      this.#waiting.delete(waiting);
      resolve(false);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    this.#waiting.add(waiting);
    this.#startNext();
    const started = await promise;
    signal.removeEventListener("abort", giveUp);
    return started;
  }

  #startNext(): void {
    for (const waiting of this.#waiting) {
      if (this.#underWay.size >= this.#limits.inAll) return;
      if (!this.#mayStart(waiting.request)) continue;
      this.#waiting.delete(waiting);
      this.#underWay.add(waiting.request);
      waiting.start();
    }
  }

  #mayStart({ target, key }: ProbeRequest): boolean {
    let toTheServer = 0;
    for (const other of this.#underWay) {
      if (other.target.address.origin === target.address.origin) toTheServer++;
      if (key !== undefined && other.key?.equals(key) === true) return false;
    }
    return toTheServer < this.#limits.aServer;
  }
}

interface Waiting {
  readonly request: ProbeRequest;
  readonly start: () => void;
}
