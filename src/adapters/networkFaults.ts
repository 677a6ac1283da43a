/** What the codes of failed connections mean: the system's, Node's, OpenSSL's and BoringSSL's (docs/platform.md 2). */
import type { CertificateFault, HttpOutcome, NetworkFault } from "../core/ports.ts";

/** Our own code, for a certificate that is not the pinned one. */
export const PIN_MISMATCH = "PIN_MISMATCH";

/** The outcome of what took longer than it may. */
export const TIMED_OUT = { kind: "unreachable", fault: "timeout", code: "ETIMEDOUT" } as const;

const networkFaults: Readonly<Record<Exclude<NetworkFault, "other">, readonly string[]>> = {
  dns: ["ENOTFOUND", "ENODATA", "ESERVFAIL"],
  refused: ["ECONNREFUSED"],
  reset: ["ECONNRESET", "ECONNABORTED", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ERR_HTTP_CONTENT_LENGTH_MISMATCH"],
  timeout: ["ETIMEDOUT", "ESOCKETTIMEDOUT", "ERR_SOCKET_CONNECTION_TIMEOUT"],
  proxy: ["ERR_PROXY_TUNNEL", "ERR_PROXY_INVALID_CONFIG"],
};

/** Names of X509_V_ERR_*, as Node gives them for OpenSSL (Node) and BoringSSL (Electron) alike, and Node's own for the host. */
const certificateFaults: Readonly<Record<CertificateFault, readonly string[]>> = {
  "self-signed": ["DEPTH_ZERO_SELF_SIGNED_CERT"],
  "unknown-issuer": [
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "CERT_UNTRUSTED",
  ],
  "wrong-host": ["ERR_TLS_CERT_ALTNAME_INVALID", "ERR_TLS_CERT_ALTNAME_FORMAT", "HOSTNAME_MISMATCH"],
  expired: ["CERT_HAS_EXPIRED"],
  "not-yet-valid": ["CERT_NOT_YET_VALID"],
  "pin-mismatch": [PIN_MISMATCH],
  other: [
    "CERT_CHAIN_TOO_LONG",
    "CERT_REJECTED",
    "CERT_REVOKED",
    "CERT_SIGNATURE_FAILURE",
    "CRL_HAS_EXPIRED",
    "CRL_NOT_YET_VALID",
    "CRL_SIGNATURE_FAILURE",
    "ERROR_IN_CERT_NOT_AFTER_FIELD",
    "ERROR_IN_CERT_NOT_BEFORE_FIELD",
    "ERROR_IN_CRL_LAST_UPDATE_FIELD",
    "ERROR_IN_CRL_NEXT_UPDATE_FIELD",
    "ERR_SSL_CERTIFICATE_VERIFY_FAILED",
    "INVALID_CA",
    "INVALID_PURPOSE",
    "PATH_LENGTH_EXCEEDED",
    "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
    "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
    "UNABLE_TO_DECRYPT_CRL_SIGNATURE",
    "UNABLE_TO_GET_CRL",
    "UNSPECIFIED", // Node's name for each that it has none for, such as too small a key
  ],
};

const byCode = <F extends string>(table: Readonly<Record<F, readonly string[]>>) =>
  new Map(
    (Object.entries(table) as [F, readonly string[]][]).flatMap(([fault, codes]) => codes.map((code) => [code, fault])),
  );
const networkFaultOf = byCode(networkFaults);
const certificateFaultOf = byCode(certificateFaults);

/** The error for a proxy that answers a CONNECT with this status instead of a tunnel: the code is `HTTP_407` and the like. */
export function proxyRefusal(status: number | undefined): Error {
  return Object.assign(new Error("No tunnel"), { code: `HTTP_${String(status)}` });
}

/** The outcome that an error of a connection stands for. Nothing of its text is in it, only its code. */
export function outcomeOf(error: unknown): Exclude<HttpOutcome, { kind: "reply" | "cancelled" | "ca-unreadable" }> {
  const code = codeOf(error);
  if (code === undefined) {
    // Proxy agents, VS Code's among them, throw without a code.
    const proxy = /\bprox(?:y|ies)\b|tunneling socket/i.test(String(error));
    return { kind: "unreachable", fault: proxy ? "proxy" : "other", code: "UNKNOWN" };
  }
  const untrusted = certificateFaultOf.get(code);
  if (untrusted !== undefined) return { kind: "untrusted", fault: untrusted, code };
  return { kind: "unreachable", fault: networkFaultOf.get(code) ?? faultOfFamily(code), code };
}

/** Codes that are told by how they begin. */
function faultOfFamily(code: string): NetworkFault {
  if (code.startsWith("EAI_")) return "dns";
  return code.startsWith("HTTP_") ? "proxy" : "other";
}

/** The code nearest to the cause: got wraps the system's error, and gives those without a code one of its own. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as NodeJS.ErrnoException).code;
  const own = typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code) && code !== "ERR_GOT_REQUEST_ERROR";
  return codeOf(error.cause) ?? (own ? code : undefined);
}
