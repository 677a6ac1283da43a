import assert from "node:assert/strict";
import https from "node:https";
import { TlsTrust } from "../../../src/adapters/tlsTrust.ts";
import { makeAuthority, makeCertificate } from "../../support/sdp/certificate.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { target } from "./targets.ts";

describe("TlsTrust", () => {
  const signedBy = makeAuthority();
  const trust = new TlsTrust();
  let sdp: Sdp;
  before(async () => (sdp = await startSdp({ certificate: makeCertificate({ signedBy }) })));
  after(() => sdp.close());

  async function options(settings: { ca?: string; pin?: string }, url = sdp.url) {
    const result = await trust.optionsFor(target(url, settings), new AbortController().signal);
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
