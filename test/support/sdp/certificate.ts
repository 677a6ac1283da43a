/** X.509 certificates made at run time, in plain Node: nothing secret and nothing that expires lies in the repository. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";
import * as der from "./der.ts";

/** Who signs leaves: a private CA. */
export interface Authority {
  readonly pem: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** What a TLS server needs, and what a client is told to trust. */
export interface Certificate {
  readonly keyPem: string;
  /** The leaf. */
  readonly certificatePem: string;
  /** What the server presents: the leaf, and its authority when `presentsAuthority`. */
  readonly chainPem: string;
  /** What a client must trust: the authority, or the leaf itself when self-signed. */
  readonly caPem: string;
  /** SHA-256 of the DER leaf, 64 lower-case hex digits. */
  readonly fingerprint: string;
}

export interface CertificateSpec {
  /** Host names and IPv4 addresses it is good for; the loopback ones by default. */
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Self-signed without. */
  readonly signedBy?: Authority;
  /** Send the authority's certificate in the handshake too; false by default. */
  readonly presentsAuthority?: boolean;
}

const day = 86_400_000;
const fromNow = (days: number): Date => new Date(Date.now() + days * day);
const ecdsaWithSha256 = der.sequence(der.oid("1.2.840.10045.4.3.2"));

/** A private CA, valid for ten years around today; a root unless another one signed it. */
export function makeAuthority(name = "SDP test authority", signedBy?: Authority): Authority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const extensions = [
    extension("2.5.29.19", der.sequence(der.yes())), // basicConstraints: CA
    extension("2.5.29.15", der.bits(Buffer.from([0x06]), 1)), // keyUsage: keyCertSign, cRLSign
  ];
  const validity = { notBefore: fromNow(-1825), notAfter: fromNow(1825) };
  const signed = signCertificate({
    subject: name,
    issuer: signedBy?.name ?? name,
    publicKey,
    signer: signedBy?.privateKey ?? privateKey,
    extensions,
    ...validity,
  });
  return { pem: pem(signed), name, privateKey };
}

/** A server's certificate, valid from yesterday for a year unless told otherwise. */
export function makeCertificate(spec: CertificateSpec = {}): Certificate {
  const { names = ["localhost", "127.0.0.1"], signedBy } = spec;
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const subject = names[0] ?? "nobody";
  const leaf = signCertificate({
    subject,
    issuer: signedBy?.name ?? subject,
    publicKey,
    signer: signedBy?.privateKey ?? privateKey,
    extensions: [extension("2.5.29.17", der.sequence(...names.map(alternativeName)))],
    notBefore: spec.notBefore ?? fromNow(-1),
    notAfter: spec.notAfter ?? fromNow(365),
  });
  const certificatePem = pem(leaf);
  return {
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificatePem,
    chainPem: certificatePem + (spec.presentsAuthority === true ? (signedBy?.pem ?? "") : ""),
    caPem: signedBy?.pem ?? certificatePem,
    fingerprint: createHash("sha256").update(leaf).digest("hex"),
  };
}

export type CertificateCase = "self-signed" | "private-ca" | "wrong-host" | "expired" | "not-yet-valid";

/** The certificate cases of docs/sdp.md 6 and 9.7; any other with `makeCertificate`. */
export const certificateCases: Readonly<Record<CertificateCase, () => Certificate>> = {
  "self-signed": () => makeCertificate(),
  "private-ca": () => makeCertificate({ signedBy: makeAuthority() }),
  "wrong-host": () => makeCertificate({ names: ["elsewhere.example"] }),
  expired: () => makeCertificate({ notBefore: fromNow(-30), notAfter: fromNow(-1) }),
  "not-yet-valid": () => makeCertificate({ notBefore: fromNow(1), notAfter: fromNow(30) }),
};

interface ToSign {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The DER certificate, version 3 (RFC 5280 4.1). */
function signCertificate(from: ToSign): Buffer {
  const toBeSigned = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    distinguishedName(from.issuer),
    der.sequence(der.time(from.notBefore), der.time(from.notAfter)),
    distinguishedName(from.subject),
    from.publicKey.export({ type: "spki", format: "der" }),
    der.explicit(3, der.sequence(...from.extensions)),
  );
  return der.sequence(toBeSigned, ecdsaWithSha256, der.bits(sign("sha256", toBeSigned, from.signer)));
}

const distinguishedName = (commonName: string): Buffer =>
  der.sequence(der.set(der.sequence(der.oid("2.5.4.3"), der.utf8(commonName))));

const extension = (id: string, value: Buffer): Buffer => der.sequence(der.oid(id), der.octets(value));

const alternativeName = (name: string): Buffer =>
  isIPv4(name) ? der.implicit(7, Buffer.from(name.split(".").map(Number))) : der.implicit(2, Buffer.from(name));

const pem = (certificate: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(certificate.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----\n`;
