/** What the certificate of one server must hold against, by its settings `tls.ca` and `tls.pin`. */
import type { X509Certificate } from "node:crypto";
import tls, { type ConnectionOptions, type PeerCertificate, type SecureContext } from "node:tls";
import type { HttpOutcome, Target } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { readCa } from "./caFile.ts";
import { fingerprintOf, presentedCertificate } from "./certificate.ts";
import { outcomeOf, PIN_MISMATCH } from "./networkFaults.ts";

/** TLS options of one request. Without any, the defaults hold, to which VS Code adds the system's certificates. */
export type TrustOptions = Pick<
  ConnectionOptions,
  "ca" | "secureContext" | "checkServerIdentity" | "allowPartialTrustChain" | "sessionIdContext"
>;

export class TlsTrust {
  readonly #contexts = new Map<string, SecureContext>();

  /** Looks at the server's certificate first when one is pinned. */
  async optionsFor(target: Target, signal: AbortSignal): Promise<Result<TrustOptions, HttpOutcome>> {
    const { address, ca, pin } = target;
    const own = ca === undefined ? undefined : await readCa(ca);
    if (own?.ok === false) return fail({ kind: "ca-unreadable", detail: own.reason });
    const authorities = own && this.#withUsual(own.value.join(""));
    if (pin === undefined || !address.secure) return ok(authorities ?? {});
    const pinned = await pinnedCertificate(target, pin, signal);
    if (!pinned.ok) return pinned;
    return ok({ ...(authorities ?? trustAlone(pinned.value)), ...onlyPinned(pin) });
  }

  /**
   * These authorities besides the usual ones: Node's own and the system's, which any `ca` replaces. Hundreds of
   * certificates take 20 ms to read, so a context is made once; agents tell connections apart by `ca`, not by context.
   */
  #withUsual(own: string): TrustOptions {
    let secureContext = this.#contexts.get(own);
    if (secureContext === undefined) {
      const all = new Set([own, ...authoritiesOf("default"), ...authoritiesOf("system")]);
      secureContext = tls.createSecureContext({ ca: [...all] });
      this.#contexts.set(own, secureContext);
    }
    return { ca: own, secureContext };
  }
}

/** None where this Node cannot tell. */
function authoritiesOf(kind: "default" | "system"): readonly string[] {
  try {
    return tls.getCACertificates(kind);
  } catch {
    return kind === "default" ? tls.rootCertificates : [];
  }
}

/** The certificate that the server presents, if it is the pinned one and in its time. */
async function pinnedCertificate(
  { address }: Target,
  pin: string,
  signal: AbortSignal,
): Promise<Result<X509Certificate, HttpOutcome>> {
  try {
    const certificate = await presentedCertificate(address, signal);
    const seen = fingerprintOf(certificate);
    if (seen !== pin) return fail({ kind: "untrusted", fault: "pin-mismatch", code: PIN_MISMATCH, seen });
    if (Date.now() > Date.parse(certificate.validTo)) {
      return fail({ kind: "untrusted", fault: "expired", code: "CERT_HAS_EXPIRED", seen });
    }
    if (Date.now() < Date.parse(certificate.validFrom)) {
      return fail({ kind: "untrusted", fault: "not-yet-valid", code: "CERT_NOT_YET_VALID", seen });
    }
    return ok(certificate);
  } catch (error) {
    return fail(outcomeOf(error));
  }
}

/** The certificate as its own authority; it need not have signed itself. */
const trustAlone = (certificate: X509Certificate): TrustOptions => ({
  ca: certificate.toString(),
  allowPartialTrustChain: true,
});

/** The certificate must be the pinned one; its host name may be another. */
const onlyPinned = (pin: string): TrustOptions => ({
  checkServerIdentity: (_, certificate: PeerCertificate) =>
    fingerprintOf(certificate) === pin
      ? undefined
      : Object.assign(new Error("Not the pinned certificate"), { code: PIN_MISMATCH }),
  // `checkServerIdentity` is not asked for a connection or TLS session that is used again, and agents tell connections
  // apart by other options: by this one too, which has no other meaning for clients. At most 32 bytes.
  sessionIdContext: pin.slice(0, 32),
});
