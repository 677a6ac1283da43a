import { Emitter } from "./emitter.ts";
import { expiryAt, type Expiry } from "./expiry.ts";
import type { Standing } from "./findings.ts";
import { rowOf, type Observation, type VerifyRow } from "./health.ts";
import { accountOf } from "./names.ts";
import { Observations } from "./observations.ts";
import { isInUse, nothingKnown, outlooksOf, type Outlook } from "./outlook.ts";
import type { Clock, Disposable, ExpirySettings, Log, ServerList } from "./ports.ts";
import type { Records } from "./records.ts";
import { namesIn, readServers, type ChosenKey, type KeyEntry, type ServerEntry, type ServersRead } from "./servers.ts";
import { orStopped } from "./stopped.ts";
import type { Asker } from "./keyReader.ts";
import type { Replacement } from "./replacement.ts";
import type { Verifier } from "./verification.ts";

/** Which keys a person (or another program) wants checked; an absent name means all. */
export interface Selection {
  readonly server?: string | undefined;
  readonly key?: string | undefined;
}

/** Called as each key of a selection is done: how many of how many. */
export type Progress = (done: number, total: number) => void;

/**
 * Servers asked at the same time: as many as requests may be under way (`limitedHttp.ts`), so that each of the slow ones
 * has its turn early. With half as many, at two keys each, the last ones of a list were asked when all others were done.
 */
const SERVERS_AT_ONCE = 32;

/** The servers and keys of the list, and what was last seen of each. What the tree and the diagnostics show. */
export class Fleet implements Standing, Disposable {
  readonly #list: ServerList;
  readonly #records: Records;
  readonly #verifier: Verifier;
  readonly #clock: Clock;
  readonly #thresholds: ExpirySettings;
  readonly #log: Log;
  readonly #changed = new Emitter();
  readonly #subscriptions: readonly Disposable[];
  readonly #observations = new Observations();
  /** By address, as its last answer that held it said. It is not of a key, so it stays when a key is refused. */
  readonly #builds = new Map<string, number>();
  #read: ServersRead;
  /** What the index tells of each key, by account; undefined: to be made anew. */
  #outlooks: ReadonlyMap<string, Outlook> | undefined;

  /** Fires when the list, or something seen of it, has changed. */
  readonly onDidChange = this.#changed.listen;

  constructor(
    list: ServerList,
    records: Records,
    verifier: Verifier,
    clock: Clock,
    thresholds: ExpirySettings,
    log: Log,
  ) {
    this.#list = list;
    this.#records = records;
    this.#verifier = verifier;
    this.#clock = clock;
    this.#thresholds = thresholds;
    this.#log = log;
    this.#read = readServers(list.read());
    this.#subscriptions = [
      list.onDidChange(() => {
        this.#read = readServers(this.#list.read());
        this.#forgetOthers(new Set());
        this.#redraw();
        this.#lookIntoIndex();
      }),
      records.onDidChange(({ replaced }) => {
        if (replaced.size > 0) this.#forgetOthers(replaced);
        this.#redraw();
      }),
      thresholds.onDidChange(() => this.#changed.fire()),
    ];
    this.#lookIntoIndex();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  get servers(): ServersRead["servers"] {
    return this.#read.servers;
  }

  get problems(): ServersRead["problems"] {
    return this.#read.problems;
  }

  /** Names that are taken: of servers, or of one server's keys. */
  takenNames(server?: string): readonly string[] {
    return namesIn(this.#list.read(), server);
  }

  /** The server of that name, in the list as it stands. */
  server(name: string): ServerEntry | undefined {
    return this.servers.find((server) => server.name === name);
  }

  /** The server's build, such as 14990 for build 90 of 14.9; undefined until an answer held it. */
  build(server: ServerEntry): number | undefined {
    return this.#builds.get(server.address.href);
  }

  /** A change of name, origin or context path makes it another key: what was seen before is not told of it. */
  observation(server: ServerEntry, key: KeyEntry): Observation {
    const seen = this.#observations.of(identity(server, key.name));
    const { verdict, candidate } = this.outlook(server, key);
    if (verdict !== undefined) return { ...verdict, checkedAt: seen.checkedAt };
    const nothingFound = ["not-asked", "ask-first", "no-key"].includes(seen.reason.kind);
    return nothingFound && candidate ? { ...seen, state: "missing", reason: candidate.reason } : seen;
  }

  /** What the index tells of a key, without a read of any store. */
  outlook(server: ServerEntry, key: KeyEntry): Outlook {
    this.#outlooks ??= outlooksOf(this.servers, this.#records.known, isInUse(this.#list.read()));
    return this.#outlooks.get(accountOf(server.name, key.name, server.address.origin)) ?? nothingKnown;
  }

  /** A replacement of a key that is not at its end; one that was begun is none while the key is accepted since. */
  replacement(server: ServerEntry, key: KeyEntry): Replacement | undefined {
    const { replacing, lastValid } = this.outlook(server, key);
    if (replacing?.stage !== "begun") return replacing;
    const accepted = lastValid !== undefined && lastValid > replacing.since;
    return accepted && this.observation(server, key).state !== "invalid" ? replacing.earlier : replacing;
  }

  /** Other entries that have the same key, as far as there is one. */
  twins(server: ServerEntry, key: KeyEntry): readonly ChosenKey[] {
    const isThere = (chosen: ChosenKey): boolean => this.observation(chosen.server, chosen.key).state !== "missing";
    return isThere({ server, key }) ? this.outlook(server, key).twins.filter(isThere) : [];
  }

  /** How the recorded date stands; unknown when it is that of a key on another machine. */
  expiry(server: ServerEntry, key: KeyEntry): Expiry {
    if (this.observation(server, key).reason.kind === "replaced-elsewhere") return expiryUnknown;
    return expiryAt(key.expires, this.#clock.now(), this.#thresholds.read());
  }

  /** Records what was seen of a key outside a round, such as when it was added; answers still under way are dropped. */
  observe(server: ServerEntry, key: string, observation: Observation): void {
    this.#observations.observe(identity(server, key), observation);
    this.#noteBuild(server, observation);
    this.#changed.fire();
  }

  /** Forgets what was seen of a key, since it is another now or gone; answers still under way are dropped. */
  forget(server: ServerEntry, key: string): void {
    this.#observations.forget(identity(server, key));
    this.#changed.fire();
  }

  /** Checks the selected keys against their servers and resolves when done, or as soon as `signal` says stop. */
  async verify(
    selection: Selection,
    progress: Progress,
    signal: AbortSignal,
    asker: Asker = "person",
  ): Promise<readonly VerifyRow[]> {
    const chosen = this.servers
      .filter(({ name }) => selection.server === undefined || name === selection.server)
      .map((server) => ({
        server,
        keys: server.keys.filter(
          ({ name, verify }) =>
            (selection.key === undefined || name === selection.key) &&
            (asker === "person" || (server.verify && verify)),
        ),
      }));
    const total = chosen.reduce((sum, { keys }) => sum + keys.length, 0);
    let done = 0;
    progress(done, total);
    const queue = [...chosen];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
        await this.#verifyServer(next.server, next.keys, () => progress(++done, total), signal, asker);
      }
    };
    await Promise.all(Array.from({ length: Math.min(SERVERS_AT_ONCE, chosen.length) }, worker));
    return chosen.flatMap(({ server, keys }) =>
      keys.map((key) => rowOf(server, key, this.observation(server, key), this.expiry(server, key))),
    );
  }

  async #verifyServer(
    server: ServerEntry,
    keys: readonly KeyEntry[],
    oneDone: () => void,
    signal: AbortSignal,
    asker: Asker,
  ): Promise<void> {
    const question = this.#observations.ask(keys.map(({ name }) => identity(server, name)));
    const report = (key: KeyEntry, observation: Observation): boolean => {
      const id = identity(server, key.name);
      const before = this.#observations.of(id);
      // That a timer may not read a key is nothing against what was seen of it.
      const seen = asker === "timer" && observation.state === "unchecked" && before.state !== "unchecked";
      if (!this.#observations.answer(id, question, seen ? before : observation)) return false;
      this.#noteBuild(server, observation);
      this.#log.info(`${server.name}/${key.name}: ${observation.state} ${JSON.stringify(observation.reason)}`);
      oneDone();
      this.#changed.fire();
      return true;
    };
    // A keyring may be waiting for a person: who stops the round does not wait for it.
    await orStopped(this.#verifier.verifyKeys(server, keys, report, signal, asker), signal);
  }

  #noteBuild({ address }: ServerEntry, { build }: Observation): void {
    if (build !== undefined) this.#builds.set(address.href, build);
  }

  /** An address that is changed and changed back is asked anew; so is a key that another window has replaced. */
  #forgetOthers(elsewhere: ReadonlySet<string>): void {
    const kept = this.servers.flatMap((server) =>
      server.keys
        .filter(({ name }) => !elsewhere.has(accountOf(server.name, name, server.address.origin)))
        .map(({ name }) => identity(server, name)),
    );
    this.#observations.keep(new Set(kept));
  }

  /** Without a server there is nothing to look for. */
  #lookIntoIndex(): void {
    if (this.servers.length > 0) void this.#records.read();
  }

  #redraw(): void {
    this.#outlooks = undefined;
    this.#changed.fire();
  }
}

const expiryUnknown: Expiry = { expiry: "unknown", daysLeft: null };

function identity(server: ServerEntry, key: string): string {
  return accountOf(server.name, key, server.address.origin) + server.address.path;
}
