import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { Emitter } from "../../../src/core/emitter.ts";
import { Fleet, type Selection } from "../../../src/core/fleet.ts";
import { accountOf } from "../../../src/core/names.ts";
import type { Observation } from "../../../src/core/health.ts";
import type { Secret } from "../../../src/core/secret.ts";
import type { KeyEntry, ServerEntry } from "../../../src/core/servers.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { aRecord, aSecret, keyOf, keys, reply, sdp, seen } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeHttp, sdpThatKnows, type Answer } from "../../support/fakes/fakeHttp.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";
import { inWords } from "../../support/fakes/machine.ts";

const now = new Date(2027, 0, 1, 12).getTime();
const forever = AbortSignal.any([]);
const url = "https://sdp.example.com:8443";

/** A fleet over this list, with these keys in the store, and these records of them. */
function aFleet(
  value: unknown,
  answer: Answer,
  secrets: Record<string, Secret> = {},
  recorded: Record<string, IndexRecord> = {},
) {
  const [list, http] = [new FakeServerList(value), new FakeHttp(answer)];
  const { os: store, index, records, reader, consents } = aKeeping(recorded);
  for (const [account, secret] of Object.entries(secrets)) store.items.set(account, secret);
  const clock = new FakeClock(now);
  const verifier = new Verifier(http, reader, consents, clock);
  const logged: string[] = [];
  const write = (line: string): void => void logged.push(line);
  const log = { info: write, warn: write, error: write };
  const thresholdsChanged = new Emitter();
  const thresholds = { read: () => ({ noticeDays: 30, warningDays: 14 }), onDidChange: thresholdsChanged.listen };
  const fleet = new Fleet(list, records, verifier, clock, thresholds, log);
  const verify = (selection: Selection = {}, signal = forever) => fleet.verify(selection, () => undefined, signal);
  /** The state of a key, as shown. */
  const state = (server = "prod", key = "ci"): string => {
    const entry = fleet.server(server) ?? assert.fail();
    return fleet.observation(entry, keyOf(entry, key)).state;
  };
  return { fleet, list, http, store, index, logged, verify, state, thresholdsChanged };
}

const account = accountOf("prod", "ci", url);
const prod = { prod: { url, keys: { ci: { expires: "2027-01-31" } } } };

describe("fleet: rows", () => {
  const secret = aSecret();
  const list = {
    prod: {
      url,
      keys: {
        ci: { expires: "2027-01-31" },
        ec: { expires: "never" },
        old: { expires: "2026-12-31" },
        bad: { expires: "x" },
      },
    },
    cloud: { url: "https://servicedeskplus.cn", keys: { ci: { expires: "2027-06-30T12:00:00Z" } } },
    none: { url },
  };
  const { fleet, verify } = aFleet(list, sdpThatKnows(secret), { [account]: secret });
  const checkedAt = new Date(now).toISOString();
  const ci = {
    server: "prod",
    key: "ci",
    state: "valid",
    expiry: "expiring",
    expires: "2027-01-31",
    daysLeft: 30,
    checkedAt,
  };
  const missing = { server: "prod", state: "missing", checkedAt };
  const ec = { ...missing, key: "ec", expiry: "never", expires: "never", daysLeft: null };
  const old = { ...missing, key: "old", expiry: "expired", expires: "2026-12-31", daysLeft: -1 };
  const bad = { ...missing, key: "bad", expiry: "unknown", expires: null, daysLeft: null };
  const cloud = {
    ...{ server: "cloud", key: "ci", state: "unchecked", checkedAt: null },
    ...{ expiry: "ok", expires: "2027-06-30T12:00:00Z", daysLeft: 180 },
  };

  const rows: readonly [selection: Selection, rows: object[]][] = [
    [{}, [ci, ec, old, bad, cloud]],
    [{ server: "prod" }, [ci, ec, old, bad]],
    [{ server: "prod", key: "ci" }, [ci]],
    [{ key: "ci" }, [ci, cloud]],
    [{ server: "none" }, []],
    [{ server: "PROD" }, []],
    [{ server: "prod", key: "constructor" }, []],
    [{ server: "__proto__" }, []],
  ];
  for (const [selection, expected] of rows) {
    it(JSON.stringify(selection), async () => assert.deepEqual(await verify(selection), expected));
  }

  it("of a selection ask about nothing else", async () => {
    const one = aFleet(list, sdpThatKnows(secret), { [account]: secret });
    await one.verify({ server: "prod", key: "ec" });
    assert.deepEqual(
      [one.http.sent.length, one.state("prod", "ci"), one.state("prod", "ec")],
      [0, "unchecked", "missing"],
    );
  });

  it("never hold the key", async () => {
    assert.ok(!JSON.stringify(await verify()).includes(secret.reveal()));
    assert.equal(fleet.servers.length, 3);
  });

  it("replaced on another machine: expiry unknown", async () => {
    const newer = { prod: { url, keys: { ci: { issued: "2026-12-01", expires: "2027-01-31" } } } };
    const one = aFleet(newer, sdpThatKnows(secret), { [account]: secret });
    one.index.records.set(account, { store: "os", path: "", issued: "2026-11-01" });
    const [row] = await one.verify();
    assert.deepEqual(
      [row?.state, row?.expiry, row?.daysLeft, row?.expires],
      ["missing", "unknown", null, "2027-01-31"],
    );
  });

  it("verify: false stops no person", async () => {
    const quiet = { prod: { url, verify: false, keys: { ci: { verify: false } } } };
    const [row] = await aFleet(quiet, sdpThatKnows(secret), { [account]: secret }).verify();
    assert.equal(row?.state, "valid");
  });
});

describe("fleet: many", () => {
  it("progress counts each key once, from none to all", async () => {
    const list = Object.fromEntries(["a", "b", "c"].map((name) => [name, { url, keys: keys(4) }]));
    const { fleet } = aFleet(list, sdpThatKnows());
    const steps: string[] = [];
    await fleet.verify({}, (done, total) => steps.push(`${done}/${total}`), forever);
    assert.deepEqual(
      steps,
      Array.from({ length: 13 }, (_, done) => `${done}/12`),
    );
  });

  it("32 servers at once, two keys each", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const secret = aSecret();
    const list = Object.fromEntries(names.map((name) => [name, { url, keys: keys(3) }]));
    const stored = names.flatMap((name) => Object.keys(keys(3)).map((key) => [accountOf(name, key, url), secret]));
    const held: PromiseWithResolvers<undefined>[] = [];
    const { http, verify } = aFleet(
      list,
      async (request) => {
        const turn = Promise.withResolvers<undefined>();
        held.push(turn);
        await turn.promise;
        return sdpThatKnows(secret)(request);
      },
      Object.fromEntries(stored) as Record<string, Secret>,
    );
    const finished = new AbortController();
    const round = verify().finally(() => finished.abort());
    while (!finished.signal.aborted) {
      await new Promise(setImmediate);
      for (const turn of held.splice(0)) turn.resolve(undefined);
    }
    assert.equal((await round).filter(({ state }) => state === "valid").length, 120);
    assert.equal(http.mostAtOnce, 64);
  });

  it("cancelled: it ends, and what was not asked stays unchecked", async () => {
    const controller = new AbortController();
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const list = Object.fromEntries(names.map((name) => [name, { url, keys: { ci: {} } }]));
    const stored = Object.fromEntries(names.map((name) => [accountOf(name, "ci", url), aSecret()]));
    const { verify, http, store } = aFleet(
      list,
      () => {
        controller.abort();
        return new Promise(() => undefined);
      },
      stored,
    );
    const rows = await verify({}, controller.signal);
    assert.deepEqual([rows.length, new Set(rows.map(({ state }) => state)).size, rows[0]?.state], [40, 1, "unchecked"]);
    assert.ok(http.sent.length <= 32 && store.calls.length <= 32);
  });
});

describe("fleet: the log", () => {
  it("has a line for each answer, and no key even where a server echoes it", async () => {
    const secret = aSecret();
    const echo: Answer = ({ key }) =>
      key === undefined ? sdp.refused : reply(302, key.reveal(), { location: `https://x.example.com/${key.reveal()}` });
    const one = aFleet(prod, echo, { [account]: secret });
    await one.verify();
    assert.equal(one.logged.length, 1);
    assert.match(one.logged.join(), /^prod\/ci: not-servicedesk /);
    const shown = JSON.stringify([one.logged, one.fleet.observation(...first(one.fleet))]);
    assert.ok(!shown.includes(secret.reveal()));
  });
});

describe("fleet: the last question wins", () => {
  const secret = aSecret();
  /** A fleet whose first round hangs until its answer is given, by then of another time. */
  function twoRounds() {
    const first = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    let hang = true;
    const all = aFleet(
      prod,
      async ({ key }) => {
        if (key === undefined) return sdp.refused;
        if (!hang) return sdp.buildInfo;
        hang = false;
        asked.resolve(undefined);
        await first.promise;
        return sdp.refused;
      },
      { [account]: secret },
    );
    return { ...all, first, asked };
  }

  it("an earlier one's answer is dropped", async () => {
    const { verify, state, first, asked } = twoRounds();
    const earlier = verify();
    await asked.promise;
    await verify();
    assert.equal(state(), "valid");
    first.resolve(undefined);
    const [row] = await earlier;
    assert.deepEqual([state(), row?.state], ["valid", "valid"]);
  });

  const rows: readonly [what: string, act: (all: ReturnType<typeof twoRounds>) => void, state: string][] = [
    [
      "a key that was stored meanwhile",
      ({ fleet }) => fleet.observe(fleet.servers[0] ?? assert.fail(), "ci", seen("valid")),
      "valid",
    ],
    [
      "a key that was removed meanwhile",
      ({ fleet }) => fleet.forget(fleet.servers[0] ?? assert.fail(), "ci"),
      "unchecked",
    ],
    [
      "an address that was changed meanwhile",
      ({ list }) => list.set({ prod: { url: "https://other.example.com", keys: { ci: {} } } }),
      "unchecked",
    ],
    ["a list that is otherwise the same", ({ list }) => list.set({ ...prod, test: { url } }), "invalid"],
  ];
  for (const [what, act, expected] of rows) {
    it(`${what}: ${expected}`, async () => {
      const all = twoRounds();
      const round = all.verify();
      await all.asked.promise;
      act(all);
      all.first.resolve(undefined);
      await round;
      assert.equal(all.state(), expected);
    });
  }
});

describe("fleet: the list changes", () => {
  const secret = aSecret();
  const entry = prod.prod;
  const rows: readonly [what: string, value: object, seen: string][] = [
    ["nothing of this key", { ...prod, test: { url } }, "valid accepted"],
    ["its dates", { prod: { url, keys: { ci: { expires: "never" } } } }, "valid accepted"],
    [
      "the same address, written otherwise",
      { prod: { ...entry, url: "HTTPS://sdp.example.com:8443/" } },
      "valid accepted",
    ],
    ["the port", { prod: { ...entry, url: "https://sdp.example.com:9443" } }, "missing address-changed"],
    ["the scheme", { prod: { ...entry, url: "http://sdp.example.com:8443" } }, "missing address-changed"],
    ["the host", { prod: { ...entry, url: "https://evil.example.com:8443" } }, "missing address-changed"],
    ["the context path", { prod: { ...entry, url: `${url}/sdp` } }, "missing address-changed"],
    ["the server's name", { other: entry }, "missing stored-as"],
    ["the key's name", { prod: { url, keys: { other: {} } } }, "missing stored-as"],
    ["both names", { other: { url, keys: { other: {} } } }, "unchecked not-asked"],
  ];
  for (const [what, value, expected] of rows) {
    it(`${what}: ${expected}`, async () => {
      const { verify, list, fleet } = aFleet(prod, sdpThatKnows(secret), { [account]: secret });
      await verify();
      list.set(value);
      assert.equal(inWords(fleet.observation(...first(fleet))), expected);
    });
  }
  it("and changes back: it is asked anew", async () => {
    const { verify, list, state } = aFleet(prod, sdpThatKnows(secret), { [account]: secret });
    await verify();
    list.set({ prod: { ...entry, url: "https://evil.example.com:8443" } });
    list.set(prod);
    assert.equal(state(), "unchecked");
  });

  it("a changed origin gets no key", async () => {
    const { verify, list, http, state } = aFleet(prod, sdpThatKnows(secret), { [account]: secret });
    list.set({ prod: { ...entry, url: "https://evil.example.com:8443" } });
    await verify();
    assert.deepEqual([state(), http.sent], ["missing", []]);
  });

  it("it is read anew, with its problems", () => {
    const { fleet, list } = aFleet(undefined, sdpThatKnows());
    assert.deepEqual([fleet.servers, fleet.problems], [[], []]);
    list.set({ ...prod, bad: 7 });
    assert.deepEqual([fleet.servers.length, fleet.problems.length], [1, 1]);
    assert.equal(fleet.server("bad"), undefined);
  });
});

describe("fleet: the index", () => {
  const secret = aSecret();
  const was = aRecord({ issued: "2026-08-01", expires: "2027-01-31" });
  const rows: readonly [
    what: string,
    written: (now: IndexRecord) => Record<string, IndexRecord | undefined>,
    seen: string,
  ][] = [
    [
      "another window replaced the key",
      (now) => ({ [account]: { ...now, issued: "2026-08-02" } }),
      "unchecked not-asked",
    ],
    ["another window moved the key", (now) => ({ [account]: { ...now, store: "vscode" } }), "valid accepted"],
    ["another window removed the key", () => ({ [account]: undefined }), "unchecked not-asked"],
    [
      "another window said it is for another path",
      (now) => ({ [account]: { ...now, path: "/sdp" } }),
      "missing address-changed",
    ],
    ["another window saw that it works", (now) => ({ [account]: { ...now, lastValid: 7 } }), "valid accepted"],
    ["another window wrote of another key", (now) => ({ [accountOf("prod", "ec", url)]: now }), "valid accepted"],
  ];
  for (const [what, written, expected] of rows) {
    it(`${what}: ${expected}`, async () => {
      const { fleet, index, verify } = aFleet(prod, sdpThatKnows(secret), { [account]: secret }, { [account]: was });
      await verify();
      index.changedElsewhere(written(index.records.get(account) ?? assert.fail()));
      await settled();
      assert.equal(inWords(fleet.observation(...first(fleet))), expected);
    });
  }

  it("that is read for the first time during a round does not spoil its answers", async () => {
    const records = { [account]: aRecord(), [accountOf("prod", "ec", url)]: aRecord() };
    const { fleet, list, index, state, store } = aFleet(
      undefined,
      sdpThatKnows(secret),
      { [account]: secret },
      records,
    );
    const read = index.read.bind(index);
    const held = Promise.withResolvers<undefined>();
    index.read = async () => {
      await held.promise;
      return read();
    };
    list.set(prod);
    const round = fleet.verify({}, () => undefined, forever);
    held.resolve(undefined);
    await round;
    assert.deepEqual([state(), store.calls.length], ["valid", 1]);
  });

  it("is not read without a server", async () => {
    const { index, list } = aFleet(undefined, sdpThatKnows());
    let read = 0;
    const reading = index.read.bind(index);
    index.read = () => (read++, reading());
    list.set({});
    await settled();
    assert.equal(read, 0);
    list.set(prod);
    await settled();
    assert.equal(read, 1);
  });

  it("tells of the key before anybody asked", async () => {
    const newer = { prod: { url, keys: { ci: { issued: "2026-12-01", expires: "2027-01-31" } } } };
    const { fleet, index } = aFleet(newer, sdpThatKnows());
    index.changedElsewhere({ [account]: aRecord({ issued: "2026-11-01", store: "vscode" }) });
    await settled();
    const [server, key] = first(fleet);
    assert.equal(inWords(fleet.observation(server, key)), "missing replaced-elsewhere");
    assert.deepEqual([fleet.expiry(server, key).expiry, fleet.outlook(server, key).store], ["unknown", "vscode"]);
  });

  it("does not hide what the server said behind an old name", async () => {
    const { fleet, index, verify } = aFleet(prod, sdpThatKnows(secret), { [account]: secret });
    await verify();
    await index.update(account, () => undefined);
    index.changedElsewhere({ [accountOf("old", "ci", url)]: aRecord() });
    await settled();
    assert.equal(fleet.observation(...first(fleet)).reason.kind, "stored-as");
    fleet.observe(first(fleet)[0], "ci", seen("invalid"));
    assert.equal(fleet.observation(...first(fleet)).state, "invalid");
  });
});

describe("fleet: a timer's round", () => {
  it("asks no store for a key that this editor has not read", async () => {
    const { fleet, store, http } = aFleet(prod, sdpThatKnows(), { [account]: aSecret() });
    await fleet.verify({}, () => undefined, forever, "timer");
    assert.equal(inWords(fleet.observation(...first(fleet))), "unchecked ask-first");
    assert.deepEqual([store.calls, http.sent], [[], []]);
  });
});

describe("fleet: what a timer is told, that may not read a key, is nothing against what was seen of it", () => {
  const secret = aSecret();
  const rows: readonly [what: string, before: Observation, seen: string][] = [
    ["it was accepted", seen("valid"), "valid accepted"],
    ["it was refused", seen("invalid"), "invalid refused"],
    ["there was none", seen("missing"), "missing no-key"],
    ["the store did not work", seen("store-unavailable"), "store-unavailable store"],
    ["nobody had asked", seen("unchecked"), "unchecked ask-first"],
    ["a person had said no", seen("unchecked", { kind: "denied" }), "unchecked ask-first"],
  ];
  for (const [what, before, expected] of rows) {
    it(`${what}: ${expected}`, async () => {
      const { fleet } = aFleet(prod, sdpThatKnows(secret), { [account]: secret });
      const [server, key] = first(fleet);
      fleet.observe(server, key.name, before);
      const done: number[] = [];
      await fleet.verify({}, (count) => done.push(count), forever, "timer");
      assert.equal(inWords(fleet.observation(server, key)), expected);
      assert.deepEqual(done, [0, 1]);
    });
  }
  it("what it was told of a key that it may read counts", async () => {
    const { fleet } = aFleet(prod, sdpThatKnows(secret), { [account]: secret }, { [account]: aRecord() });
    const [server, key] = first(fleet);
    fleet.observe(server, key.name, seen("invalid"));
    await fleet.verify({}, () => undefined, forever, "timer");
    assert.equal(inWords(fleet.observation(server, key)), "valid accepted");
  });
  it("a person is told that it is not known any more", async () => {
    const { fleet, store } = aFleet(prod, sdpThatKnows(secret), { [account]: secret });
    const [server, key] = first(fleet);
    fleet.observe(server, key.name, seen("valid"));
    store.mode = "denying";
    await fleet.verify({}, () => undefined, forever);
    assert.equal(inWords(fleet.observation(server, key)), "unchecked denied");
  });
});

describe("fleet: verify: false", () => {
  const secret = aSecret();
  const rows: readonly [what: string, list: object, asked: string[]][] = [
    ["nowhere", { prod: { url, keys: { ci: {}, ec: {} } } }, ["ci", "ec"]],
    ["on a key", { prod: { url, keys: { ci: { verify: false }, ec: {} } } }, ["ec"]],
    ["on the server", { prod: { url, verify: false, keys: { ci: {}, ec: {} } } }, []],
    ["on the server, not on a key", { prod: { url, verify: false, keys: { ci: { verify: true }, ec: {} } } }, []],
  ];
  for (const [what, list, asked] of rows) {
    it(`${what}: a timer asks about ${asked.join(" and ") || "none"}, a person about both`, async () => {
      const accounts = ["ci", "ec"].map((name) => accountOf("prod", name, url));
      const { fleet, http } = aFleet(
        list,
        sdpThatKnows(secret),
        Object.fromEntries(accounts.map((one) => [one, secret])),
        Object.fromEntries(accounts.map((one) => [one, aRecord()])),
      );
      const progress: string[] = [];
      const count = (done: number, total: number): unknown => progress.push(`${done}/${total}`);
      const rows = await fleet.verify({}, count, forever, "timer");
      assert.deepEqual(
        rows.map(({ key, state }) => `${key} ${state}`),
        asked.map((key) => `${key} valid`),
      );
      assert.deepEqual([http.withKey.length, progress.at(-1)], [asked.length, `${asked.length}/${asked.length}`]);
      assert.equal((await fleet.verify({}, () => undefined, forever)).length, 2);
    });
  }
});

describe("fleet: entries with the same key", () => {
  const list = { prod: { url, keys: { a: {}, b: {} } }, test: { url, keys: { a: {} } } };
  const hashed = (names: readonly string[], rest: Partial<IndexRecord> = {}): Record<string, IndexRecord> =>
    Object.fromEntries(
      names.map((name) => {
        const [server = "", key = ""] = name.split("/");
        return [accountOf(server, key, url), aRecord({ hash: "h", ...rest })];
      }),
    );
  const twins = (fleet: Fleet): readonly string[] =>
    fleet.servers.flatMap((server) =>
      server.keys.map((key) =>
        fleet
          .twins(server, key)
          .map((one) => `${one.server.name}/${one.key.name}`)
          .join(" "),
      ),
    );
  const two = hashed(["prod/a", "test/a"]);
  const rows: readonly [
    what: string,
    records: Record<string, IndexRecord>,
    missing: string | undefined,
    ...twins: string[],
  ][] = [
    ["two", two, undefined, "test/a", "", "prod/a"],
    ["three", hashed(["prod/a", "prod/b", "test/a"]), undefined, "prod/b test/a", "prod/a test/a", "prod/a prod/b"],
    ["two, one of which is missing", two, "test", "", "", ""],
    ["two, one of which is missing, seen from it", two, "prod", "", "", ""],
    ["two, one for another path", { ...two, ...hashed(["test/a"], { path: "/sdp" }) }, undefined, "", "", ""],
  ];
  for (const [what, records, missing, ...expected] of rows) {
    it(what, async () => {
      const { fleet } = aFleet(list, sdpThatKnows(), {}, records);
      await settled();
      const server = missing === undefined ? undefined : fleet.server(missing);
      if (server !== undefined) fleet.observe(server, "a", seen("missing"));
      assert.deepEqual(twins(fleet), expected);
    });
  }
});

describe("fleet: an entry that cannot be used", () => {
  it("still wants its key, which is offered to no other", async () => {
    const records = { [accountOf("old", "ci", url)]: aRecord() };
    const { fleet, list } = aFleet(prod, sdpThatKnows(), {}, records);
    await settled();
    const offered = (): unknown => fleet.outlook(...first(fleet)).candidate?.account;
    assert.equal(offered(), accountOf("old", "ci", url));
    list.set({ ...prod, old: { url: "no address", keys: { ci: {} } } });
    assert.equal(offered(), undefined);
    list.set({ ...prod, old: { url, keys: { ci: 7 } } });
    assert.equal(offered(), undefined);
    list.set({ ...prod, old: { url, keys: {} } });
    assert.equal(offered(), accountOf("old", "ci", url));
  });
});

describe("fleet: who listens", () => {
  it("hears of the list, of answers, of what was seen and forgotten, until disposed", async () => {
    const { fleet, list, verify } = aFleet(prod, sdpThatKnows());
    const server = fleet.server("prod") ?? assert.fail();
    let heard = 0;
    const own = fleet.onDidChange(() => heard++);
    const steps: (() => unknown)[] = [
      () => list.set(prod),
      () => verify(),
      () => fleet.observe(server, "ci", seen("valid")),
      () => fleet.forget(server, "ci"),
    ];
    for (const [index, step] of steps.entries()) {
      await step();
      assert.equal(heard, index + 1);
    }
    own.dispose();
    list.set(prod);
    assert.equal(heard, steps.length);
  });
  it("hears of other thresholds", () => {
    const { fleet, thresholdsChanged } = aFleet(prod, sdpThatKnows());
    let heard = 0;
    fleet.onDidChange(() => heard++);
    thresholdsChanged.fire();
    assert.equal(heard, 1);
  });
  it("a disposed fleet reads the list no more", () => {
    const { fleet, list } = aFleet(prod, sdpThatKnows());
    fleet.dispose();
    list.set({});
    assert.equal(fleet.servers.length, 1);
  });
});

/** The first server of the list, with its first key. */
function first(fleet: Fleet): [ServerEntry, KeyEntry] {
  const [server = assert.fail()] = fleet.servers;
  return [server, keyOf(server)];
}
