import assert from "node:assert/strict";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { requestOf, v1Probe } from "../../../src/core/apiVersion.ts";
import type { HttpReply, Target } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { aServer } from "../../support/fakes/factories.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";
import * as faults from "../../support/sdp/faults.ts";
import { formOf, type RecordedRequest } from "../../support/sdp/recorder.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { serve, target } from "./targets.ts";

const http = new GotHttp(systemClock);
const nowhere = AbortSignal.any([]);

async function post(to: Target, key?: Secret): Promise<HttpReply> {
  const outcome = await http.send(requestOf(to, v1Probe, key), nowhere);
  assert.ok(outcome.kind === "reply", JSON.stringify(outcome));
  return outcome;
}

/** All of a request but its body. */
const aroundBody = ({ headers, path, query }: RecordedRequest): string => JSON.stringify([headers, path, [...query]]);

describe("GotHttp: the form of v1", () => {
  let sdp: Sdp;
  let trusted: Target;
  let key: Secret;
  beforeEach(async () => {
    sdp = await startSdp({ profile: "v1only", contextPath: "/sdp" });
    trusted = target(sdp.url, { ca: sdp.caPem });
    sdp.accounts.addTechnician({ login: "ada", roles: ["SDAdmin"] });
    key = new Secret(sdp.accounts.generateKey("ada"));
  });
  afterEach(() => sdp.close());

  it("is posted below the context path, with the key in its field and nowhere else", async () => {
    assert.match((await post(trusted, key)).body, /"Success"/);
    const [request] = sdp.requests;
    assert.ok(request);
    assert.equal(`${request.method} ${request.path}`, "POST /sdp/sdpapi/request");
    assert.deepEqual(Object.fromEntries(formOf(request)), {
      OPERATION_NAME: "GET_REQUESTS",
      format: "json",
      TECHNICIAN_KEY: key.reveal(),
    });
    assert.ok(!aroundBody(request).includes(key.reveal()));
    assert.ok(!("authtoken" in request.headers));
  });

  it("has no such field without a key", async () => {
    assert.match((await post(trusted)).body, /"Failed"/);
    assert.deepEqual([...formOf(sdp.requests[0] ?? assert.fail()).keys()], ["OPERATION_NAME", "format"]);
  });

  it("does not ask for v3's format, and names the portal", async () => {
    await post({ ...trusted, portalId: "7" });
    const { accept, portalid } = sdp.requests[0]?.headers ?? {};
    assert.deepEqual([accept, portalid], ["application/json", "7"]);
  });

  for (const status of [301, 302, 303, 307, 308] as const) {
    it(`is not sent on after ${String(status)}`, async () => {
      sdp.fault(faults.redirect(`${sdp.url}/sdpapi/request`, status));
      assert.equal((await post(trusted, key)).status, status);
      assert.equal(sdp.requests.length, 1);
    });
  }

  it("shows no key, however the server shows what it was sent", async () => {
    const odd = new Secret(`${key.reveal()} +&ü/`);
    await using mirror = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        const sent = new URLSearchParams(body).get("TECHNICIAN_KEY") ?? "";
        response.writeHead(302, { location: `/login?${body}` }).end(`${body} ${sent} ${encodeURIComponent(sent)}`);
      });
    });
    const outcome = await post(mirror, odd);
    assert.ok(!JSON.stringify(outcome).includes(key.reveal()), JSON.stringify(outcome));
    assert.match(outcome.body, /TECHNICIAN_KEY=\*\*\* \*\*\* \*\*\*$/);
  });
});

describe("a server with v1 alone, over real sockets", () => {
  let sdp: Sdp;
  let key: string;
  beforeEach(async () => {
    sdp = await startSdp({ profile: "v1only" });
    sdp.accounts.addTechnician({ login: "ada", roles: ["SDAdmin"] });
    key = sdp.accounts.generateKey("ada");
  });
  afterEach(() => sdp.close());

  const verifier = (): Verifier => {
    const { reader, consents } = aKeeping();
    return new Verifier(http, reader, consents, systemClock);
  };
  const at = (api: string) => aServer({ url: sdp.url, tls: { pin: `sha256/${sdp.fingerprint}` }, api });
  const asked = (): readonly string[] =>
    sdp.requests.map((request) => `${request.path.replace(/.*\//, "")}${request.key === undefined ? "" : "+key"}`);

  for (const refusal of ["not-associated", "invalid"] as const) {
    it(`which says ${refusal}: the key works, then it is re-generated`, async () => {
      sdp.behaviour.v1Refusal = refusal;
      const [asking, server] = [verifier(), at("auto")];
      assert.equal((await asking.tryKey(server, new Secret(key), nowhere))?.state, "valid");
      assert.deepEqual(asked(), ["build_info", "requests", "request", "request+key"]);
      sdp.accounts.regenerateKey("ada");
      assert.equal((await asking.tryKey(server, new Secret(key), nowhere))?.state, "invalid");
      assert.deepEqual(asked().slice(4), ["request", "request+key"]);
      assert.ok(sdp.requests.every((request) => !aroundBody(request).includes(key)));
    });
  }

  it("which comes to have v3: the key goes by v3 in the same round", async () => {
    const [asking, server] = [verifier(), at("auto")];
    await asking.tryKey(server, new Secret(key), nowhere);
    sdp.behaviour.profile = "modern";
    const before = sdp.requests.length;
    sdp.fault(faults.reply({ status: 404, headers: {}, body: "" }), { path: "/sdpapi/request" });
    assert.equal((await asking.tryKey(server, new Secret(key), nowhere))?.state, "valid");
    assert.deepEqual(asked().slice(before), ["request", "build_info", "build_info+key"]);
  });

  it("gets no key where the entry says v3", async () => {
    assert.equal((await verifier().tryKey(at("v3"), new Secret(key), nowhere))?.state, "not-servicedesk");
    assert.deepEqual(asked(), ["build_info", "requests"]);
  });
});
