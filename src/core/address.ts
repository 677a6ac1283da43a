import { fail, ok, type Result } from "./result.ts";

/** Where a server is: what `url` in the settings means. */
export interface Address {
  /** The normalised URL, without a trailing slash: origin and path. */
  readonly href: string;
  /** WHATWG origin: scheme, host, port. A key belongs to exactly one. */
  readonly origin: string;
  /** Context path, `""` or beginning with a slash, without a trailing one. */
  readonly path: string;
  readonly hostname: string;
  /** Whether the connection is encrypted. */
  readonly secure: boolean;
  /** Whether the host is this machine, by name and not by DNS. */
  readonly loopback: boolean;
  /** Whether no proxy can stand in between: VS Code sends other loopback names to one that is set. */
  readonly direct: boolean;
  /** Whether this is SDP Cloud, where authtokens ended in 2021 (docs/sdp.md 5). */
  readonly cloud: boolean;
}

export type AddressProblem = "empty" | "not-a-url" | "scheme" | "credentials" | "query-or-fragment";

const cloudHost =
  /^(?:[a-z0-9-]+\.)*(?:sdpondemand\.manageengine\.(?:com|eu|in|jp|com\.au)|servicedeskplus\.(?:cn|net\.au))$/;
/** A scheme as URLs write it, and `https:/` and `https:\\` as people do; `host:8080` has none. */
const typedScheme = /^(?:[a-z][a-z0-9+.-]*:\/\/|https?:[\\/])/i;
const loopbackHost = /^(?:localhost|(?:.+\.)localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Reads `url` of a server entry; strict, since what is stored there decides where a key may go. */
export function parseAddress(text: string): Result<Address, AddressProblem> {
  const trimmed = text.trim();
  if (trimmed === "") return fail("empty");
  const url = URL.parse(trimmed);
  if (url === null || url.hostname === "") return fail(url === null || isWeb(url) ? "not-a-url" : "scheme");
  if (!isWeb(url)) return fail("scheme");
  if (url.username !== "" || url.password !== "") return fail("credentials");
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(trimmed)) return fail("query-or-fragment");
  return ok(addressAt(url, url.pathname));
}

/**
 * Reads an address as a person pastes it, from the browser's address bar or without a scheme, and lists what it may
 * mean: the server at the origin first, then in a context path. Credentials, query and fragment are dropped.
 */
export function parsePastedAddress(text: string): Result<readonly Address[], AddressProblem> {
  const trimmed = text.trim();
  if (trimmed === "") return fail("empty");
  const url = URL.parse(typedScheme.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || (isWeb(url) && url.hostname === "")) return fail("not-a-url");
  if (!isWeb(url)) return fail("scheme");
  const context = /^(\/[^/.]+)(?:\/|$)/.exec(url.pathname)?.[1];
  const whole = addressAt(url, url.pathname);
  if (whole.cloud) return ok([whole]);
  const candidates = [addressAt(url, "/")];
  if (context !== undefined) candidates.push(addressAt(url, context));
  return ok(candidates);
}

function isWeb(url: URL): boolean {
  return url.protocol === "https:" || url.protocol === "http:";
}

function addressAt(url: URL, pathname: string): Address {
  const path = pathname.replace(/\/+$/, "");
  const hostname = url.hostname.replace(/\.$/, "");
  return {
    href: url.origin + path,
    origin: url.origin,
    path,
    hostname,
    secure: url.protocol === "https:",
    loopback: loopbackHost.test(hostname),
    direct: ["localhost", "127.0.0.1", "[::1]"].includes(hostname),
    cloud: cloudHost.test(hostname) || /^\/app\/[^/]+/.test(pathname),
  };
}
