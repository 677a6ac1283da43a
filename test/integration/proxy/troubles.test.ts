import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import type { HttpOutcome, Target } from "../../../src/core/ports.ts";
import { anAddress, aSecret } from "../../support/fakes/factories.ts";
import { startProxy, type Proxy } from "../../support/proxy.ts";
import { makeCertificate } from "../../support/sdp/certificate.ts";
import { HOST, IN_DIGITS, openDesk, originOf, setHttp, tunnelTo, type Desk } from "./desk.ts";

const key = aSecret();

describe("what goes wrong at a proxy, inside VS Code", () => {
  let desk: Desk;
  before(async () => (desk = await openDesk()));
  after(() => desk.close());

  /** What a request comes to: by a client that has seen no certificate yet. */
  function send(host: string, settings: Partial<Target>): Promise<HttpOutcome> {
    const target = { address: anAddress(originOf(host)), timeoutSeconds: 10, ...settings };
    return new GotHttp(systemClock).send({ target, path: "/api/v3/requests", key }, new AbortController().signal);
  }

  const trusts = {
    ca: (): Partial<Target> => ({ ca: desk.authority.pem }),
    pin: (): Partial<Target> => ({ pin: desk.sdp.fingerprint }),
    nothing: (): Partial<Target> => ({}),
  };

  for (const [trust, settings] of Object.entries(trusts)) {
    describe(`trusting ${trust}`, () => {
      it("a login that is not given: HTTP_407", async () => {
        await setHttp({ proxy: desk.asking.url });
        assert.deepEqual(await send(HOST, settings()), { kind: "unreachable", fault: "proxy", code: "HTTP_407" });
      });

      it("a wrong password: HTTP_407", async () => {
        await setHttp({ proxy: desk.asking.urlWithCredentials.replace("@", "x@") });
        assert.deepEqual(await send(HOST, settings()), { kind: "unreachable", fault: "proxy", code: "HTTP_407" });
      });

      it("a host that the proxy does not reach: HTTP_502", async () => {
        await setHttp({ proxy: desk.open.url });
        const outcome = await send("elsewhere.example", settings());
        assert.deepEqual(outcome, { kind: "unreachable", fault: "proxy", code: "HTTP_502" });
      });

      it("a proxy that does not run", async () => {
        const gone = createServer().listen(0, "127.0.0.1");
        await once(gone, "listening");
        const { port } = gone.address() as AddressInfo;
        gone.close();
        await setHttp({ proxy: `http://127.0.0.1:${String(port)}` });
        assert.deepEqual(await send(HOST, settings()), { kind: "unreachable", fault: "proxy", code: "UNKNOWN" });
      });

      it("a proxy that leaves the question without an answer: time-out", async () => {
        await using silent = await startProxy({ routes: {} });
        silent.hang();
        await setHttp({ proxy: silent.url });
        const outcome = await send(HOST, { ...settings(), timeoutSeconds: 0.5 });
        assert.deepEqual(outcome, { kind: "unreachable", fault: "timeout", code: "ETIMEDOUT" });
        assert.equal(silent.asked.length, 1);
      });
    });
  }

  it("none of that reached the server", () => assert.equal(desk.sdp.connections, 0));

  describe("an address in digits", () => {
    for (const [names, kind] of [
      [[IN_DIGITS], "reply"],
      [["localhost"], "untrusted"],
      [[HOST], "untrusted"],
    ] as const) {
      it(`a certificate for ${names.join()}: ${kind}`, async () => {
        await setHttp({ proxy: desk.open.url });
        desk.sdp.useCertificate(makeCertificate({ names, signedBy: desk.authority }));
        const before = desk.sdp.requests.length;
        assert.equal((await send(IN_DIGITS, { ca: desk.authority.pem })).kind, kind);
        assert.equal(desk.sdp.requests.length - before, kind === "reply" ? 1 : 0);
      });
    }
  });

  describe("the environment's proxy", () => {
    let named: Proxy;
    before(async () => {
      const { HTTPS_PROXY = "", NO_PROXY } = process.env;
      assert.equal(NO_PROXY, "direct.example");
      const routes = { [HOST]: desk.sdp.port, "direct.example": desk.sdp.port };
      named = await startProxy({ routes, port: Number(new URL(HTTPS_PROXY).port) });
      await setHttp({});
    });
    after(() => named.close());

    it("is asked", async () => {
      const outcome = await send(HOST, { pin: desk.sdp.fingerprint });
      assert.equal(outcome.kind, "reply", JSON.stringify(outcome));
      assert.deepEqual(
        named.asked.map(({ target }) => target),
        [tunnelTo(HOST), tunnelTo(HOST)],
        "a look and a request",
      );
    });

    it("is not asked for a host of NO_PROXY", async () => {
      const before = named.asked.length;
      const outcome = await send("direct.example", { pin: desk.sdp.fingerprint });
      assert.ok(outcome.kind === "unreachable" && outcome.fault === "dns", JSON.stringify(outcome));
      assert.equal(named.asked.length, before);
    });

    it("is not asked where VS Code has one of its own", async () => {
      const before = named.asked.length;
      await setHttp({ proxy: desk.open.url });
      assert.equal((await send(HOST, { pin: desk.sdp.fingerprint })).kind, "reply");
      assert.equal(named.asked.length, before);
    });
  });
});
