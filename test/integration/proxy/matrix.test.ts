import assert from "node:assert/strict";
import { TlsCertificateViewer } from "../../../src/adapters/peerCertificate.ts";
import { anAddress } from "../../support/fakes/factories.ts";
import { makeAuthority, makeCertificate } from "../../support/sdp/certificate.ts";
import { HOST, openDesk, originOf, setHttp, tunnelTo, type Desk, type ProxySupport } from "./desk.ts";

/** What is trusted. */
const good = {
  pin: ({ sdp }: Desk) => ({ pin: `sha256/${sdp.fingerprint}` }),
  ca: ({ authority }: Desk) => ({ ca: authority.pem }),
  "pin and ca": ({ sdp, authority }: Desk) => ({ pin: `sha256/${sdp.fingerprint}`, ca: authority.pem }),
};
const bad = {
  "another pin": () => ({ pin: `sha256/${makeCertificate().fingerprint}` }),
  "another ca": () => ({ ca: makeAuthority("Other authority").pem }),
  nothing: () => ({}),
};

const supports: readonly ProxySupport[] = ["on", "fallback", "override"];
const viewer = new TlsCertificateViewer();
const { signal } = new AbortController();

describe("a key's way through a proxy, inside VS Code", () => {
  let desk: Desk;
  before(async () => (desk = await openDesk()));
  after(() => desk.close());

  for (const proxySupport of supports) {
    for (const login of ["none", "asked and given"] as const) {
      describe(`http.proxySupport ${proxySupport}, login ${login}`, () => {
        before(() =>
          setHttp({ proxySupport, proxy: login === "none" ? desk.open.url : desk.asking.urlWithCredentials }),
        );

        for (const [trust, tls] of Object.entries(good)) {
          it(`${trust}: valid`, async () => {
            const { state, requests, asked } = await desk.check(tls(desk));
            assert.equal(state, "valid");
            desk.assertKeyAfterTrust(requests);
            assert.ok(asked.length > 0);
            for (const { method, target, status, authorization } of asked) {
              assert.deepEqual([method, target, status], ["CONNECT", tunnelTo(HOST), 200]);
              assert.equal(authorization !== undefined, login !== "none");
            }
          });
        }

        for (const [trust, tls] of Object.entries(bad)) {
          it(`${trust}: untrusted-certificate, and no request leaves`, async () => {
            const { state, requests, asked } = await desk.check(tls());
            assert.deepEqual([state, requests], ["untrusted-certificate", []]);
            assert.ok(asked.length > 0 && asked.every(({ status }) => status === 200));
          });
        }

        it("the certificate is shown, and no request leaves", async () => {
          const before = [desk.sdp.requests.length, desk.open.asked.length + desk.asking.asked.length];
          const seen = await viewer.view(anAddress(originOf(HOST)), 10, signal);
          assert.ok(seen.ok, JSON.stringify(seen));
          assert.equal(seen.value.fingerprint, desk.sdp.fingerprint);
          const after = [desk.sdp.requests.length, desk.open.asked.length + desk.asking.asked.length];
          assert.deepEqual(after, [before[0], (before[1] ?? 0) + 1]);
        });
      });
    }

    describe(`http.proxySupport ${proxySupport}, login asked and not given`, () => {
      before(() => setHttp({ proxySupport, proxy: desk.asking.url }));

      for (const [trust, tls] of Object.entries({ ...good, ...bad })) {
        it(`${trust}: unreachable, and nothing reaches the server`, async () => {
          const connections = desk.sdp.connections;
          const { state, asked } = await desk.check(tls(desk));
          assert.deepEqual([state, desk.sdp.connections], ["unreachable", connections]);
          assert.ok(asked.length > 0 && asked.every(({ status }) => status === 407));
        });
      }

      it("no certificate is shown", async () =>
        assert.deepEqual(await viewer.view(anAddress(originOf(HOST)), 10, signal), {
          ok: false,
          reason: { kind: "unreachable", fault: "proxy", code: "HTTP_407" },
        }));
    });

    describe(`http.proxySupport ${proxySupport}, around the proxy`, () => {
      for (const [trust, tls] of Object.entries(good)) {
        it(`${trust}: this machine is asked directly`, async () => {
          await setHttp({ proxySupport, proxy: desk.open.url });
          const { state, requests, asked } = await desk.check(tls(desk), desk.sdp.origin);
          assert.deepEqual([state, asked], ["valid", []]);
          desk.assertKeyAfterTrust(requests);
        });
        it(`${trust}: so is a host of http.noProxy`, async () => {
          await setHttp({ proxySupport, proxy: desk.open.url, noProxy: [HOST] });
          const { state, requests, asked } = await desk.check(tls(desk));
          assert.deepEqual([state, requests, asked], ["unreachable", [], []]);
        });
      }
    });
  }

  describe("http.proxySupport off", () => {
    before(() => setHttp({ proxySupport: "off", proxy: desk.open.url }));

    for (const [trust, tls] of Object.entries({ ...good, ...bad })) {
      it(`${trust}: no proxy is asked`, async () => {
        const { state, requests, asked } = await desk.check(tls(desk));
        assert.deepEqual([state, requests, asked], ["unreachable", [], []]);
      });
    }
    for (const [trust, tls] of Object.entries(good)) {
      it(`${trust}: this machine is asked`, async () => {
        const { state, requests } = await desk.check(tls(desk), desk.sdp.origin);
        assert.equal(state, "valid");
        desk.assertKeyAfterTrust(requests);
      });
    }
  });
});
