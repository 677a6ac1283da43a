/** The certificate that a server presents, by a bare TLS handshake: nothing is sent over the connection, and no key is here. */
import { createHash, type X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import tls from "node:tls";
import type { Address } from "../core/address.ts";

/** SHA-256 of the DER certificate, lower-case hex, 64 digits: what `tls.pin` holds. */
export function fingerprintOf({ raw }: { readonly raw: Uint8Array }): string {
  return createHash("sha256").update(raw).digest("hex");
}

/**
 * The server's leaf certificate, whoever signed it and whatever its dates. This is the only connection whose certificate
 * is not checked, since it is made to see the certificate; it ends when the handshake does. Direct, not through a proxy.
 * Rejects with the connection's error, also when the signal fires.
 */
export function presentedCertificate(address: Address, signal: AbortSignal): Promise<X509Certificate> {
  const { hostname, port } = new URL(address.href);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      host,
      port: port === "" ? 443 : Number(port),
      // As https does: a server may choose its certificate by either.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: false,
    });
    const onAbort = () => socket.destroy();
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    socket.once("secureConnect", () => {
      const certificate = socket.getPeerX509Certificate();
      if (certificate !== undefined) resolve(certificate);
      socket.destroySoon(); // not before the handshake is out: the server would log a failed one
    });
    socket.on("error", reject);
    socket.once("close", () => {
      signal.removeEventListener("abort", onAbort);
      reject(Object.assign(new Error("Closed before a certificate was shown"), { code: "ECONNRESET" }));
    });
  });
}
