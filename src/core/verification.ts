import { requestOf, V1Servers } from "./apiVersion.ts";
import { judge } from "./judge.ts";
import { prepare, withKey, type Preflight } from "./preflight.ts";
import { isHeaderValue, type Secret } from "./secret.ts";
import type { Clock, Http, Target } from "./ports.ts";
import type { Consents } from "./storePorts.ts";
import type { KeyState, Observation, Reason, StateAndReason } from "./health.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";
import type { Asker, KeyRead, KeyReader } from "./keyReader.ts";

/** How many of a server's keys are asked at the same time. */
const AT_ONCE = 2;

/** Asks servers about keys. A key goes only to a server that has just refused a request without one, as SDP does. */
export class Verifier {
  readonly #http: Http;
  readonly #reader: KeyReader;
  readonly #consents: Consents;
  readonly #clock: Clock;
  readonly #v1Servers: V1Servers;

  constructor(http: Http, reader: KeyReader, consents: Consents, clock: Clock, v1Servers = new V1Servers()) {
    this.#http = http;
    this.#reader = reader;
    this.#consents = consents;
    this.#clock = clock;
    this.#v1Servers = v1Servers;
  }

  /**
   * One round over a server's keys. Each key gets exactly one report, those cut short by `signal` none.
   * @param report says whether the answer is still wanted: if not, the key may be another by now, and nothing is noted
   */
  async verifyKeys(
    server: ServerEntry,
    keys: readonly KeyEntry[],
    report: (key: KeyEntry, observation: Observation) => boolean,
    signal: AbortSignal,
    asker: Asker = "person",
  ): Promise<void> {
    const obstacle = await this.#obstacle(server);
    if (obstacle !== undefined) {
      for (const key of keys) report(key, obstacle);
      return;
    }
    const held: Held[] = [];
    const reads = signal.aborted ? [] : await this.#reader.read(server, keys, asker);
    if (signal.aborted) return;
    for (const [key, read] of reads) {
      if (read.kind === "found") held.push({ key, read });
      else report(key, { state: read.state, reason: read.reason, checkedAt: this.#lookedAt(read.state) });
    }
    const notes: (() => Promise<unknown>)[] = [];
    const tell = ({ key, read }: Held, observation: Observation): void => {
      if (!report(key, observation)) return;
      const accepted = observation.state === "valid" || observation.state === "forbidden";
      const validAt = accepted ? this.#clock.now() : undefined;
      if (accepted || read.record === undefined) {
        notes.push(() => this.#reader.noteAsked(server, key, read, validAt));
      }
    };
    const replaced: Held[] = [];
    const limits: Observation[] = [];
    await this.#ask(server, held, signal, async (one, observation) => {
      if (observation.state === "rate-limited") limits.push(observation);
      const other = observation.state === "invalid" ? await this.#readAnew(server, one) : undefined;
      if (other === undefined) tell(one, observation);
      else replaced.push(other);
    });
    const [limited] = limits;
    if (limited === undefined) await this.#ask(server, replaced, signal, tell);
    else for (const one of replaced) tell(one, limited);
    // At the end, together: each writing is one of the whole index. A note must not turn a valid key into an error: with
    // a full disk there is none.
    await Promise.all(notes.map((note) => note()));
  }

  /** Another editor may have replaced a key that this session remembers: then that one is asked about. */
  async #readAnew(server: ServerEntry, { key, read }: Held): Promise<Held | undefined> {
    const secret = read.remembered ? await this.#reader.readAnew(server, key, read.secret) : undefined;
    return secret && { key, read: { ...read, secret, remembered: false } };
  }

  #lookedAt(state: KeyState): number | null {
    return state === "unchecked" ? null : this.#clock.now();
  }

  #ask(
    server: ServerEntry,
    held: readonly Held[],
    signal: AbortSignal,
    report: (held: Held, observation: Observation) => void | Promise<void>,
  ): Promise<void> {
    const round = new Round(server, this.#http, this.#clock, this.#v1Servers, signal);
    return round.ask(
      held.map((one) => [one, one.read.secret]),
      report,
    );
  }

  /** Checks a key that is not stored yet: as {@link verifyKeys} does, and with nothing noted. Undefined: cancelled. */
  async tryKey(server: ServerEntry, secret: Secret, signal: AbortSignal): Promise<Observation | undefined> {
    const obstacle = await this.#obstacle(server);
    if (obstacle !== undefined) return obstacle;
    let result: Observation | undefined;
    const round = new Round(server, this.#http, this.#clock, this.#v1Servers, signal);
    await round.ask([[server, secret]], (_, observation) => {
      result = observation;
      return Promise.resolve();
    });
    return result;
  }

  /** Whether a person must agree first, since keys would go to this server unencrypted. */
  async needsConsent({ address }: ServerEntry): Promise<boolean> {
    const { secure, direct, origin } = address;
    return !secure && !direct && !(await this.#consents.has({ kind: "insecure-http", origin }));
  }

  /** Why no request may be made to this server at all. */
  async #obstacle(server: ServerEntry): Promise<Observation | undefined> {
    const { address } = server;
    const unchecked = (reason: Reason): Observation => ({ state: "unchecked", reason, checkedAt: null });
    if (address.cloud) return unchecked({ kind: "cloud" });
    if (!server.tlsUsable) return unchecked({ kind: "unusable-entry" });
    return (await this.needsConsent(server)) ? unchecked({ kind: "no-consent", origin: address.origin }) : undefined;
  }
}

/** A key that this machine has. */
interface Held {
  readonly key: KeyEntry;
  readonly read: Extract<KeyRead, { kind: "found" }>;
}

/** One server, asked once without a key and then about some. */
class Round {
  readonly #server: ServerEntry;
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #v1Servers: V1Servers;
  readonly #signal: AbortSignal;

  constructor(server: ServerEntry, http: Http, clock: Clock, v1Servers: V1Servers, signal: AbortSignal) {
    this.#server = server;
    this.#http = http;
    this.#clock = clock;
    this.#v1Servers = v1Servers;
    this.#signal = signal;
  }

  /** Reports each key once, unless cancelled. After a 429 the keys not yet asked are not asked. */
  async ask<K>(
    keys: readonly [K, Secret][],
    report: (key: K, observation: Observation) => void | Promise<void>,
  ): Promise<void> {
    const sendable: [K, Secret][] = [];
    for (const [key, secret] of keys) {
      if (isHeaderValue(secret)) sendable.push([key, secret]);
      else await report(key, { ...notSendable, checkedAt: this.#clock.now() });
    }
    if (sendable.length === 0) return;
    const target = targetOf(this.#server);
    const preflight = await prepare(this.#http, target, this.#server.api, this.#v1Servers, this.#signal);
    if (preflight === undefined) return;
    let limited: Reason | undefined;
    const queue = [...sendable];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [key, secret] = next;
        const verdict: Told | undefined =
          preflight.kind === "ended"
            ? preflight
            : limited !== undefined
              ? { state: "rate-limited", reason: limited }
              : await this.#askOne(target, preflight, secret);
        if (verdict === undefined) return;
        if (verdict.state === "rate-limited") limited = verdict.reason;
        const { state, reason, build } = verdict;
        await report(key, { state, reason, checkedAt: this.#clock.now(), ...(build === undefined ? {} : { build }) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #askOne(target: Target, { probe, build }: Ready, secret: Secret): Promise<Told | undefined> {
    const verdict = judge(await this.#http.send(requestOf(target, probe, secret), this.#signal), probe.api);
    if (verdict.word === "cancelled") return undefined;
    const { state, reason, build: itsBuild = build } = withKey(verdict);
    // A server may echo what it was sent, so its own text is not kept once a key went along.
    if (reason.kind === "not-servicedesk") return { state, reason: { ...reason, to: undefined }, build };
    return { state, reason, build: itsBuild };
  }
}

/** What an answer says of the key that went along. */
type Told = Omit<Observation, "checkedAt">;

/** A server that keys may go to. */
type Ready = Extract<Preflight, { kind: "servicedesk" }>;

/** No request needs to be made for a key that no request can carry. */
const notSendable: StateAndReason = { state: "invalid", reason: { kind: "not-a-header-value" } };

/** How the server is reached, from its entry. */
export function targetOf(server: ServerEntry): Target {
  const { address, ca, pin, portalId, timeoutSeconds } = server;
  return { address, ca, pin, portalId, timeoutSeconds };
}
