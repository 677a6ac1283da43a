/**
 * What the domain needs from outside; `storePorts.ts` has what keys are kept with. Each port has one adapter in
 * src/adapters and one fake in test/support/fakes.
 */
import type { Address } from "./address.ts";
import type { ExpiryThresholds } from "./expiry.ts";
import type { Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { WriteLock } from "./storePorts.ts";

export interface Disposable {
  dispose(): void;
}

/** Calls back on each change until disposed. */
export type Listen<T = void> = (listener: (event: T) => void) => Disposable;

export interface Clock {
  /** Milliseconds since the epoch, by this machine's clock. */
  now(): number;
  /** Calls back once, after so many milliseconds, unless disposed. */
  after(milliseconds: number, callback: () => void): Disposable;
}

// ---- the list of servers ------------------------------------------------------------------------------------------

/**
 * Property names from `servicedeskPlus.servers` downwards, itself excluded: `["prod", "keys", "ci", "expires"]`. On an
 * array the number of an element, from "0"; "-", or its length, is the place behind the last.
 */
export type ConfigPath = readonly string[];

/** One change of one property: its value (undefined removes it), or its name. */
export type ConfigEdit =
  { readonly path: ConfigPath; readonly value: unknown } | { readonly path: ConfigPath; readonly rename: string };

/** Under which circumstances an edit is made. */
export interface EditTerms {
  /** Nothing is written when this path exists. */
  readonly onlyIfAbsent?: ConfigPath | undefined;
  /** The lock, by those who hold it. */
  readonly within?: WriteLock | undefined;
}

/**
 * `unsaved` and `broken`: the person must save or mend settings.json first. `taken`: `onlyIfAbsent`, or a property of
 * the name that another is to get, is there. `absent`: what is to be renamed is not there.
 */
export interface EditFailure {
  readonly kind: "unsaved" | "broken" | "taken" | "absent" | "failed";
  readonly detail: string;
}

/** The user's `servicedeskPlus.servers`. A workspace's value is never looked at. */
export interface ServerList {
  /** The value as it stands, of any shape; undefined when not set. */
  read(): unknown;
  /** The value as it is in the file at this moment, which may be ahead of {@link read}: for those who hold the lock. */
  readNow(): Promise<unknown>;
  readonly onDidChange: Listen;
  /** Writes these properties and no other byte. */
  edit(edits: readonly ConfigEdit[], terms?: EditTerms): Promise<Result<void, EditFailure>>;
}

/** From when on a coming expiry is told. */
export interface ExpirySettings {
  read(): ExpiryThresholds;
  readonly onDidChange: Listen;
}

/** UTF-16 offsets into the settings document. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where a property stands; of an absent one, its nearest ancestor that is there. */
export interface Located {
  readonly name: TextRange;
  readonly value: TextRange;
}

/** The text in which the list of servers is kept. */
export interface SettingsDocument {
  /** Undefined where the document cannot be had, as in some remote and web hosts. */
  locate(paths: readonly ConfigPath[]): Promise<LocatedPaths | undefined>;
  /** Fires when the text has changed, saved or not. */
  readonly onDidChangeText: Listen;
}

export interface LocatedPaths {
  readonly uri: string;
  readonly text: string;
  /** One for each path asked for, in that order. */
  readonly places: readonly Located[];
}

// ---- the servers --------------------------------------------------------------------------------------------------

/** How to reach one server. */
export interface Target {
  readonly address: Address;
  /** CA certificates: a path (`~` allowed) or the PEM text. */
  readonly ca?: string | undefined;
  /** SHA-256 of the DER leaf, lower-case hex, 64 digits. */
  readonly pin?: string | undefined;
  /** Header PORTALID (docs/sdp.md 1). */
  readonly portalId?: string | undefined;
  /** For the whole request. */
  readonly timeoutSeconds: number;
}

export interface ProbeRequest {
  readonly target: Target;
  /** Below the context path, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Absent: a GET. */
  readonly form?: ProbeForm;
  /** Travels in the header `authtoken`, or in its field of the form, and nowhere else. Absent: a request without a key. */
  readonly key?: Secret | undefined;
}

/** The body of a POST, `application/x-www-form-urlencoded`. */
export interface ProbeForm {
  readonly fields: Readonly<Record<string, string>>;
  /** The field in which the key travels, as far as there is one: it is put there last, where the request is sent. */
  readonly keyField: string;
}

export interface HttpReply {
  readonly kind: "reply";
  readonly status: number;
  /** At most 1 MiB, decoded; what is longer is cut off and `truncated`. */
  readonly body: string;
  readonly truncated: boolean;
  /** As the server sent it, for a 3xx. */
  readonly location?: string | undefined;
  /** The server's `Date`, milliseconds since the epoch. */
  readonly date?: number | undefined;
}

export type NetworkFault = "dns" | "refused" | "reset" | "timeout" | "proxy" | "other";

export type CertificateFault =
  "self-signed" | "unknown-issuer" | "wrong-host" | "expired" | "not-yet-valid" | "pin-mismatch" | "other";

/**
 * `code` is the system's or TLS library's own, such as `ECONNREFUSED`, or the adapter's (`PIN_MISMATCH`, `UNKNOWN`,
 * `HTTP_407` of a proxy); it holds no key. `seen` is the certificate's fingerprint, where it was looked at.
 */
export type HttpOutcome =
  | HttpReply
  | { readonly kind: "unreachable"; readonly fault: NetworkFault; readonly code: string }
  | {
      readonly kind: "untrusted";
      readonly fault: CertificateFault;
      readonly code: string;
      readonly seen?: string | undefined;
    }
  | { readonly kind: "ca-unreadable"; readonly detail: string }
  | { readonly kind: "cancelled" };

/**
 * Sends one GET, or the POST of a form. Redirects are not followed, nothing is retried, certificates are always checked.
 * Never throws.
 */
export interface Http {
  send(request: ProbeRequest, signal: AbortSignal): Promise<HttpOutcome>;
}

/** A server's leaf certificate, as shown to a person who is to compare it. */
export interface Certificate {
  /** SHA-256 of the DER, lower-case hex, 64 digits. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** Host names and addresses it is for. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** Why no certificate was seen. */
export type Unseen = { readonly kind: "cancelled" } | Extract<HttpOutcome, { kind: "unreachable" | "untrusted" }>;

/** Shows a server's certificate by a bare handshake: no HTTP request, no key. Never throws. */
export interface CertificateViewer {
  view(address: Address, timeoutSeconds: number, signal: AbortSignal): Promise<Result<Certificate, Unseen>>;
}

/** The log channel's face. Never given a secret. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
