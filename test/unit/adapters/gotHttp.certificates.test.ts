import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import { Secret } from "../../../src/core/secret.ts";
import {
  makeAuthority,
  makeCertificate,
  type Certificate,
  type CertificateCase,
} from "../../support/sdp/certificate.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { send, summary, target } from "./targets.ts";

const key = new Secret(crypto.randomUUID().toUpperCase());
const otherPin = makeCertificate().fingerprint;
const otherCa = makeAuthority("Other authority").pem;

/** What is trusted, by the server's own certificate. */
const trusts = {
  nothing: () => ({}),
  ca: ({ caPem }: Sdp) => ({ ca: caPem }),
  "another ca": () => ({ ca: otherCa }),
  pin: ({ fingerprint }: Sdp) => ({ pin: fingerprint }),
  "another pin": () => ({ pin: otherPin }),
  "ca and pin": ({ caPem, fingerprint }: Sdp) => ({ ca: caPem, pin: fingerprint }),
  "ca and another pin": ({ caPem }: Sdp) => ({ ca: caPem, pin: otherPin }),
  "another ca and pin": ({ fingerprint }: Sdp) => ({ ca: otherCa, pin: fingerprint }),
};

describe("GotHttp, certificates", () => {
  const expected: Record<CertificateCase, Record<keyof typeof trusts, string>> = {
    "self-signed": {
      nothing: "self-signed",
      ca: "reply",
      "another ca": "self-signed",
      pin: "reply",
      "another pin": "pin-mismatch, seen",
      "ca and pin": "reply",
      "ca and another pin": "pin-mismatch, seen",
      "another ca and pin": "self-signed",
    },
    "private-ca": {
      nothing: "unknown-issuer",
      ca: "reply",
      "another ca": "unknown-issuer",
      pin: "reply",
      "another pin": "pin-mismatch, seen",
      "ca and pin": "reply",
      "ca and another pin": "pin-mismatch, seen",
      "another ca and pin": "unknown-issuer",
    },
    "wrong-host": {
      nothing: "self-signed",
      ca: "wrong-host",
      "another ca": "self-signed",
      pin: "reply",
      "another pin": "pin-mismatch, seen",
      "ca and pin": "reply",
      "ca and another pin": "pin-mismatch, seen",
      "another ca and pin": "self-signed",
    },
    expired: {
      nothing: "expired",
      ca: "expired",
      "another ca": "expired",
      pin: "expired, seen",
      "another pin": "pin-mismatch, seen",
      "ca and pin": "expired, seen",
      "ca and another pin": "pin-mismatch, seen",
      "another ca and pin": "expired, seen",
    },
    "not-yet-valid": {
      nothing: "not-yet-valid",
      ca: "not-yet-valid",
      "another ca": "not-yet-valid",
      pin: "not-yet-valid, seen",
      "another pin": "pin-mismatch, seen",
      "ca and pin": "not-yet-valid, seen",
      "ca and another pin": "pin-mismatch, seen",
      "another ca and pin": "not-yet-valid, seen",
    },
  };

  for (const [certificate, outcomes] of Object.entries(expected)) {
    describe(certificate, () => {
      let sdp: Sdp;
      before(async () => (sdp = await startSdp({ certificate: certificate as CertificateCase })));
      after(() => sdp.close());
      for (const [trust, outcome] of Object.entries(outcomes)) {
        it(`trusting ${trust}: ${outcome}`, async () => {
          const before = sdp.requests.length;
          const settings = trusts[trust as keyof typeof trusts](sdp);
          assert.equal(
            summary(await send(new GotHttp(systemClock), { target: target(sdp.url, settings), key }), sdp),
            outcome,
          );
          assert.equal(sdp.requests.length - before, outcome === "reply" ? 1 : 0);
        });
      }
    });
  }

  it("a CA that cannot be read is said, and nothing is connected", async () => {
    await using sdp = await startSdp();
    const outcome = await send(new GotHttp(systemClock), { target: target(sdp.url, { ca: "corp.pem" }), key });
    assert.deepEqual(outcome, { kind: "ca-unreadable", detail: "The path corp.pem is not absolute." });
    assert.equal(sdp.connections, 0);
  });

  it("a certificate that changes after pinning is a mismatch", async () => {
    await using sdp = await startSdp();
    const pinned = target(sdp.url, { pin: sdp.fingerprint });
    const http = new GotHttp(systemClock);
    assert.equal((await send(http, { target: pinned, key })).kind, "reply");
    sdp.useCertificate("self-signed");
    assert.equal(summary(await send(http, { target: pinned, key }), sdp), "pin-mismatch, seen");
    assert.equal(sdp.requests.length, 1);
  });

  /** A server that shows `first` to the first connection and `then` to all others; what comes of a request with `settings`. */
  async function changing(first: Certificate, then: Certificate, settings: { ca?: string; pin?: string }) {
    let requests = 0;
    const servers = [first, then].map(({ keyPem, chainPem }) =>
      createHttpsServer({ key: keyPem, cert: chainPem }, (_, response) => {
        requests += 1;
        response.end();
      }).on("tlsClientError", () => undefined),
    );
    const door = createServer((socket) =>
      (servers.length > 1 ? servers.shift() : servers[0])?.emit("connection", socket),
    );
    await once(door.listen(0, "127.0.0.1"), "listening");
    const url = `https://127.0.0.1:${String((door.address() as AddressInfo).port)}`;
    const outcome = await send(new GotHttp(systemClock), { target: target(url, settings), key });
    door.close();
    assert.equal(requests, 0);
    return summary(outcome, { fingerprint: then.fingerprint });
  }

  it("a certificate that changes between the look and the request gets no request", async () => {
    const [first, then] = [makeCertificate(), makeCertificate()];
    assert.equal(await changing(first, then, { pin: first.fingerprint }), "pin-mismatch, seen");
  });

  it("nor does another one of the same CA", async () => {
    const signedBy = makeAuthority();
    const [first, then] = [makeCertificate({ signedBy }), makeCertificate({ signedBy })];
    assert.equal(await changing(first, then, { pin: first.fingerprint, ca: signedBy.pem }), "pin-mismatch, seen");
  });

  it("connections are kept, but not for requests that trust otherwise", async () => {
    await using sdp = await startSdp({ certificate: "private-ca" });
    const http = new GotHttp(systemClock);
    const connects = async (settings: { ca?: string; pin?: string }) => {
      const before = sdp.connections;
      assert.equal((await send(http, { target: target(sdp.url, settings) })).kind, "reply");
      return sdp.connections - before;
    };
    const { ca, pin } = trusts["ca and pin"](sdp);
    assert.equal(await connects({ ca }), 1);
    assert.equal(await connects({ ca }), 0);
    assert.equal(await connects({ ca, pin }), 2, "a look and a request");
    assert.equal(await connects({ pin }), 1, "it was seen");
    assert.equal(await connects({ ca }), 0);
  });
});
