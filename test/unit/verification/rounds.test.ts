import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import { LimitedHttp } from "../../../src/core/limitedHttp.ts";
import { accountOf } from "../../../src/core/names.ts";
import { Secret } from "../../../src/core/secret.ts";
import { anEngine } from "../../support/engine.ts";
import { keys } from "../../support/fakes/factories.ts";
import { FakeIndex } from "../../support/fakes/fakeIndex.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { makeCertificate } from "../../support/sdp/certificate.ts";
import * as faults from "../../support/sdp/faults.ts";
import type { Fault } from "../../support/sdp/faults.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { sentIn } from "./desk.ts";

const certificate = makeCertificate();
const got = new GotHttp(systemClock);
const forever = AbortSignal.any([]);
const nothing = (): void => undefined;

/** The most of something that were there together. */
class Most {
  value = 0;
  #there = 0;

  enter(): void {
    this.value = Math.max(this.value, ++this.#there);
  }

  leave(): void {
    this.#there--;
  }
}

/** So many servers with so many keys each, all good, and the engine that checks them. */
async function aDepartment(servers: number, keysEach: number) {
  const started = await Promise.all(Array.from({ length: servers }, () => startSdp({ certificate })));
  const names = Object.keys(keys(keysEach));
  const secrets = new Map<string, Secret>();
  const list: Record<string, unknown> = {};
  for (const [index, sdp] of started.entries()) {
    list[`s${index}`] = { url: sdp.url, tls: { ca: sdp.caPem }, keys: keys(keysEach) };
    for (const name of names) {
      sdp.accounts.addTechnician({ login: name, roles: ["SDAdmin"] });
      secrets.set(accountOf(`s${index}`, name, sdp.origin), new Secret(sdp.accounts.generateKey(name)));
    }
  }
  const engine = anEngine(new FakeServerList(list), new LimitedHttp(got), new FakeIndex(), secrets);
  const all = new Most();
  const ofServers = new Map<Sdp, Most>();
  const ofKeys = new Map<string, Most>();
  for (const sdp of started) {
    const ofServer = new Most();
    ofServers.set(sdp, ofServer);
    sdp.fault(counted(ofServer, all, ofKeys));
  }
  return {
    ...engine,
    sdps: started,
    verify: (signal = forever, progress = nothing) => engine.fleet.verify({}, progress, signal),
    most: () => ({
      inAll: all.value,
      aServer: Math.max(...[...ofServers.values()].map(({ value }) => value)),
      aKey: Math.max(...[...ofKeys.values()].map(({ value }) => value)),
    }),
    [Symbol.asyncDispose]: async () => void (await Promise.all(started.map((sdp) => sdp.close()))),
  };
}

/** A latency that counts what is under way on the server's side. */
function counted(ofServer: Most, all: Most, ofKeys: Map<string, Most>): Fault {
  return async ({ request: { key } }, answer) => {
    const meant = [ofServer, all];
    if (key !== undefined) {
      const ofKey = ofKeys.get(key) ?? new Most();
      ofKeys.set(key, ofKey);
      meant.push(ofKey);
    }
    meant.forEach((most) => most.enter());
    await delay(20);
    meant.forEach((most) => most.leave());
    return answer();
  };
}

describe("over real sockets: how much at once", () => {
  const rows: readonly [servers: number, keysEach: number, rounds: number][] = [
    [1, 7, 1],
    [1, 7, 3],
    [3, 2, 4],
    [20, 4, 1],
    [20, 4, 3],
  ];
  for (const [servers, keysEach, rounds] of rows) {
    it(`${servers} × ${keysEach} keys, ${rounds} rounds: 2 for a server, 32 in all, one for a key`, async () => {
      await using all = await aDepartment(servers, keysEach);
      const answers = await Promise.all(Array.from({ length: rounds }, () => all.verify()));
      const { inAll, aServer, aKey } = all.most();
      assert.deepEqual([aServer, aKey], [2, 1]);
      assert.ok(inAll <= Math.min(2 * servers, 32), `${inAll} in all`);
      const asked = sentIn(all.sdps.flatMap(({ requests }) => requests));
      assert.equal(asked, `${servers * rounds}+${servers * keysEach * rounds}`);
      const states = answers.at(-1)?.map(({ state }) => state);
      assert.deepEqual(states, Array(servers * keysEach).fill("valid"));
    });
  }

  it("after a 429 the server's other keys are not asked, those of others are", async () => {
    await using all = await aDepartment(2, 6);
    const [limited, free] = all.sdps;
    limited?.fault(faults.rateLimit(), { keyed: true });
    const states = (await all.verify()).map(({ server, state }) => `${server} ${state}`);
    assert.deepEqual(states, [...Array<string>(6).fill("s0 rate-limited"), ...Array<string>(6).fill("s1 valid")]);
    assert.deepEqual([sentIn(limited?.requests ?? []), sentIn(free?.requests ?? [])], ["1+2", "1+6"]);
  });

  it("a server that hangs does not hold up the others", async () => {
    await using all = await aDepartment(3, 4);
    all.sdps[0]?.fault(faults.hang());
    const controller = new AbortController();
    let done = 0;
    const round = all.fleet.verify({}, (count) => (done = count) === 8 && controller.abort(), controller.signal);
    assert.deepEqual(
      (await round).map(({ state }) => state),
      [...Array<string>(4).fill("unchecked"), ...Array<string>(8).fill("valid")],
    );
    assert.equal(done, 8);
  });

  it("progress goes from none to all, one by one; of two rounds at once none goes beyond", async () => {
    await using all = await aDepartment(3, 4);
    const steps: [number[], number[]] = [[], []];
    await Promise.all(
      steps.map((counts) =>
        all.fleet.verify(
          {},
          (done, total) => {
            assert.equal(total, 12);
            counts.push(done);
          },
          forever,
        ),
      ),
    );
    const [earlier, later] = steps;
    const counting = Array.from({ length: 13 }, (_, count) => count);
    assert.deepEqual(later, counting);
    assert.deepEqual(earlier, counting.slice(0, earlier.length));
  });
});
