import { parseAddress, parsePastedAddress, type Address } from "./address.ts";
import { contextOfApiPath } from "./apiVersion.ts";
import { serverTrouble, type Observation } from "./health.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";

/**
 * Origin and path that a redirect leads to; undefined where it is no web address. What else it says is dropped: user name,
 * query, fragment, and the parameters of the path, in which servlets put the session.
 */
export function leadsTo(from: string, location: string): string | undefined {
  const url = URL.parse(location, from);
  return url?.protocol === "https:" || url?.protocol === "http:"
    ? url.origin + url.pathname.replace(/;[^/]*/g, "")
    : undefined;
}

/**
 * Addresses at which the server may be that redirects to `to`; none but those that are others than its own. A redirect
 * of an API path tells it; any other, to a login page for instance, may mean the host or a context path there.
 */
export function addressesBehind(from: Address, to: string): readonly Address[] {
  const told = addressToldBy(to);
  const pasted = parsePastedAddress(to);
  const meant = told === undefined ? (pasted.ok ? pasted.value : []) : [told];
  return meant.filter(({ href }) => href !== from.href);
}

/** Where a server may be instead that redirected when it was last asked; for any other server, none. */
export function addressesInstead(
  server: ServerEntry,
  fleet: { observation(server: ServerEntry, key: KeyEntry): Observation },
): readonly Address[] {
  const reason = serverTrouble(server.keys.map((key) => fleet.observation(server, key)))?.reason;
  return reason?.kind === "not-servicedesk" && reason.to !== undefined
    ? addressesBehind(server.address, reason.to)
    : [];
}

/** The address of a server, told by where one of its API's paths leads to. */
export function addressToldBy(to: string): Address | undefined {
  const url = URL.parse(to);
  const context = url === null ? undefined : contextOfApiPath(url.pathname);
  if (url === null || context === undefined) return undefined;
  const address = parseAddress(url.origin + context);
  return address.ok ? address.value : undefined;
}
