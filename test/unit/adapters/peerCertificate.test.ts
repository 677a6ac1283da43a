import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import tls from "node:tls";
import { described, TlsCertificateViewer } from "../../../src/adapters/peerCertificate.ts";
import { fail } from "../../../src/core/result.ts";
import { makeAuthority, makeCertificate, type CertificateSpec } from "../../support/sdp/certificate.ts";
import { startSdp } from "../../support/sdp/server.ts";
import { addressOf } from "./targets.ts";

const viewer = new TlsCertificateViewer();
const { signal } = new AbortController();

/** What is shown of a certificate made so, by a server that got no request for it. */
async function shown(spec: CertificateSpec) {
  const certificate = makeCertificate(spec);
  await using sdp = await startSdp({ certificate });
  const result = await viewer.view(addressOf(sdp.url), 5, signal);
  assert.ok(result.ok);
  assert.equal(result.value.fingerprint, certificate.fingerprint);
  assert.equal(sdp.requests.length, 0);
  return result.value;
}

describe("TlsCertificateViewer", () => {
  const soon = new Date("2031-01-02T03:04:05Z");
  const late = new Date("2049-11-30T23:59:59Z");
  const past = new Date("2019-12-31T00:00:00Z");

  it("shows who it is for", async () =>
    assert.equal((await shown({ names: ["sdp.example.com"] })).subject, "CN=sdp.example.com"));
  it("shows who signed it", async () =>
    assert.equal((await shown({ signedBy: makeAuthority("Prüfstelle") })).issuer, "CN=Prüfstelle"));
  it("shows the hosts and addresses", async () =>
    assert.deepEqual((await shown({ names: ["a.example", "*.b.example", "10.1.2.3"] })).names, [
      "a.example",
      "*.b.example",
      "10.1.2.3",
    ]));
  it("shows dates to come", async () => {
    const { validFrom, validTo } = await shown({ notBefore: soon, notAfter: late });
    assert.deepEqual([validFrom, validTo], [soon.getTime(), late.getTime()]);
  });
  it("shows dates gone by", async () => {
    const { validFrom, validTo } = await shown({ notBefore: past, notAfter: new Date(past.getTime() + 1000) });
    assert.deepEqual([validFrom, validTo], [past.getTime(), past.getTime() + 1000]);
  });

  // A name is text that the server chose: it must not pass for more names, lines or fields.
  const odd: readonly [string, readonly string[]][] = [
    ['a"b.example', ['"a\\"b.example"']],
    ["a.example, DNS:b.example", ['"a.example\\u002c DNS:b.example"']],
    ["a.example\nfingerprint: 00", ['"a.example\\u000afingerprint: 00"']],
  ];
  for (const [name, names] of odd) {
    it(`shows ${JSON.stringify(name)} as one name`, async () =>
      assert.deepEqual((await shown({ names: [name] })).names, names));
  }
  it("shows a subject of several fields on one line", () => {
    const [subject = ""] = tls.rootCertificates.map((pem) => described(new X509Certificate(pem)).subject);
    assert.match(subject, /^C=[^\n]+, O=[^\n]+, CN=[^\n]+$/);
  });
  it("shows a subject on one line and without marks of direction", async () => {
    const { subject, issuer } = await shown({ names: ["a"], signedBy: makeAuthority("x\u202ey\nO=z") });
    assert.equal(subject, "CN=a");
    assert.doesNotMatch(issuer, /[\n\u202e]/);
  });

  it("fails with the code of the connection", async () => {
    const sdp = await startSdp();
    await sdp.close();
    assert.deepEqual(
      await viewer.view(addressOf(sdp.url), 5, signal),
      fail({ kind: "unreachable", fault: "refused", code: "ECONNREFUSED" }),
    );
  });

  describe("with a server that never answers", () => {
    const silent = createServer((socket) => socket.on("error", () => socket.destroy()));
    const address = () => addressOf(`https://127.0.0.1:${String((silent.address() as AddressInfo).port)}`);
    before(() => once(silent.listen(0, "127.0.0.1"), "listening"));
    after(() => silent.close());

    it("gives up in time", async () =>
      assert.deepEqual(
        await viewer.view(address(), 0.05, signal),
        fail({ kind: "unreachable", fault: "timeout", code: "ETIMEDOUT" }),
      ));
    it("can be cancelled", async () => {
      const cancel = new AbortController();
      silent.once("connection", () => cancel.abort());
      assert.deepEqual(await viewer.view(address(), 5, cancel.signal), fail({ kind: "cancelled" }));
    });
  });
});
