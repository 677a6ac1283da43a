import type { Clock, Listen } from "../ports.ts";
import type { KeyStore, StoredItem, StoreFailure, StoreId } from "../storePorts.ts";
import { fail, ok, type Result } from "../result.ts";
import type { Secret } from "../secret.ts";
import { Canary, isCanary } from "./canary.ts";
import { DeadlineStore, waiting, type LateRead } from "./deadlineStore.ts";

/** Reads that may be open at once, unless told otherwise. */
const PARALLEL = 32;

/** A caller's wish, from its arrival to its answer. */
interface Job {
  readonly queue: Job[];
  readonly run: () => Promise<void>;
  readonly refuse: (failure: StoreFailure) => void;
  /** Whether a canary passed since the store first answered that there is nothing. */
  proven: boolean;
}

/**
 * A store that never says "missing" when it means "locked", and is never asked in a way that hangs it.
 *
 * - A canary passes before the first write, before every listing, and before the call after any failure.
 * - "Nothing there" is believed when the store says so twice and a canary passed in between. It runs alone, and all
 *   who wait for one share it.
 * - Four parallel reads hang a locked gnome-keyring for good (docs/platform.md 3), and a keyring can get locked at any
 *   time. So the first read of a burst goes alone, and the others follow when it found something or a canary passed.
 *   Writes and canaries always go alone.
 * - A call open for too long answers "waiting" to its caller and to all others, until the store has answered it.
 * - A person's "no" to one read is the answer to all reads that wait: nobody wants to say it a hundred times.
 */
export class GuardedStore implements KeyStore {
  readonly id: StoreId;
  readonly #parallel: number;
  readonly #store: DeadlineStore;
  readonly #canary: Canary;
  readonly #reads: Job[] = [];
  readonly #writes: Job[] = [];
  /** Waiting for the outcome of the next canary. */
  readonly #checks: ((outcome: Result<void, StoreFailure>) => void)[] = [];
  /** Answered "nothing there", and waiting for a canary. */
  readonly #doubtful: Job[] = [];
  /** Reads that are open. */
  #reading = 0;
  /** Whether a write or a canary is under way. */
  #alone = false;
  /** `trusted`: a canary passed and nothing has failed since. */
  #standing: "untested" | "trusted" | "failed" = "untested";
  /** Whether this burst of reads has seen the store unlocked. */
  #unlocked = false;
  #sweepDue = false;
  #readsSinceCanary = 0;
  /** How many reads may start after a canary before doubt calls for the next: doubles while a burst lasts. */
  #readsPerCanary = 0;

  /** Tells of a key that was read after all when its caller had been told to wait. */
  readonly onLateRead: Listen<LateRead>;

  /** @param parallel reads that may be open at once: one where each may ask the person, so that one no ends the rest */
  constructor(store: KeyStore, clock: Clock, parallel = PARALLEL) {
    this.id = store.id;
    this.#parallel = parallel;
    this.#store = new DeadlineStore(store, clock, () => {
      this.#sweepDue = true;
      this.#advance();
    });
    this.onLateRead = this.#store.onLateRead;
    this.#canary = new Canary(this.#store, clock);
  }

  get(account: string): Promise<Result<Secret | undefined, StoreFailure>> {
    return this.#ask(
      this.#reads,
      () => this.#store.get(account),
      (secret) => secret === undefined,
    );
  }

  set(account: string, secret: Secret): Promise<Result<void, StoreFailure>> {
    return this.#ask(
      this.#writes,
      () => this.#store.set(account, secret),
      () => false,
    );
  }

  delete(account: string): Promise<Result<boolean, StoreFailure>> {
    return this.#ask(
      this.#writes,
      () => this.#store.delete(account),
      (found) => !found,
    );
  }

  /** Every item but canaries. A locked keyring that is asked for all its items ends the process (docs/platform.md 3). */
  list(known: readonly string[]): Promise<Result<readonly StoredItem[], StoreFailure>> {
    return this.#ask(
      this.#writes,
      async () => {
        const passed = await this.#canary.test();
        if (!passed.ok) return passed;
        const listed = await this.#store.list(known);
        if (!listed.ok) return listed;
        await this.#canary.clear(listed.value.map(({ account }) => account));
        return ok(listed.value.filter(({ account }) => !isCanary(account)));
      },
      () => false,
    );
  }

  /** Whether the store works, shown by a canary. */
  check(): Promise<Result<void, StoreFailure>> {
    return new Promise((resolve) => {
      this.#checks.push(resolve);
      this.#advance();
    });
  }

  #ask<T>(
    queue: Job[],
    call: () => Promise<Result<T, StoreFailure>>,
    isNothing: (value: T) => boolean,
  ): Promise<Result<T, StoreFailure>> {
    return new Promise((resolve) => {
      const run = async (): Promise<void> => {
        const reply = await call();
        if (!reply.ok) {
          this.#standing = "failed";
          if (reply.reason.kind === "denied") refuse(this.#reads, reply.reason);
        } else if (!isNothing(reply.value)) {
          this.#unlocked = true;
        } else if (!job.proven) {
          this.#doubtful.push(job);
          return;
        }
        resolve(reply);
      };
      const job: Job = { queue, run, refuse: (failure) => resolve(fail(failure)), proven: false };
      queue.push(job);
      this.#advance();
    });
  }

  /** Starts whatever may start. */
  #advance(): void {
    if (this.#alone) return;
    if (this.#store.overdue) return this.#refuseAll(waiting());
    const work = this.#nextAlone();
    if (work !== undefined) {
      if (this.#reading === 0) this.#runAlone(work);
      return;
    }
    const room = (this.#unlocked ? this.#parallel : 1) - this.#reading;
    for (const job of this.#reads.splice(0, Math.max(0, room))) this.#read(job);
    if (this.#reading === 0) this.#unlocked = false;
  }

  #read(job: Job): void {
    this.#reading++;
    this.#readsSinceCanary++;
    void job.run().then(() => {
      this.#reading--;
      this.#advance();
    });
  }

  /** What has to be done before any other read starts. */
  #nextAlone(): (() => Promise<void>) | undefined {
    if (this.#sweepDue) return () => this.#sweep();
    const doubt =
      this.#doubtful.length > 0 && (this.#reads.length === 0 || this.#readsSinceCanary >= this.#readsPerCanary);
    const asked = this.#writes.length > 0 || (this.#reads.length > 0 && this.#standing === "failed");
    if (doubt || this.#checks.length > 0 || (asked && this.#standing !== "trusted")) return () => this.#test();
    const write = this.#writes[0];
    if (write === undefined) return undefined;
    return () => {
      this.#writes.shift();
      return write.run();
    };
  }

  #runAlone(work: () => Promise<void>): void {
    this.#alone = true;
    void work().then(() => {
      this.#alone = false;
      this.#advance();
    });
  }

  async #sweep(): Promise<void> {
    this.#sweepDue = false;
    await this.#canary.sweep();
  }

  async #test(): Promise<void> {
    const passed = await this.#canary.test();
    this.#standing = passed.ok ? "trusted" : "failed";
    if (!passed.ok) return this.#refuseAll(passed.reason);
    for (const resolve of this.#checks.splice(0)) resolve(passed);
    this.#unlocked = true;
    this.#readsSinceCanary = 0;
    this.#readsPerCanary = this.#reads.length === 0 ? 0 : Math.max(PARALLEL, 2 * this.#readsPerCanary);
    for (const job of this.#doubtful.splice(0)) {
      job.proven = true;
      job.queue.unshift(job);
    }
  }

  #refuseAll(failure: StoreFailure): void {
    for (const resolve of this.#checks.splice(0)) resolve(fail(failure));
    for (const jobs of [this.#reads, this.#writes, this.#doubtful]) refuse(jobs, failure);
  }
}

function refuse(jobs: Job[], failure: StoreFailure): void {
  for (const job of jobs.splice(0)) job.refuse(failure);
}
