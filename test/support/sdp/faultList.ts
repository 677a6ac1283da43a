/** The faults that are set right now, and whom each one meets. */
import type { Answer, Fault } from "./faults.ts";
import type { Reply } from "./reply.ts";
import type { Exchange } from "./router.ts";

export interface FaultScope {
  /** Only this path, without the context path; all paths by default. */
  readonly path?: string;
  /** Only requests with a key (true) or without (false). */
  readonly keyed?: boolean;
  /** How many requests it meets; all, until cleared, by default. */
  readonly times?: number;
}

interface Entry {
  readonly fault: Fault;
  readonly scope: FaultScope;
  left: number;
}

export class FaultList {
  #entries: Entry[] = [];

  add(fault: Fault, scope: FaultScope = {}): void {
    this.#entries.push({ fault, scope, left: scope.times ?? Infinity });
  }

  clear(): void {
    this.#entries = [];
  }

  /** Passes the exchange through every fault that meets it, the one set last first. */
  apply(exchange: Exchange, healthy: Answer): Promise<Reply> {
    const met = this.#entries.filter(({ scope }) => meets(exchange, scope));
    for (const entry of met) entry.left -= 1;
    this.#entries = this.#entries.filter(({ left }) => left > 0);
    return met.reduce<Answer>(
      (inner, { fault }) =>
        () =>
          fault(exchange, inner),
      healthy,
    )();
  }
}

const meets = ({ request, behaviour }: Exchange, { path, keyed }: FaultScope): boolean =>
  (path === undefined || request.path === behaviour.contextPath + path) &&
  (keyed === undefined || keyed === (request.key !== undefined));
