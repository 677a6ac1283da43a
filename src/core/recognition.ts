import { parseAddress, type Address } from "./address.ts";
import type { KeyState, Reason } from "./health.ts";
import type { Http, Target } from "./ports.ts";
import { prepare } from "./preflight.ts";

/** What stands at an address that is being added. No key takes part in finding out. */
export type Recognition =
  | { readonly kind: "servicedesk"; readonly address: Address }
  | { readonly kind: "cloud" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "other"; readonly address: Address; readonly state: KeyState; readonly reason: Reason };

const MOST_REDIRECTS = 5;

/**
 * Asks the candidate addresses in turn, without a key, which one is SDP. Redirects are followed here and nowhere else:
 * there is no key to carry along, and the person is asked before the final address is used.
 * @param reach how each of the addresses is reached: trust in one's certificate is none in another's
 */
export async function recognise(
  http: Http,
  candidates: readonly Address[],
  reach: (address: Address) => Target,
  signal: AbortSignal,
): Promise<Recognition> {
  let first: Recognition | undefined;
  for (const candidate of candidates) {
    const found = await follow(http, candidate, reach, signal);
    if (found.kind !== "other") return found;
    first ??= found;
    // The other candidates are paths of the same host: it will not be reached or trusted there either.
    if (found.state !== "not-servicedesk" && found.address.origin === candidate.origin) break;
  }
  return first ?? { kind: "cancelled" };
}

async function follow(
  http: Http,
  start: Address,
  reach: (address: Address) => Target,
  signal: AbortSignal,
): Promise<Recognition> {
  let address = start;
  for (let hops = 0; ; hops++) {
    if (address.cloud) return { kind: "cloud" };
    const preflight = await prepare(http, reach(address), signal);
    if (preflight === undefined) return { kind: "cancelled" };
    if (preflight.kind === "servicedesk") return { kind: "servicedesk", address };
    const { state, reason } = preflight;
    const next = reason.kind === "not-servicedesk" ? redirectTarget(address, reason.to) : undefined;
    if (next === undefined || hops === MOST_REDIRECTS) return { kind: "other", address, state, reason };
    address = next;
  }
}

/** The server address that a redirect of an API path leads to: the API path itself is not part of it. */
function redirectTarget(from: Address, location: string | undefined): Address | undefined {
  if (location === undefined) return undefined;
  const url = URL.parse(location, from.href);
  const base = url === null ? undefined : /^(.*?)\/api\/v3\//.exec(url.pathname)?.[1];
  if (url === null || base === undefined) return undefined;
  const address = parseAddress(url.origin + base);
  return address.ok && address.value.href !== from.href ? address.value : undefined;
}
