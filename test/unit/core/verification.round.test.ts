import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { ProbeRequest } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import { V1Servers } from "../../../src/core/apiVersion.ts";
import { prepare } from "../../../src/core/preflight.ts";
import { targetOf } from "../../../src/core/verification.ts";
import { aSecret, aServer, envelope, keys, keyText, reply, sdp } from "../../support/fakes/factories.ts";
import { FakeHttp, sdpThatKnows, type Answer } from "../../support/fakes/fakeHttp.ts";
import { aMachine, inWords, now } from "../../support/fakes/machine.ts";

const account = "prod/ci@https://sdp.example.com:8443";

describe("verification: several keys", () => {
  const secrets = Object.fromEntries(Object.keys(keys(7)).map((name) => [name, aSecret()]));
  const many = { keys: keys(7) };

  it("one request without a key, then one a key", async () => {
    const machine = aMachine(sdpThatKnows(...Object.values(secrets)), many, secrets);
    assert.equal((await machine.verify()).filter((line) => line.endsWith("valid accepted")).length, 7);
    assert.deepEqual([machine.http.sent.length, machine.http.withKey.length], [8, 7]);
    assert.equal(machine.http.sent[0]?.key, undefined);
  });

  it("never more than two at once, and the first alone", async () => {
    const under: PromiseWithResolvers<undefined>[] = [];
    const machine = aMachine(
      async ({ key }) => {
        if (key === undefined) return sdp.refused;
        const held = Promise.withResolvers<undefined>();
        under.push(held);
        await held.promise;
        return sdp.buildInfo;
      },
      many,
      secrets,
    );
    const done = machine.verify();
    for (let answered = 0; answered < 7;) {
      await new Promise(setImmediate);
      for (const held of under.splice(0)) {
        held.resolve(undefined);
        answered++;
      }
    }
    await done;
    assert.equal(machine.http.mostAtOnce, 2);
  });

  for (const [what, limit] of [
    ["429 with the envelope", sdp.rateLimited],
    ["a bare 429", reply(429, "")],
    ["4015", reply(400, envelope(4015))],
  ] as const) {
    it(`after ${what} the rest is rate-limited, not asked, and nothing is repeated`, async () => {
      let count = 0;
      const machine = aMachine(
        ({ key }) => (key === undefined ? sdp.refused : ++count >= 3 ? limit : sdp.buildInfo),
        many,
        secrets,
      );
      const lines = await machine.verify();
      assert.equal(lines.filter((line) => line.endsWith("valid accepted")).length, 2);
      assert.equal(lines.filter((line) => line.endsWith("rate-limited answered")).length, 5);
      assert.ok(machine.http.withKey.length <= 4, "asked after a 429");
    });
  }

  it("each has its own answer", async () => {
    const [k1, k2] = [aSecret(), aSecret()];
    const machine = aMachine(sdpThatKnows(k1), { keys: keys(3) }, { k1, k2 });
    const lines = [...(await machine.verify())].sort();
    assert.deepEqual(lines, ["k1: valid accepted", "k2: invalid answered", "k3: missing no-key"]);
  });

  it("a server that stops refusing keyless requests gets no key in the next round", async () => {
    const machine = aMachine(sdpThatKnows(...Object.values(secrets)), many, secrets);
    await machine.verify();
    const before = machine.http.withKey.length;
    machine.http.answer = () => sdp.loginPage;
    await machine.verify();
    assert.equal(machine.http.withKey.length, before);
  });
});

describe("verification: cancelled", () => {
  const secrets = Object.fromEntries(Object.keys(keys(5)).map((name) => [name, aSecret()]));

  const rows: readonly [when: string, cancelAt: (request: ProbeRequest, count: number) => boolean, reports: number][] =
    [
      ["before a key was sent", ({ key }) => key === undefined, 0],
      ["with the first key", (_, count) => count === 2, 0],
      ["in the middle", (_, count) => count === 4, 2],
    ];
  for (const [when, cancelAt, reports] of rows) {
    it(`${when}: it ends, and keys cut short are not reported`, async () => {
      let count = 0;
      const machine = aMachine(
        (request) => {
          if (!cancelAt(request, ++count)) return request.key === undefined ? sdp.refused : sdp.buildInfo;
          machine.controller.abort();
          return new Promise(() => undefined);
        },
        { keys: keys(5) },
        secrets,
      );
      const lines = await machine.verify();
      assert.equal(lines.length, reports, lines.join());
      assert.ok(lines.every((line) => line.endsWith("valid accepted")));
      assert.ok(machine.http.sent.length <= count);
    });
  }
  it("while the store is asked: nothing is reported", async () => {
    const machine = aMachine(sdpThatKnows(), { keys: keys(3) }, { k1: aSecret() });
    machine.store.onCall = () => machine.controller.abort();
    assert.deepEqual([await machine.verify(), machine.http.sent], [[], []]);
  });
  it("before it began: nothing is asked", async () => {
    const machine = aMachine(sdpThatKnows(), {}, { ci: aSecret() });
    machine.controller.abort();
    assert.deepEqual([await machine.verify(), machine.http.sent], [[], []]);
  });
});

describe("verification: what is noted", () => {
  const key = aSecret();
  it("when a key was accepted, and for which path it is", async () => {
    const machine = aMachine(
      sdpThatKnows(key),
      { keys: { ci: { issued: "2026-08-01", expires: "never" } } },
      { ci: key },
    );
    await machine.verify();
    const [[noted, { hash, ...record } = assert.fail()] = []] = machine.index.records;
    assert.equal(noted, account);
    assert.deepEqual(record, { store: "os", path: "", issued: "2026-08-01", expires: "never", lastValid: now });
    assert.match(hash ?? "", /^[0-9a-f]{64}$/);
  });
  it("of a refused one that somebody else stored: for which path it is", async () => {
    const machine = aMachine(sdpThatKnows(), {}, { ci: key });
    await machine.verify();
    const [[noted, record] = []] = [...machine.index.records];
    assert.deepEqual([noted, record?.path, record?.lastValid], [account, "", undefined]);
  });
  it("of all keys together, when the last has been asked: each writing is one of the whole index", async () => {
    const secrets = Object.fromEntries(Object.keys(keys(5)).map((name) => [name, aSecret()]));
    const machine = aMachine(sdpThatKnows(...Object.values(secrets)), { keys: keys(5) }, secrets);
    const update = machine.index.update.bind(machine.index);
    const askedBefore: number[] = [];
    machine.index.update = (...args) => (askedBefore.push(machine.http.withKey.length), update(...args));
    await machine.verify();
    assert.deepEqual([askedBefore, machine.index.records.size], [[5, 5, 5, 5, 5], 5]);
  });
  it("of those that were asked, when the round is cancelled", async () => {
    const secrets = Object.fromEntries(Object.keys(keys(5)).map((name) => [name, aSecret()]));
    const knows = sdpThatKnows(...Object.values(secrets));
    const machine = aMachine(
      (request) => {
        if (machine.http.withKey.length < 4) return knows(request);
        machine.controller.abort();
        return new Promise(() => undefined);
      },
      { keys: keys(5) },
      secrets,
    );
    const lines = await machine.verify();
    assert.ok(lines.length > 0 && lines.length < 5);
    assert.equal(machine.index.records.size, lines.length);
  });
  it("nothing, once the answer is not wanted any more", async () => {
    const { verifier, server, index } = aMachine(sdpThatKnows(key), {}, { ci: key });
    await verifier.verifyKeys(server, server.keys, () => false, AbortSignal.any([]));
    assert.deepEqual([...index.records], []);
  });
  it("a note that cannot be written leaves the key valid", async () => {
    const machine = aMachine(
      (request) => {
        machine.index.broken = "ENOSPC";
        return sdpThatKnows(key)(request);
      },
      {},
      { ci: key },
    );
    assert.deepEqual(await machine.verify(), ["ci: valid accepted"]);
  });
});

describe("verification: a key that is not stored yet", () => {
  const key = aSecret();
  const rows: readonly [
    what: string,
    settings: Record<string, unknown>,
    answer: Answer,
    said: string,
    asked: number,
  ][] = [
    ["works", {}, sdpThatKnows(key), "valid accepted", 2],
    ["is refused", {}, sdpThatKnows(), "invalid answered", 2],
    ["is not sent to a login page", {}, () => sdp.loginPage, "not-servicedesk", 1],
    ["is not sent by http:", { url: "http://sdp.example.com" }, sdpThatKnows(key), "unchecked no-consent", 0],
    ["is not sent to Cloud", { url: "https://servicedeskplus.cn" }, sdpThatKnows(key), "unchecked cloud", 0],
  ];
  for (const [what, settings, answer, said, count] of rows) {
    it(`${what}: ${said}`, async () => {
      const { verifier, server, http, store, index } = aMachine(answer, settings);
      const tried = await verifier.tryKey(server, key, AbortSignal.any([]));
      assert.equal(tried && inWords(tried), said);
      assert.equal(http.sent.length, count);
      assert.deepEqual([store.calls, index.records.size], [[], 0]);
    });
  }
  it("cancelled: undefined", async () => {
    const { verifier, server } = aMachine(sdpThatKnows(key));
    assert.equal(await verifier.tryKey(server, key, AbortSignal.abort()), undefined);
  });
});

describe("verification: requests", () => {
  it("go where the entry says, as it says", async () => {
    const settings = {
      url: "https://sdp.example.com:8443/sdp",
      portalId: "7",
      tls: { ca: "~/ca.pem" },
      timeoutSeconds: 3,
    };
    const server = aServer(settings);
    const http = new FakeHttp(() => sdp.absent);
    await prepare(http, targetOf(server), "v3", new V1Servers(), AbortSignal.any([]));
    const target = { address: server.address, ca: "~/ca.pem", pin: undefined, portalId: "7", timeoutSeconds: 3 };
    assert.deepEqual(http.sent, [
      { target, path: "/api/v3/app_resources/build_info" },
      { target, path: "/api/v3/requests", query: { input_data: '{"list_info":{"row_count":1}}' } },
    ]);
  });
  it("hold the key in one place only, where nothing prints it", async () => {
    const text = keyText();
    const machine = aMachine(sdpThatKnows(new Secret(text)), {}, { ci: new Secret(text) });
    await machine.verify();
    assert.equal(machine.http.withKey[0]?.key?.reveal(), text);
    assert.ok(!inspect(machine, { depth: null, showHidden: true }).includes(text));
    assert.ok(!JSON.stringify([machine.http.sent, [...machine.index.records], machine.lines]).includes(text));
  });
});
