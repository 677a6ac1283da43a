import assert from "node:assert/strict";
import { join } from "node:path";
import { KeytarStore } from "../../../src/adapters/keytar.ts";
import { accountOf } from "../../../src/core/names.ts";
import { Secret } from "../../../src/core/secret.ts";
import * as faults from "../../support/sdp/faults.ts";
import type { Fault } from "../../support/sdp/faults.ts";
import type { FaultScope } from "../../support/sdp/faultList.ts";
import { startOther, type OtherServer } from "../../support/sdp/otherServer.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { extension, setServers, verify } from "../support/editor.ts";

describe("what a server answers, over real sockets, inside VS Code", () => {
  let sdp: Sdp;
  let other: OtherServer;
  let store: KeytarStore;
  let good: string;

  const names = Array.from({ length: 60 }, (_, index) => `k${index}`);
  const unused = [...names];

  before(async () => {
    [sdp, other] = await Promise.all([startSdp(), startOther()]);
    sdp.accounts.addTechnician({ login: "svc", roles: ["SDAdmin"] });
    good = sdp.accounts.generateKey("svc");
    store = new KeytarStore(
      join((await extension()).extensionPath, "dist/keytar"),
      join((await extension()).extensionPath, "dist/list-keyring.cjs"),
    );
    const keys = Object.fromEntries(names.map((name) => [name, { expires: "never" }]));
    const tls = { pin: `sha256/${sdp.fingerprint}` };
    await setServers({ prod: { url: sdp.url, tls, timeoutSeconds: 1, keys } });
  });

  afterEach(() => {
    sdp.clearFaults();
    Object.assign(sdp.behaviour, { profile: "modern", statusShape: "observed", buildInfo: true });
  });

  after(async () => {
    await setServers(undefined);
    await Promise.all([sdp.close(), other.close()]);
  });

  /** The state that one check of a stored key comes to; each under another name, since a key is kept for the session. */
  async function stateOf(key: string): Promise<string> {
    const name = unused.shift() ?? assert.fail("no name is left");
    await store.set(accountOf("prod", name, sdp.origin), new Secret(key));
    const [row] = await verify("verifyKey", "prod", name);
    return row?.state ?? "nothing";
  }

  for (const profile of ["modern", "documented", "legacy200"] as const) {
    for (const statusShape of ["observed", "array", "object"] as const) {
      for (const buildInfo of [true, false]) {
        it(`${profile}, response_status ${statusShape}, ${buildInfo ? "with" : "without"} build_info`, async () => {
          Object.assign(sdp.behaviour, { profile, statusShape, buildInfo });
          assert.equal(await stateOf(crypto.randomUUID().toUpperCase()), "invalid");
          assert.equal(await stateOf(good), "valid");
        });
      }
    }
  }

  const withKey: FaultScope = { keyed: true };
  for (const [what, fault, state] of [
    ["500 with 4004", faults.internalError(), "server-error"],
    ["a login page", faults.loginPage(), "not-servicedesk"],
    ["a reset", faults.reset(), "unreachable"],
    ["no answer in time", faults.hang(), "unreachable"],
    ["429", faults.rateLimit(), "rate-limited"],
    ["403 with 4002", faults.forbidden(), "forbidden"],
    ["truncated JSON", faults.truncated(), "not-servicedesk"],
    ["503 of a gateway", faults.gatewayError(503), "unreachable"],
  ] satisfies [string, Fault, string][]) {
    it(`to a key, ${what}: ${state}, and never invalid`, async () => {
      sdp.fault(fault, withKey);
      assert.equal(await stateOf(good), state);
    });
  }

  for (const [what, fault, state] of [
    ["a web page", () => faults.loginPage(), "not-servicedesk"],
    ["a redirect to another origin", () => faults.redirect(`${other.url}/api/v3/requests`), "not-servicedesk"],
    ["success", () => faults.open(), "not-servicedesk"],
    ["a bare 401", () => faults.bareRefusal(401), "not-servicedesk"],
  ] satisfies [string, () => Fault, string][]) {
    it(`without a key, ${what}: ${state}, and no key leaves`, async () => {
      const asked = sdp.requests.length;
      sdp.fault(fault(), { keyed: false });
      assert.equal(await stateOf(good), state);
      const seen = sdp.requests.slice(asked);
      assert.ok(seen.length > 0);
      assert.deepEqual(
        seen.filter((request) => JSON.stringify(request).includes(good)),
        [],
      );
      assert.equal(other.connections, 0);
    });
  }

  it("a key travelled in the header authtoken only, over TLS", () => {
    const seen = sdp.requests.filter(({ key }) => key === good);
    assert.ok(seen.length > 0);
    for (const { headers, path, query, body, tls } of seen) {
      const { authtoken, ...others } = headers;
      assert.equal(authtoken, good);
      assert.ok(tls && !JSON.stringify([others, path, [...query], body]).includes(good));
    }
  });
});
