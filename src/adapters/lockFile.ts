import * as l10n from "@vscode/l10n";
import type { Clock } from "../core/ports.ts";
import type { WriteLock } from "../core/storePorts.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { LockTickets, type Ticket } from "./lockTickets.ts";

/** Between two looks, milliseconds, and up to as much again by chance: two who look in step fall out of it. */
const RETRY = 10;

/**
 * A lock in the file system: a directory in which each contender creates a file of its own, the ticket. Who sees no
 * ticket beside its own holds the lock. When two see each other, the one that sorts first stays and the other withdraws.
 *
 * One file for all was rejected: between seeing that it is stale and removing it, another contender may have done so and
 * taken the lock, and then a live lock is removed. A ticket's name never comes again, so anyone can remove a stale one
 * at any time.
 */
export class LockFile implements WriteLock {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #tickets: LockTickets;

  /**
   * @param directory holds the tickets and nothing else; made when missing
   * @param limit how long to wait for the lock, milliseconds
   */
  constructor(directory: string, clock: Clock, limit = 10_000) {
    this.#directory = directory;
    this.#clock = clock;
    this.#limit = limit;
    this.#tickets = new LockTickets(directory, clock);
  }

  async run<T>(work: (within: WriteLock) => Promise<T>): Promise<Result<T, string>> {
    const taken = await this.#take();
    if (!taken.ok) return taken;
    const renewal = this.#tickets.renew(taken.value);
    const held = new HeldLock();
    try {
      return ok(await work(held));
    } finally {
      held.end();
      renewal.dispose();
      await this.#tickets.remove(taken.value);
    }
  }

  /** The id of the ticket that holds the lock. */
  async #take(): Promise<Result<string, string>> {
    const giveUp = this.#clock.now() + this.#limit;
    let mine: string | undefined;
    const withdraw = async (): Promise<void> => {
      if (mine !== undefined) await this.#tickets.remove(mine);
      mine = undefined;
    };
    try {
      for (;;) {
        const tickets = await this.#tickets.living();
        // Not taken for granted: a contender that was asleep may have lost its ticket as a stale one.
        const [first] = tickets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const others = tickets.filter(({ id }) => id !== mine);
        if (mine !== undefined && first?.id === mine && others.length === 0) return ok(mine);
        if (first === undefined && mine === undefined) {
          mine = await this.#tickets.create();
        } else if (this.#clock.now() >= giveUp) {
          await withdraw();
          return fail(busy(others));
        } else {
          if (first?.id !== mine) await withdraw();
          await this.#pause();
        }
      }
    } catch (error) {
      await withdraw();
      const detail = error instanceof Error ? error.message : String(error);
      return fail(l10n.t("The lock in {0} cannot be taken: {1}", this.#directory, detail));
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(RETRY * (1 + Math.random()), resolve));
  }
}

/** The lock in the hands of who holds it: there is nothing to wait for. */
class HeldLock implements WriteLock {
  #ended = false;

  /** @throws when the lock was given back before: whoever kept this for longer would write without a lock */
  async run<T>(work: (within: WriteLock) => Promise<T>): Promise<Result<T, string>> {
    if (this.#ended) throw new Error("The lock is no longer held: what it was taken for has ended.");
    return ok(await work(this));
  }

  end(): void {
    this.#ended = true;
  }
}

function busy(tickets: readonly Ticket[]): string {
  const holder = tickets.find((ticket) => ticket.holder !== undefined)?.holder;
  if (holder === undefined) return l10n.t("Another window is writing. Try again in a moment.");
  const since = new Date(holder.time).toLocaleTimeString();
  return l10n.t(
    "Another window is writing, process {0} on {1} since {2}. Try again in a moment.",
    holder.pid,
    holder.host,
    since,
  );
}
