import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { GotHttp } from "../../../src/adapters/gotHttp.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import { LimitedHttp } from "../../../src/core/limitedHttp.ts";
import { accountOf } from "../../../src/core/names.ts";
import { Secret } from "../../../src/core/secret.ts";
import { anEngine } from "../../support/engine.ts";
import { keys } from "../../support/fakes/factories.ts";
import { FakeIndex } from "../../support/fakes/fakeIndex.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import * as faults from "../../support/sdp/faults.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { sentIn } from "./desk.ts";

const got = new GotHttp(systemClock);

/** One server with five good keys, and the round that is cancelled. */
async function aRound(url?: string) {
  const sdp = await startSdp();
  const index = new FakeIndex();
  const secrets = new Map<string, Secret>();
  const address = url ?? sdp.origin;
  for (const name of Object.keys(keys(5))) {
    sdp.accounts.addTechnician({ login: name, roles: ["SDAdmin"] });
    secrets.set(accountOf("prod", name, address), new Secret(sdp.accounts.generateKey(name)));
  }
  const list = new FakeServerList({ prod: { url: address, tls: { ca: sdp.caPem }, keys: keys(5) } });
  const http = new LimitedHttp(got, { aServer: 2, inAll: 2 });
  const engine = anEngine(list, http, index, secrets);
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  const verify = (signal = controller.signal) => engine.fleet.verify({}, () => undefined, signal);
  return { ...engine, sdp, index, http, cancel, verify, [Symbol.asyncDispose]: () => sdp.close() };
}

type Round = Awaited<ReturnType<typeof aRound>>;

/** Which request a fault meets, and that it then stays open. */
const hang = (sdp: Sdp, keyed: boolean): void => sdp.fault(faults.hang(), { keyed });

describe("over real sockets: cancelled", () => {
  const rows: readonly [when: string, prepare: (round: Round) => unknown, valid: number, sent: RegExp][] = [
    ["before it began", ({ cancel }) => cancel(), 0, /^0\+0$/],
    [
      "while the index is read",
      ({ index, cancel }) => void (index.read = () => (cancel(), new Promise(() => undefined))),
      0,
      /^0\+0$/,
    ],
    ["when the store is asked", ({ store, cancel }) => void (store.onCall = cancel), 0, /^0\+0$/],
    [
      "while the store waits for a person",
      ({ store, cancel }) => {
        store.mode = "hanging";
        store.onCall = () => void setImmediate(cancel);
      },
      0,
      /^0\+0$/,
    ],
    [
      "while the request without a key is under way",
      ({ sdp, cancel }) => {
        hang(sdp, false);
        void sdp.whenRequested(1).then(cancel);
      },
      0,
      /^1\+0$/,
    ],
    [
      "while the first keys are under way",
      ({ sdp, cancel }) => {
        hang(sdp, true);
        void sdp.whenRequested(3).then(cancel);
      },
      0,
      /^1\+2$/,
    ],
    ["between two keys", ({ fleet, cancel }) => fleet.onDidChange(cancel), 1, /^1\+[12]$/],
    [
      "while the answer drips",
      ({ sdp, cancel }) => {
        sdp.fault(faults.drip(), { keyed: true });
        void sdp.whenRequested(3).then(cancel);
      },
      0,
      /^1\+2$/,
    ],
    [
      "while its result is noted",
      ({ index, cancel }) => void (index.update = () => (cancel(), new Promise(() => undefined))),
      5,
      /^1\+5$/,
    ],
  ];
  for (const [when, prepare, valid, sent] of rows) {
    it(`${when}: it ends, and ${valid} is known`, async () => {
      await using round = await aRound();
      prepare(round);
      const states = (await round.verify()).map(({ state }) => state);
      assert.equal(states.filter((state) => state === "valid").length, valid, states.join());
      assert.equal(states.filter((state) => state === "unchecked").length, 5 - valid, states.join());
      assert.match(sentIn(round.sdp.requests), sent);
    });
  }

  it("while the consents are asked: it ends, and the store is not asked", async () => {
    await using round = await aRound("http://sdp.example.com");
    const { consents, store, cancel, verify } = round;
    consents.has = () => (cancel(), Promise.resolve(true));
    await verify();
    assert.deepEqual(store.calls, []);
  });

  it("while it waits for its turn: it ends, and nothing is sent", async () => {
    await using round = await aRound();
    round.sdp.fault(faults.hang());
    const { fleet, sdp, cancel, verify } = round;
    const others = new AbortController();
    const before = [1, 2].map(() => fleet.verify({}, () => undefined, others.signal));
    await sdp.whenRequested(2);
    const waiting = verify();
    setImmediate(cancel);
    await waiting;
    assert.equal(sentIn(sdp.requests), "2+0");
    others.abort();
    await Promise.all(before);
  });

  it("during the handshake: it ends", async () => {
    await using silent = Object.assign(createServer().listen(0, "127.0.0.1"), {
      [Symbol.asyncDispose]: () => new Promise<void>((resolve) => silent.close(() => resolve())),
    });
    await once(silent, "listening");
    await using round = await aRound(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const gone = Promise.withResolvers<undefined>();
    silent.once("connection", (socket) => {
      socket
        .on("error", () => undefined)
        .on("close", () => gone.resolve(undefined))
        .resume();
      round.cancel();
    });
    const states = (await round.verify()).map(({ state }) => state);
    assert.deepEqual(states, Array(5).fill("unchecked"));
    await gone.promise;
  });

  it("the next round finds nothing in its way", async () => {
    await using round = await aRound();
    const { sdp, cancel, verify } = round;
    hang(sdp, true);
    void sdp.whenRequested(3).then(cancel);
    await verify();
    sdp.clearFaults();
    const states = (await verify(AbortSignal.any([]))).map(({ state }) => state);
    assert.deepEqual(states, Array(5).fill("valid"));
  });
});
