import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type { Clock, Disposable } from "../core/ports.ts";
import { hasEnded, processMark, thisProcess } from "./processMark.ts";

const RENEWAL = 5_000;
/** Not renewed for so long, a ticket is nobody's: its process was killed on another host, or its number given away. */
const STALE = 30_000;

const holder = v.object({ ...processMark.entries, time: v.number() });

/** A contender for the lock. `holder` is unknown while the file is being written; `time` is when it was. */
export interface Ticket {
  readonly id: string;
  readonly holder: v.InferOutput<typeof holder> | undefined;
}

/** The tickets in a directory: files, each created by one contender under a name that never comes again. */
export class LockTickets {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** Creates a ticket of this process and says its id. @throws what the file system says */
  async create(): Promise<string> {
    const id = randomUUID();
    const content = { ...thisProcess(), time: this.#clock.now() };
    await mkdir(this.#directory, { recursive: true });
    try {
      await writeFile(this.#path(id), JSON.stringify(content), { flag: "wx" });
      await this.#touch(id);
    } catch (error) {
      // On a full disk the file is there, without its content: nobody's, but a ticket until it is stale.
      await this.remove(id);
      throw error;
    }
    return id;
  }

  /** Renews a ticket until disposed. One that somebody removed meanwhile is not made again. */
  renew(id: string): Disposable {
    const schedule = (): Disposable =>
      this.#clock.after(RENEWAL, () => {
        timer = schedule();
        void this.#touch(id).catch(() => undefined);
      });
    let timer = schedule();
    return { dispose: () => timer.dispose() };
  }

  /** Never fails: a ticket that cannot be removed gets stale. */
  async remove(id: string): Promise<void> {
    await rm(this.#path(id), { force: true }).catch(() => undefined);
  }

  /** The tickets that are not stale; the others are removed. @throws what the file system says */
  async living(): Promise<readonly Ticket[]> {
    const names = await readdir(this.#directory).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });
    const tickets = await Promise.all(names.map((id) => this.#read(id)));
    return tickets.filter((ticket) => ticket !== undefined);
  }

  async #read(id: string): Promise<Ticket | undefined> {
    try {
      const { mtimeMs } = await stat(this.#path(id));
      const ticket = { id, holder: parseHolder(await readFile(this.#path(id), "utf8")) };
      if (this.#clock.now() - mtimeMs <= STALE && !isDead(ticket)) return ticket;
      await this.remove(id);
      return undefined;
    } catch (error) {
      return isAbsent(error) ? undefined : { id, holder: undefined };
    }
  }

  /** By this machine's clock, not the file server's: the age is reckoned by it too. */
  #touch(id: string): Promise<void> {
    const now = new Date(this.#clock.now());
    return utimes(this.#path(id), now, now);
  }

  #path(id: string): string {
    return join(this.#directory, id);
  }
}

function parseHolder(text: string): Ticket["holder"] {
  try {
    const parsed = v.safeParse(holder, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function isDead({ holder }: Ticket): boolean {
  return holder !== undefined && hasEnded(holder);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
