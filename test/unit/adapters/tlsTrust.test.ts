import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import https from "node:https";
import type { PeerCertificate } from "node:tls";
import { TlsTrust } from "../../../src/adapters/tlsTrust.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { makeAuthority, makeCertificate } from "../../support/sdp/certificate.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { target } from "./targets.ts";

const { signal } = new AbortController();
const day = 86_400_000;

describe("TlsTrust", () => {
  const signedBy = makeAuthority();
  const clock = new FakeClock(Date.now());
  let trust: TlsTrust;
  let sdp: Sdp;
  before(async () => (sdp = await startSdp({ certificate: makeCertificate({ signedBy }) })));
  beforeEach(() => (trust = new TlsTrust(clock)));
  after(() => sdp.close());

  async function options(settings: { ca?: string; pin?: string }, url = sdp.url) {
    const result = await trust.optionsFor(target(url, settings), signal);
    assert.ok(result.ok, JSON.stringify(result));
    return result.value;
  }

  it("asks for nothing by itself, so that VS Code adds the system's certificates", async () =>
    assert.deepEqual(await options({}), {}));

  it("reads the certificates of one CA once", async () => {
    const contexts = [];
    for (const ca of [signedBy.pem, signedBy.pem, makeAuthority().pem])
      contexts.push((await options({ ca })).secureContext);
    assert.ok(contexts[0] !== undefined && contexts[0] === contexts[1] && contexts[0] !== contexts[2]);
  });

  it("accepts a pinned certificate alone", async () => {
    const { ca, allowPartialTrustChain } = await options({ pin: sdp.fingerprint });
    assert.deepEqual([ca, allowPartialTrustChain], [sdp.certificatePem, true]);
  });

  it("accepts no part of a chain where the CA must hold, too", async () =>
    assert.equal((await options({ pin: sdp.fingerprint, ca: signedBy.pem })).allowPartialTrustChain, undefined));

  it("looks at a pinned server once, not for each request", async () => {
    const before = sdp.connections;
    const looked = [await options({ pin: sdp.fingerprint }), await options({ pin: sdp.fingerprint })];
    assert.deepEqual([looked[0]?.ca === looked[1]?.ca, sdp.connections - before], [true, 1]);
  });

  for (const [fault, when] of [
    ["expired", 400 * day],
    ["not-yet-valid", -400 * day],
  ] as const) {
    it(`says by its clock that a pinned certificate is ${fault}, before and after it was seen`, async () => {
      const pinned = target(sdp.url, { pin: sdp.fingerprint });
      for (const seen of [false, true]) {
        if (seen) await options({ pin: sdp.fingerprint });
        clock.advance(when);
        const result = await trust.optionsFor(pinned, signal);
        clock.advance(-when);
        assert.ok(!result.ok && result.reason.kind === "untrusted", JSON.stringify(result));
        assert.deepEqual([result.reason.fault, result.reason.seen], [fault, sdp.fingerprint]);
      }
    });
  }

  it("says that a certificate out of its time was replaced", async () => {
    await using renewed = await startSdp();
    const pinned = target(renewed.url, { pin: renewed.fingerprint });
    assert.ok((await trust.optionsFor(pinned, signal)).ok);
    renewed.useCertificate("self-signed");
    clock.advance(400 * day);
    const result = await trust.optionsFor(pinned, signal);
    clock.advance(-400 * day);
    assert.ok(!result.ok && result.reason.kind === "untrusted");
    assert.deepEqual([result.reason.fault, result.reason.seen], ["pin-mismatch", renewed.fingerprint]);
  });

  for (const [url, certificate, accepted] of [
    ["https://192.0.2.7", ["192.0.2.7"], true],
    ["https://192.0.2.7", ["localhost", "proxy.example"], false],
    ["https://[2001:db8::7]", ["localhost"], false],
  ] as const) {
    it(`a certificate for ${certificate.join(" and ")} is ${accepted ? "" : "none "}for ${url}, whatever name is asked for`, async () => {
      const presented = new X509Certificate(makeCertificate({ names: certificate }).certificatePem).toLegacyObject();
      const { checkServerIdentity } = await options({}, url);
      assert.equal(checkServerIdentity?.("localhost", presented as PeerCertificate) === undefined, accepted);
    });
  }

  it("ignores a pin where there is no TLS", async () =>
    assert.deepEqual(await options({ pin: sdp.fingerprint }, "http://localhost"), {}));

  // Node before 24.21 does not tell connections apart by `checkServerIdentity`, and does not ask it again for one that is kept.
  it("makes agents tell connections of different trust apart", async () => {
    const names = new Set<string>();
    const note = async (settings: { ca?: string; pin?: string }) => {
      names.add(new https.Agent().getName({ ...(await options(settings)), host: "sdp.example.com" }));
    };
    const first = sdp.fingerprint;
    for (const settings of [{}, { ca: signedBy.pem }, { pin: first }, { ca: signedBy.pem, pin: first }])
      await note(settings);
    assert.equal(names.size, 4);
    sdp.useCertificate(makeCertificate({ signedBy }));
    for (const settings of [{ pin: sdp.fingerprint }, { ca: signedBy.pem, pin: sdp.fingerprint }]) await note(settings);
    assert.equal(names.size, 6);
  });
});
