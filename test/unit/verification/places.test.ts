import assert from "node:assert/strict";
import { certificateCases, makeCertificate, type CertificateCase } from "../../support/sdp/certificate.ts";
import { startOther } from "../../support/sdp/otherServer.ts";
import { html, json, type Reply } from "../../support/sdp/reply.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { aDesk, sentIn, type Desk } from "./desk.ts";

type Settings = Readonly<Record<string, unknown>>;

describe("over real sockets: what stands at the address", () => {
  const rows: readonly [what: string, entry: (sdp: Sdp) => Settings, said: string][] = [
    ["plain HTTP on the TLS port", ({ port }) => plain(port), "not-servicedesk tls-on-plain, 1+0"],
    ["a context path that is not there", ({ url }) => ({ url: `${url}/no` }), "not-servicedesk absent, 2+0"],
    ["an API's path for the server's", ({ url }) => ({ url: `${url}/api/v3` }), "not-servicedesk absent, 2+0"],
    ["Cloud", ({ url }) => ({ url: `${url}/app/itdesk` }), "unchecked cloud, 0+0"],
    ["HTTP to a host of a network", () => ({ url: "http://sdp.example.com" }), "unchecked no-consent, 0+0"],
    ["an unusable pin", () => ({ tls: { pin: "no" } }), "unchecked unusable-entry, 0+0"],
    ["a CA file that is not there", () => ({ tls: { ca: "/no/such/ca.pem" } }), "unchecked ca-unreadable, 0+0"],
  ];
  for (const [what, entry, said] of rows) {
    it(`${what}: ${said}`, async () => {
      await using desk = await aDesk();
      assert.equal(await desk.check(desk.good, { api: "v3", ...entry(desk.sdp) }), said);
    });
  }

  it("plain HTTP, where the server speaks it: valid accepted, 1+1", async () => {
    await using desk = await aDesk({ plain: true });
    assert.equal(await desk.check(), "valid accepted, 1+1");
  });
  it("HTTPS to a server without TLS: unreachable other, 0+0", async () => {
    await using desk = await aDesk({ plain: true });
    assert.equal(await desk.check(desk.good, { url: `https://127.0.0.1:${desk.sdp.port}` }), "unreachable other, 0+0");
  });
  it("nobody: unreachable refused, 0+0", async () => {
    await using desk = await aDesk();
    await desk.sdp.close();
    assert.equal(await desk.check(), "unreachable refused, 0+0");
  });

  const others: readonly [what: string, reply: Reply, said: string][] = [
    ["another product's page", html(200, "Another product"), "not-servicedesk html, 1+0"],
    ["another product's API", json(200, { version: "1.0" }), "not-servicedesk no-envelope, 1+0"],
    ["another product that asks for a login", json(401, {}), "not-servicedesk authentication, 1+0"],
    ["another product that has no such page", html(404, "Not found"), "not-servicedesk absent, 2+0"],
  ];
  for (const [what, reply, said] of others) {
    it(`${what}: ${said}`, async () => {
      await using desk = await aDesk();
      await using other = await startOther(reply);
      const entry = { api: "v3", url: other.url, tls: { ca: other.caPem } };
      const seen = (await desk.check(desk.good, entry)).replace(", 0+0", `, ${sentIn(other.requests)}`);
      assert.equal(seen, said);
    });
  }

  function plain(port: number): Settings {
    return { url: `http://127.0.0.1:${port}` };
  }
});

describe("over real sockets: certificates that are not trusted", () => {
  const untrusted = "untrusted-certificate";
  const rows: readonly [certificate: CertificateCase, tls: (desk: Desk) => Settings, said: string][] = [
    ["self-signed", () => ({}), `${untrusted} self-signed, 0+0`],
    ["private-ca", () => ({}), `${untrusted} unknown-issuer, 0+0`],
    ["wrong-host", ({ sdp }) => ({ ca: sdp.caPem }), `${untrusted} wrong-host, 0+0`],
    ["expired", ({ sdp }) => ({ ca: sdp.caPem }), `${untrusted} expired, 0+0`],
    ["not-yet-valid", ({ sdp }) => ({ ca: sdp.caPem }), `${untrusted} not-yet-valid, 0+0`],
    ["self-signed", ({ sdp }) => ({ pin: `sha256/${sdp.fingerprint}` }), "valid accepted, 1+1"],
    ["private-ca", ({ sdp }) => ({ ca: sdp.caPem }), "valid accepted, 1+1"],
  ];
  for (const [certificate, tls, said] of rows) {
    it(`${certificate}: ${said}`, async () => {
      await using desk = await aDesk({ certificate });
      assert.equal(await desk.check(desk.good, { tls: tls(desk) }), said);
    });
  }

  it("changed after it was pinned: pin-mismatch, 0+0", async () => {
    await using desk = await aDesk({ certificate: certificateCases["self-signed"]() });
    const tls = { pin: `sha256/${desk.sdp.fingerprint}` };
    assert.equal(await desk.check(desk.good, { tls }), "valid accepted, 1+1");
    desk.sdp.useCertificate(makeCertificate());
    assert.equal(await desk.check(desk.good, { tls }), `${untrusted} pin-mismatch, 0+0`);
  });

  it("of another server behind the same pin: no key of the one goes to the other", async () => {
    await using desk = await aDesk({ certificate: makeCertificate() });
    await using another = await startSdp();
    const entry = { url: another.url, tls: { pin: `sha256/${desk.sdp.fingerprint}` } };
    assert.equal(await desk.check(desk.good, entry), `${untrusted} pin-mismatch, 0+0`);
    assert.equal(another.requests.length, 0);
  });
});
