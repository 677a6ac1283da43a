/** One key of one server, checked by the whole engine over real sockets. */
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import type { Observation } from "../../../src/core/health.ts";
import { LimitedHttp } from "../../../src/core/limitedHttp.ts";
import { accountOf } from "../../../src/core/names.ts";
import type { Http } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import { readServers } from "../../../src/core/servers.ts";
import { anEngine } from "../../support/engine.ts";
import { keyOf } from "../../support/fakes/factories.ts";
import { FakeIndex } from "../../support/fakes/fakeIndex.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { makeCertificate } from "../../support/sdp/certificate.ts";
import type { Profile } from "../../support/sdp/envelope.ts";
import type { RecordedRequest } from "../../support/sdp/recorder.ts";
import { startSdp, type Sdp, type SdpOptions } from "../../support/sdp/server.ts";

/** How servers with v3 refuse a bad key, and the inner code by which they do (docs/sdp.md 2 and 9.1). */
export const profiles: readonly [profile: Exclude<Profile, "v1only">, inner: number][] = [
  ["modern", 401],
  ["documented", 4022],
  ["legacy200", 401],
];

/** One for all servers of these tests: reading the authorities anew for each would take most of their time. */
const certificate = makeCertificate();
const got = new GotHttp(systemClock);

/** For servers that do not answer, in seconds: less than settings allow. */
const patience = 0.4;
const impatient: Http = {
  send: (request, signal) => got.send({ ...request, target: { ...request.target, timeoutSeconds: patience } }, signal),
};

export interface Desk extends AsyncDisposable {
  readonly sdp: Sdp;
  /** A key of an SDAdmin that works. */
  readonly good: string;
  /**
   * Checks a key and says what came of it: state, why, and how many requests the server got without and with a key:
   * `valid accepted, 1+1`.
   */
  check(key?: string, settings?: Readonly<Record<string, unknown>>, hasty?: boolean): Promise<string>;
}

export async function aDesk(options: SdpOptions = {}): Promise<Desk> {
  const sdp = await startSdp({ certificate, ...options });
  sdp.accounts.addTechnician({ login: "ada", roles: ["SDAdmin"] });
  const good = sdp.accounts.generateKey("ada");
  return {
    sdp,
    good,
    async check(key = good, settings = {}, hasty = false) {
      const before = sdp.requests.length;
      const entry = { url: sdp.url, tls: { ca: sdp.caPem }, keys: { ci: {} }, ...settings };
      const seen = await observed({ prod: entry }, key, new LimitedHttp(hasty ? impatient : got));
      return `${inWords(seen)}, ${sentIn(sdp.requests.slice(before))}`;
    },
    [Symbol.asyncDispose]: () => sdp.close(),
  };
}

/** What is known of the first key of this list after a check. */
async function observed(servers: object, key: string, http: Http): Promise<Observation> {
  const [server] = readServers(servers).servers;
  if (server === undefined) throw new Error("not usable");
  const secrets = new Map([[accountOf(server.name, "ci", server.address.origin), new Secret(key)]]);
  const { fleet } = anEngine(new FakeServerList(servers), http, new FakeIndex(), secrets);
  await fleet.verify({}, () => undefined, AbortSignal.any([]));
  return fleet.observation(server, keyOf(server));
}

/** Requests without and with a key: `2+1`. */
export function sentIn(requests: readonly RecordedRequest[]): string {
  const keyed = requests.filter(({ key }) => key !== undefined).length;
  return `${requests.length - keyed}+${keyed}`;
}

/** The state, and why it is so, as far as it tells more. */
export function inWords({ state, reason }: Observation): string {
  switch (reason.kind) {
    case "answered":
      return `${state} ${reason.inner ?? reason.status}`;
    case "not-servicedesk":
      return `${state} ${reason.because}${reason.to === undefined ? "" : " with its target"}`;
    case "network":
    case "certificate":
      return `${state} ${reason.fault}`;
    case "gateway":
      return `${state} ${reason.status}`;
    default:
      return `${state} ${reason.kind}`;
  }
}
