import { parseAddress, type Address } from "./address.ts";
import type { ApiVersion, V1Servers } from "./apiVersion.ts";
import type { KeyState, Reason } from "./health.ts";
import { judge } from "./judge.ts";
import type { Http, Target } from "./ports.ts";
import { prepare } from "./preflight.ts";
import { addressesBehind, addressToldBy, leadsTo } from "./redirect.ts";

/** What stands at an address that is being added. No key takes part in finding out. */
export type Recognition =
  | { readonly kind: "servicedesk"; readonly address: Address; readonly api: ApiVersion }
  | { readonly kind: "cloud" }
  | { readonly kind: "cancelled" }
  | Other;

/** Something that is not SDP, or cannot be reached. */
export interface Other {
  readonly kind: "other";
  readonly address: Address;
  readonly state: KeyState;
  readonly reason: Reason;
  /** The same with https:, where this port wants that. */
  readonly instead?: Address | undefined;
  /** The port is one of Endpoint Central's, which proves nothing. */
  readonly endpointCentralPort: boolean;
}

/** What is asked with. */
export interface Asking {
  readonly http: Http;
  readonly v1Servers: V1Servers;
  /** How each of the addresses is reached: trust in one's certificate is none in another's. */
  readonly reach: (address: Address) => Target;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 5;

/**
 * Asks the candidate addresses in turn, without a key, which one is SDP; where none is, the front page may lead to it.
 * Redirects are followed here and nowhere else: there is no key to carry along, and the person is asked before the final
 * address is used.
 */
export async function recognise(asking: Asking, candidates: readonly Address[]): Promise<Recognition> {
  let first: Other | undefined;
  for (const candidate of candidates) {
    const found = await follow(asking, candidate);
    if (found.kind !== "other") return found;
    first ??= found;
    // The other candidates are paths of the same host: it will not be reached or trusted there either.
    if (found.state !== "not-servicedesk" && found.address.origin === candidate.origin) break;
  }
  return first === undefined ? { kind: "cancelled" } : lookAround(asking, first);
}

/** Goes where the server sends requests of its API. */
async function follow({ http, v1Servers, reach, signal }: Asking, start: Address): Promise<Recognition> {
  let address = start;
  for (let hops = 0; ; hops++) {
    if (address.cloud) return { kind: "cloud" };
    const preflight = await prepare(http, reach(address), "auto", v1Servers, signal);
    if (preflight === undefined) return { kind: "cancelled" };
    if (preflight.kind === "servicedesk") return { kind: "servicedesk", address, api: preflight.probe.api };
    const { state, reason } = preflight;
    const to = reason.kind === "not-servicedesk" ? reason.to : undefined;
    const next = to === undefined ? undefined : addressToldBy(to);
    if (next === undefined || next.href === address.href || hops === MOST_REDIRECTS)
      return { kind: "other", address, state, reason, ...hintsOf(address, reason) };
    address = next;
  }
}

/**
 * Where no API answered, a redirect of its path, or of the front page, may tell the context path, or the scheme or port
 * that was meant. Only on the host that was typed: another one may be anybody's login page.
 */
async function lookAround(asking: Asking, found: Other): Promise<Recognition> {
  const { reason, address } = found;
  if (reason.kind !== "not-servicedesk" || !["redirect", "absent", "html", "no-envelope"].includes(reason.because))
    return found;
  let { to } = reason;
  if (reason.because !== "redirect") {
    const page = await asking.http.send({ target: asking.reach(address), path: "/" }, asking.signal);
    const verdict = judge(page);
    if (verdict.word === "cancelled") return { kind: "cancelled" };
    if (verdict.reason.kind !== "not-servicedesk") return found;
    if (verdict.reason.because === "endpoint-central") return { ...found, reason: verdict.reason };
    to = verdict.reason.to && leadsTo(`${address.href}/`, verdict.reason.to);
  }
  const hinted = to === undefined ? [] : addressesBehind(address, to);
  for (const candidate of hinted.filter(({ hostname }) => hostname === address.hostname)) {
    const there = await follow(asking, candidate);
    if (there.kind !== "other") return there;
    if (there.state !== "not-servicedesk" && there.address.origin !== address.origin) return there;
  }
  return found;
}

/** What could be meant instead. Its ports are all that is known of Endpoint Central (docs/sdp.md 6). */
function hintsOf(address: Address, reason: Reason): Pick<Other, "instead" | "endpointCentralPort"> {
  const endpointCentralPort = /:(?:8020|8383)$/.test(address.origin);
  if (reason.kind !== "not-servicedesk" || reason.because !== "tls-on-plain") return { endpointCentralPort };
  const secure = parseAddress(address.href.replace(/^http:/, "https:"));
  return { endpointCentralPort, ...(secure.ok && { instead: secure.value }) };
}
