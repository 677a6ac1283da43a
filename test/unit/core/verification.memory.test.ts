import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { accountOf } from "../../../src/core/names.ts";
import type { Secret } from "../../../src/core/secret.ts";
import { aRecord, aSecret, keys, sdp } from "../../support/fakes/factories.ts";
import { sdpThatKnows } from "../../support/fakes/fakeHttp.ts";
import { aMachine } from "../../support/fakes/machine.ts";

type Machine = ReturnType<typeof aMachine>;
const account = (name = "ci"): string => accountOf("prod", name, "https://sdp.example.com:8443");

/** A machine on which a person has had all keys checked, so that they are recorded and remembered. */
async function anOldMachine(secrets: Record<string, Secret>, settings: Record<string, unknown> = {}): Promise<Machine> {
  const machine = aMachine(sdpThatKnows(...Object.values(secrets)), settings, secrets);
  await machine.verify();
  return rested(machine);
}

/** With nothing asked, said or sent so far. */
function rested(machine: Machine): Machine {
  for (const list of [machine.lines, machine.store.calls, machine.http.sent]) list.length = 0;
  return machine;
}

describe("verification: a key that this session remembers, and that is refused", () => {
  const [old, other] = [aSecret(), aSecret()];
  const rows: readonly [what: string, stored: Secret | undefined, known: Secret[], said: string, sent: Secret[]][] = [
    ["the store has another, which works", other, [other], "valid accepted", [old, other]],
    ["the store has another, which is refused as well", other, [], "invalid answered", [old, other]],
    ["the store has the same", old, [], "invalid answered", [old]],
    ["the store has none any more", undefined, [], "invalid answered", [old]],
    ["it is not refused: the store is not asked", other, [old], "valid accepted", [old]],
  ];
  for (const [what, stored, known, said, sent] of rows) {
    it(`${what}: ${said}, in one report`, async () => {
      const machine = await anOldMachine({ ci: old });
      if (stored === undefined) machine.store.items.clear();
      else machine.store.items.set(account(), stored);
      machine.http.answer = sdpThatKnows(...known);
      assert.deepEqual(await machine.verify(), [`ci: ${said}`]);
      assert.deepEqual(
        machine.http.withKey.map(({ key }) => key),
        sent,
      );
      assert.deepEqual(machine.store.calls, known.includes(old) ? [] : [`get ${account()}`]);
      assert.equal(machine.http.sent.length, 2 * sent.length);
    });
  }
  it("the store does not work any more: it is what the server said", async () => {
    const machine = await anOldMachine({ ci: old });
    machine.store.mode = "no-dbus";
    machine.http.answer = sdpThatKnows();
    assert.deepEqual(await machine.verify(), ["ci: invalid answered"]);
  });
  it("what the store had is noted, and remembered from then on", async () => {
    const machine = await anOldMachine({ ci: old });
    const before = machine.index.records.get(account())?.hash;
    machine.store.items.set(account(), other);
    machine.http.answer = sdpThatKnows(other);
    await machine.verify();
    assert.notEqual(machine.index.records.get(account())?.hash, before);
    rested(machine);
    assert.deepEqual(await machine.verify(), ["ci: valid accepted"]);
    assert.deepEqual([machine.store.calls, machine.http.sent.length], [[], 2]);
  });
  it("at its first read: it is not read twice", async () => {
    const machine = aMachine(sdpThatKnows(), {}, { ci: old });
    machine.index.records.set(account(), aRecord());
    assert.deepEqual(await machine.verify(), ["ci: invalid answered"]);
    assert.deepEqual([machine.http.withKey.length, machine.store.calls.length], [1, 1]);
  });
  it("a second key goes to no server that has become another meanwhile", async () => {
    const machine = await anOldMachine({ ci: old });
    machine.store.items.set(account(), other);
    machine.http.answer = () => (machine.http.sent.length <= 2 ? sdp.refused : sdp.loginPage);
    assert.deepEqual(await machine.verify(), ["ci: not-servicedesk"]);
    assert.equal(machine.http.withKey.length, 1);
  });
  it("after a 429 in the same round it is not asked about, but rate-limited", async () => {
    const machine = await anOldMachine({ k1: old, k2: aSecret() }, { keys: keys(2) });
    machine.store.items.set(account("k1"), other);
    machine.http.answer = ({ key }) => (key === undefined || key.equals(old) ? sdp.refused : sdp.rateLimited);
    const lines = [...(await machine.verify())].sort();
    assert.deepEqual(lines, ["k1: rate-limited answered", "k2: rate-limited answered"]);
    assert.ok(machine.http.withKey.every(({ key }) => key?.equals(other) === false));
  });
});

describe("verification: for a timer, that may not make the OS ask the person", () => {
  const key = aSecret();
  const deny = async (machine: Machine): Promise<void> => {
    machine.store.mode = "denying";
    await machine.verify();
    machine.store.mode = "working";
  };
  type Arrange = (machine: Machine) => unknown;
  const rows: readonly [what: string, arrange: Arrange, said: string, storeCalls: number][] = [
    ["a key that this editor did not store", () => undefined, "unchecked ask-first", 0],
    ["a key that this editor stored", ({ index }) => index.records.set(account(), aRecord()), "valid accepted", 1],
    [
      "a key that this editor stored, after a person said no",
      async (machine) => {
        machine.index.records.set(account(), aRecord());
        await deny(machine);
      },
      "unchecked denied",
      0,
    ],
    ["a key that was read at a person's wish", (machine) => machine.verify(), "valid accepted", 0],
    [
      "a key that was read at a person's wish, before one said no to another",
      async (machine) => {
        await machine.verify();
        machine.store.mode = "denying";
        await machine.vault.held(machine.server, "other");
        await machine.reader.read({ ...machine.server, name: "test" }, machine.server.keys, "person");
      },
      "valid accepted",
      0,
    ],
  ];
  for (const [what, arrange, said, storeCalls] of rows) {
    it(`${what}: ${said}`, async () => {
      const machine = aMachine(sdpThatKnows(key), {}, { ci: key });
      await arrange(machine);
      await settled();
      rested(machine);
      assert.deepEqual(await machine.verify("timer"), [`ci: ${said}`]);
      assert.equal(machine.store.calls.length, storeCalls);
      assert.equal(machine.http.withKey.length, said === "valid accepted" ? 1 : 0);
    });
  }
  it("a denial ends it for all other keys of the session", async () => {
    const secrets = { k1: aSecret(), k2: aSecret() };
    const machine = aMachine(sdpThatKnows(), { keys: keys(2) }, secrets);
    for (const name of ["k1", "k2"]) machine.index.records.set(account(name), aRecord());
    machine.store.failNext = (call) =>
      call === `get ${account("k1")}` ? { kind: "denied", detail: "no" } : { kind: "waiting", detail: "asking" };
    await machine.verify();
    machine.store.failNext = undefined;
    rested(machine);
    assert.deepEqual(await machine.verify("timer"), ["k1: unchecked denied", "k2: unchecked denied"]);
    assert.deepEqual(machine.store.calls, []);
  });
  it("a person may ask again", async () => {
    const machine = aMachine(sdpThatKnows(key), {}, { ci: key });
    await deny(machine);
    rested(machine);
    assert.deepEqual(await machine.verify("person"), ["ci: valid accepted"]);
    rested(machine);
    assert.deepEqual(await machine.verify("timer"), ["ci: valid accepted"]);
  });
  it("a key that is not read has no time of its check", async () => {
    const machine = aMachine(sdpThatKnows(key), {}, { ci: key });
    const times: unknown[] = [];
    const report = (_: unknown, { checkedAt }: { checkedAt: number | null }): boolean => times.push(checkedAt) > 0;
    await machine.verifier.verifyKeys(machine.server, machine.server.keys, report, AbortSignal.any([]), "timer");
    assert.deepEqual(times, [null]);
  });
});
