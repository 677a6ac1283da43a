/** The certificate that a server presents, by a bare TLS handshake: nothing is sent over the connection, and no key is here. */
import { createHash, type X509Certificate } from "node:crypto";
import https from "node:https";
import { TLSSocket, type ConnectionOptions } from "node:tls";
import type { Address } from "../core/address.ts";
import { proxyRefusal } from "./networkFaults.ts";

/** SHA-256 of the DER certificate, lower-case hex, 64 digits: what `tls.pin` holds. */
export function fingerprintOf({ raw }: { readonly raw: Uint8Array }): string {
  return createHash("sha256").update(raw).digest("hex");
}

/**
 * The server's leaf certificate, whoever signed it and whatever its dates. This is the only connection whose certificate
 * is not checked, since it is made to see the certificate; it ends when the handshake does.
 *
 * It goes the way that requests go: through `https.request` as it stands at that moment, which VS Code replaces by one that
 * finds the proxy and logs in there (docs/platform.md 2). What makes it bare is that the request is never ended: its
 * head is sent with the first write or the end, and there is neither.
 *
 * Rejects with the connection's error, also when the signal fires, or with the proxy's refusal.
 */
export function presentedCertificate(address: Address, signal: AbortSignal): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const connection: ConnectionOptions = {
      rejectUnauthorized: false,
      session: undefined, // one that is taken up again would show the certificate of the first time
      ALPNProtocols: ["http/1.1"], // as requests do: a server may choose its certificate by it
    };
    const unsent = https.request(new URL(address.origin), { ...connection });
    const onAbort = () => unsent.destroy();
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    unsent.once("socket", (socket) => {
      if (!(socket instanceof TLSSocket)) return; // a proxy's refusal: its agent passes it off as the server's response
      socket.once("secureConnect", () => {
        const certificate = socket.getPeerX509Certificate();
        if (certificate !== undefined) resolve(certificate);
        socket.destroySoon(); // not before the handshake is out: the server would log a failed one
      });
    });
    unsent.once("response", ({ statusCode }) => {
      reject(proxyRefusal(statusCode));
      unsent.destroy();
    });
    unsent.on("error", reject);
    unsent.once("close", () => {
      signal.removeEventListener("abort", onAbort);
      reject(Object.assign(new Error("Closed before a certificate was shown"), { code: "ECONNRESET" }));
    });
  });
}
