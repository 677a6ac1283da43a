/** A server's certificate in words, for a person who compares it with what the server's administrator says. */
import type { X509Certificate } from "node:crypto";
import type { Address } from "../core/address.ts";
import type { Certificate, CertificateViewer, Unseen } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fingerprintOf, presentedCertificate } from "./certificate.ts";
import { outcomeOf, TIMED_OUT } from "./networkFaults.ts";
import { withinTime } from "./timeLimit.ts";

export class TlsCertificateViewer implements CertificateViewer {
  async view(address: Address, timeoutSeconds: number, signal: AbortSignal): Promise<Result<Certificate, Unseen>> {
    try {
      const seen = await withinTime(timeoutSeconds, signal, (stop) => presentedCertificate(address, stop));
      if (seen.ok) return ok(described(seen.value));
      return fail(seen.reason === "timeout" ? TIMED_OUT : { kind: "cancelled" });
    } catch (error) {
      return fail(outcomeOf(error));
    }
  }
}

/** The certificate as a person reads it, each text on one line. */
export function described(certificate: X509Certificate): Certificate {
  return {
    fingerprint: fingerprintOf(certificate),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesIn(certificate.subjectAltName),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
  };
}

/** Node gives one line an attribute. What would change how the rest is shown, such as text direction, is left out. */
function oneLine(distinguishedName: string): string {
  return distinguishedName.replace(/\n/g, ", ").replace(/\p{C}/gu, "");
}

/** Host names and addresses in Node's text of the extension, which puts odd values in quotes and escapes their commas. */
function namesIn(subjectAltName = ""): string[] {
  const entries = subjectAltName.split(", ").map((entry) => /^(?:DNS|IP Address):(.*)$/.exec(entry)?.[1]);
  return entries.filter((name) => name !== undefined);
}
