import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { ask } from "./ask.ts";
import { makeAuthority, makeCertificate, type Certificate, type CertificateCase } from "./certificate.ts";
import { startSdp, type Sdp } from "./server.ts";

describe("SDP test server: certificates", () => {
  let sdp: Sdp;
  before(async () => void (sdp = await startSdp()));
  after(() => sdp.close());

  /** The outcome with and without trust in what signed it: `ok`, or the code of Node's error. */
  async function assertOutcome(certificate: Certificate | CertificateCase, trusted: string, strange: string) {
    sdp.useCertificate(certificate);
    const outcome = (ca?: string) =>
      ask(sdp.url, ca === undefined ? {} : { ca }).then(
        ({ fingerprint }) => (fingerprint === sdp.fingerprint ? "ok" : "another certificate"),
        (error: NodeJS.ErrnoException) => error.code,
      );
    assert.deepEqual([await outcome(sdp.caPem), await outcome()], [trusted, strange]);
  }
  const selfSigned = "DEPTH_ZERO_SELF_SIGNED_CERT";
  const signedBy = makeAuthority();
  const [yesterday, tomorrow] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000)) as [Date, Date];

  it("self-signed", () => assertOutcome("self-signed", "ok", selfSigned));
  it("private CA", () => assertOutcome("private-ca", "ok", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"));
  it("private CA in the handshake", () =>
    assertOutcome(makeCertificate({ signedBy, presentsAuthority: true }), "ok", "SELF_SIGNED_CERT_IN_CHAIN"));
  it("wrong host", () => assertOutcome("wrong-host", "ERR_TLS_CERT_ALTNAME_INVALID", selfSigned));
  it("expired", () => assertOutcome("expired", "CERT_HAS_EXPIRED", "CERT_HAS_EXPIRED"));
  it("not yet valid", () => assertOutcome("not-yet-valid", "CERT_NOT_YET_VALID", "CERT_NOT_YET_VALID"));
  it("expired, of a private CA", () => {
    const certificate = makeCertificate({ signedBy, notBefore: new Date(0), notAfter: yesterday });
    return assertOutcome(certificate, "CERT_HAS_EXPIRED", "CERT_HAS_EXPIRED");
  });
  it("valid beyond 2050", () => assertOutcome(makeCertificate({ notAfter: new Date("2051-02-03") }), "ok", selfSigned));

  it("says what it was made of", () => {
    const names = ["sdp.example.com", "10.1.2.3"];
    const made = makeCertificate({ names, signedBy, notBefore: new Date("2020-01-02T03:04:05Z"), notAfter: tomorrow });
    const read = new X509Certificate(made.certificatePem);
    assert.equal(read.subject, "CN=sdp.example.com");
    assert.equal(read.issuer, "CN=SDP test authority");
    assert.equal(read.subjectAltName, "DNS:sdp.example.com, IP Address:10.1.2.3");
    assert.equal(read.validFrom, "Jan  2 03:04:05 2020 GMT");
    assert.equal(read.fingerprint256.replaceAll(":", "").toLowerCase(), made.fingerprint);
    assert.ok(read.checkIssued(new X509Certificate(signedBy.pem)));
    assert.ok(new X509Certificate(signedBy.pem).ca);
  });
});
