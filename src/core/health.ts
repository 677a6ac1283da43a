import type { ApiVersion } from "./apiVersion.ts";
import type { CertificateFault, NetworkFault } from "./ports.ts";
import type { Expiry, ExpiryWord } from "./expiry.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";
import type { StoreFailure } from "./storePorts.ts";

/** What the server, or the secret store, last said of a key (docs/troubleshooting.md says what to do). Fixed names. */
export type KeyState =
  | "valid"
  | "invalid"
  | "forbidden"
  | "rate-limited"
  | "unlicensed"
  | "server-error"
  | "not-servicedesk"
  | "unreachable"
  | "untrusted-certificate"
  | "missing"
  | "store-unavailable"
  | "unchecked";

/** Why a state is what it is: enough for one sentence, never a secret. */
export type Reason =
  | {
      readonly kind:
        | "accepted"
        | "refused"
        /** SDP's v1 said so, without a code (docs/sdp.md 2). */
        | "operation-failed"
        | "not-asked"
        | "no-key"
        | "not-a-header-value"
        | "unusable-entry"
        | "cancelled"
        /** This editor has not read the key before: a person must want it. */
        | "ask-first"
        /** The person said no when the OS asked whether the key may be read. */
        | "denied"
        /** VS Code's own store has not got the key any more, or is another browser's. */
        | "not-kept"
        /** VS Code's own store is this browser's; the key was entered in another one. */
        | "other-browser";
    }
  | { readonly kind: "answered"; readonly status: number; readonly inner?: number | undefined }
  | {
      readonly kind: "not-servicedesk";
      readonly because: NotServiceDesk;
      readonly status: number;
      /** Where a redirect leads: origin and path, as told to who had no key. */
      readonly to?: string | undefined;
      /** The only one that was asked, since the entry says so. */
      readonly api?: ApiVersion | undefined;
    }
  | { readonly kind: "network"; readonly fault: NetworkFault; readonly code: string }
  | { readonly kind: "gateway"; readonly status: number }
  | { readonly kind: "certificate"; readonly fault: CertificateFault; readonly code: string; readonly seen?: string }
  | { readonly kind: "ca-unreadable"; readonly detail: string }
  /** The stored key was entered for this other address of the server. */
  | { readonly kind: "address-changed"; readonly from: string }
  /** There is a key of this address that no entry uses any more: the entry seems to have been renamed. */
  | { readonly kind: "stored-as"; readonly server: string; readonly key: string }
  | { readonly kind: "later-version" }
  | { readonly kind: "index-unreadable"; readonly detail: string }
  | { readonly kind: "replaced-elsewhere"; readonly on: string }
  | { readonly kind: "store"; readonly failure: StoreFailure }
  | { readonly kind: "no-consent"; readonly origin: string }
  | { readonly kind: "cloud" };

/** What came instead of SDP's own answer. */
export type NotServiceDesk =
  | "html"
  | "redirect"
  | "tls-on-plain"
  | "no-envelope"
  | "open"
  | "absent"
  | "unreadable"
  | "authentication"
  | "endpoint-central";

/** A state, and why it is so. */
export interface StateAndReason {
  readonly state: KeyState;
  readonly reason: Reason;
}

/** The last word on one key. */
export interface Observation extends StateAndReason {
  /** Milliseconds since the epoch; null when nothing was asked. */
  readonly checkedAt: number | null;
  /** The server's build, where its answer held it: 14990 is build 90 of 14.9. */
  readonly build?: number | undefined;
}

/** States that are true of the whole server, and stand once on it in the Problems panel. */
const ofTheServer: readonly KeyState[] = [
  "rate-limited",
  "unlicensed",
  "server-error",
  "not-servicedesk",
  "unreachable",
  "untrusted-certificate",
];

export function isOfTheServer(state: KeyState): boolean {
  return ofTheServer.includes(state);
}

/**
 * What ails the server itself, by its latest answer about any of its keys; undefined when that one was about the key, or
 * when there was none.
 */
export function serverTrouble(seen: readonly Observation[]): Observation | undefined {
  let last: Observation | undefined;
  for (const one of seen) {
    if (one.checkedAt === null || one.state === "missing" || one.state === "store-unavailable") continue;
    const age = one.checkedAt - (last?.checkedAt ?? -Infinity);
    if (age > 0 || (age === 0 && isOfTheServer(one.state))) last = one;
  }
  return last !== undefined && isOfTheServer(last.state) ? last : undefined;
}

export const notAsked: Observation = { state: "unchecked", reason: { kind: "not-asked" }, checkedAt: null };

/** A row that the verify commands resolve to: for other programs, with names that stay, never with a secret. */
export interface VerifyRow {
  readonly server: string;
  readonly key: string;
  readonly state: KeyState;
  readonly expiry: ExpiryWord;
  /** As recorded in the settings, or null. */
  readonly expires: string | null;
  readonly daysLeft: number | null;
  /** ISO 8601, or null. */
  readonly checkedAt: string | null;
}

/** The row of a key. */
export function rowOf(server: ServerEntry, key: KeyEntry, seen: Observation, { expiry, daysLeft }: Expiry): VerifyRow {
  return {
    server: server.name,
    key: key.name,
    state: seen.state,
    expiry,
    expires: key.expiresText ?? null,
    daysLeft,
    checkedAt: seen.checkedAt === null ? null : new Date(seen.checkedAt).toISOString(),
  };
}
