/** What the certificate of one server must hold against, by its settings `tls.ca` and `tls.pin`. */
import { isIP } from "node:net";
import tls, { type ConnectionOptions } from "node:tls";
import type { Address } from "../core/address.ts";
import type { Clock, HttpOutcome, Target } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { CaReader } from "./caFile.ts";
import { fingerprintOf, presentedCertificate } from "./certificate.ts";
import { outcomeOf, PIN_MISMATCH } from "./networkFaults.ts";

/** TLS options of one request. Without any, the defaults hold, to which VS Code adds the system's certificates. */
export type TrustOptions = Pick<
  ConnectionOptions,
  "ca" | "secureContext" | "checkServerIdentity" | "allowPartialTrustChain" | "sessionIdContext"
>;

type Untrusted = Extract<HttpOutcome, { kind: "untrusted" }>;

/** A certificate that was pinned and seen. Times in milliseconds since the epoch. */
interface Pinned {
  readonly pem: string;
  readonly validFrom: number;
  readonly validTo: number;
}

export class TlsTrust {
  readonly #clock: Pick<Clock, "now">;
  readonly #ca = new CaReader();
  readonly #usual = new Map<string, TrustOptions>();
  /** By fingerprint, which stands for one certificate for ever: so a server is looked at once, not for each request. */
  readonly #pinned = new Map<string, Pinned>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Looks at the server's certificate first when one is pinned that was not seen yet. */
  async optionsFor(target: Target, signal: AbortSignal): Promise<Result<TrustOptions, HttpOutcome>> {
    const { address, ca, pin } = target;
    const own = ca === undefined ? undefined : await this.#ca.read(ca);
    if (own?.ok === false) return fail({ kind: "ca-unreadable", detail: own.reason });
    const authorities = own && this.#withUsual(own.value);
    if (!address.secure) return ok({});
    if (pin === undefined) return ok({ ...authorities, ...onlyHost(address) });
    const pinned = await this.#pinnedCertificate(address, pin, signal);
    if (!pinned.ok) return pinned;
    return ok({ ...(authorities ?? trustAlone(pinned.value)), ...onlyPinned(pin) });
  }

  /** What the refusal of a pinned server's certificate comes from: of another certificate, that it is another and which. */
  async explain(untrusted: Untrusted, { address, pin }: Target, signal: AbortSignal): Promise<Untrusted> {
    if (pin === undefined) return untrusted;
    try {
      const seen = fingerprintOf(await presentedCertificate(address, signal));
      return seen === pin ? untrusted : mismatch(seen);
    } catch {
      return untrusted;
    }
  }

  /**
   * These authorities besides the usual ones: Node's own and the system's, which any `ca` replaces. Hundreds of
   * certificates take 20 ms to read, so a context is made once; agents tell connections apart by `ca`, not by context.
   */
  #withUsual(own: string): TrustOptions {
    let options = this.#usual.get(own);
    if (options === undefined) {
      const all = new Set([own, ...authoritiesOf("default"), ...authoritiesOf("system")]);
      options = { ca: own, secureContext: tls.createSecureContext({ ca: [...all] }) };
      this.#usual.set(own, options);
    }
    return options;
  }

  /** The pinned certificate, if the server presents it and it is in its time. */
  async #pinnedCertificate(address: Address, pin: string, signal: AbortSignal): Promise<Result<Pinned, HttpOutcome>> {
    const known = this.#pinned.get(pin);
    if (known !== undefined && this.#untimely(known, pin) === undefined) return ok(known);
    try {
      const certificate = await presentedCertificate(address, signal);
      const seen = fingerprintOf(certificate);
      if (seen !== pin) return fail(mismatch(seen));
      const { validFrom, validTo } = certificate;
      const pinned = { pem: certificate.toString(), validFrom: Date.parse(validFrom), validTo: Date.parse(validTo) };
      this.#pinned.set(pin, pinned);
      const untimely = this.#untimely(pinned, seen);
      return untimely === undefined ? ok(pinned) : fail(untimely);
    } catch (error) {
      return fail(outcomeOf(error));
    }
  }

  #untimely({ validFrom, validTo }: Pinned, seen: string): Untrusted | undefined {
    const now = this.#clock.now();
    if (now > validTo) return { kind: "untrusted", fault: "expired", code: "CERT_HAS_EXPIRED", seen };
    if (now < validFrom) return { kind: "untrusted", fault: "not-yet-valid", code: "CERT_NOT_YET_VALID", seen };
    return undefined;
  }
}

const mismatch = (seen: string): Untrusted => ({
  kind: "untrusted",
  fault: "pin-mismatch",
  code: PIN_MISMATCH,
  seen,
});

/** None where this Node cannot tell. */
function authoritiesOf(kind: "default" | "system"): readonly string[] {
  try {
    return tls.getCACertificates(kind);
  } catch {
    return kind === "default" ? tls.rootCertificates : [];
  }
}

/** The certificate as its own authority; it need not have signed itself. */
const trustAlone = ({ pem }: Pinned): TrustOptions => ({ ca: pem, allowPartialTrustChain: true });

/**
 * The certificate must be the pinned one; its host name may be another. Node 24.21 and later make a connection for each
 * request that has a check of its own.
 */
const onlyPinned = (pin: string): TrustOptions => ({
  checkServerIdentity: (_, certificate) =>
    fingerprintOf(certificate) === pin
      ? undefined
      : Object.assign(new Error("Not the pinned certificate"), { code: PIN_MISMATCH }),
  // `checkServerIdentity` is not asked for a connection or TLS session that is used again, and older agents tell
  // connections apart by other options: by this one too, which has no other meaning for clients. At most 32 bytes.
  sessionIdContext: pin.slice(0, 32),
});

/** An address in digits must be said where a proxy may stand: the tunnel's end is checked for another (docs/platform.md 2). */
function onlyHost({ hostname, direct }: Address): TrustOptions {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (direct || isIP(host) === 0) return {};
  return { checkServerIdentity: (_, certificate) => tls.checkServerIdentity(host, certificate) };
}
