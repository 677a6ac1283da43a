import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { Records, type Elsewhere } from "../../../src/core/records.ts";
import { fail, type Result } from "../../../src/core/result.ts";
import type { IndexRecord, IndexRecords, WriteLock } from "../../../src/core/storePorts.ts";
import { aRecord, aSecret } from "../../support/fakes/factories.ts";
import { FakeIndex } from "../../support/fakes/fakeIndex.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";

const account = "prod/ci@https://sdp.example.com:8443";
const other = "prod/ec@https://sdp.example.com:8443";

const inEditor = aRecord({ store: "vscode" });

/** An index whose readings can be held back: what they found is what was there when they began. */
class SlowIndex extends FakeIndex {
  #held: PromiseWithResolvers<undefined> | undefined;

  hold(): void {
    this.#held = Promise.withResolvers();
  }

  async release(): Promise<void> {
    this.#held?.resolve(undefined);
    this.#held = undefined;
    await settled();
  }

  override async read(): Promise<Result<IndexRecords, string>> {
    const [read, held] = [await super.read(), this.#held];
    await held?.promise;
    return read;
  }
}

/** `replaced ci`, `moved ci`: what another window did, by the names of the keys. */
function inWords({ replaced, moved }: Elsewhere): string[] {
  const named = (word: string, accounts: ReadonlySet<string>): string[] =>
    [...accounts].map((one) => `${word} ${one.replace(/^prod\/|@.*/g, "")}`);
  return [...named("replaced", replaced), ...named("moved", moved)];
}

/** Records that were read once, and what was told since: what other windows did, one entry for each time. */
async function someRecords(before: Readonly<Record<string, IndexRecord>>) {
  const index = new SlowIndex(before);
  const records = new Records(index);
  await records.read();
  const told: string[][] = [];
  records.onDidChange((elsewhere) => told.push(inWords(elsewhere)));
  return { index, records, told };
}

describe("records: what another window wrote", () => {
  type Row = readonly [what: string, before: IndexRecord | undefined, after: IndexRecord | undefined, told: string[][]];
  const was = aRecord({ issued: "2026-08-01", expires: "never", lastValid: 3, hash: "h" });
  const rows: readonly Row[] = [
    ["a key that was stored", undefined, was, [["replaced ci", "moved ci"]]],
    ["a key that was removed", was, undefined, [["replaced ci", "moved ci"]]],
    ["a key that was moved", was, { ...was, store: "vscode" }, [["moved ci"]]],
    ["a key that may go to another path", was, { ...was, path: "/sdp" }, [["replaced ci"]]],
    ["a key that was replaced on another day", was, { ...was, issued: "2026-08-02" }, [["replaced ci"]]],
    ["a key that was replaced on the same day", was, { ...was, hash: "other" }, [["replaced ci"]]],
    [
      "a key that was replaced, and moved",
      was,
      aRecord({ store: "vscode", hash: "other" }),
      [["replaced ci", "moved ci"]],
    ],
    ["that the key works, alone", was, { ...was, lastValid: 7 }, [[]]],
    ["another end of the key, alone", was, { ...was, expires: "2027-01-31" }, [[]]],
    ["the end of a replacement: a hash where there was none", { ...was, hash: undefined }, was, [["replaced ci"]]],
    ["the same again", was, { ...was }, []],
  ];
  for (const [what, before, after, expected] of rows) {
    it(`${what}: ${expected.length === 0 ? "nothing" : expected.join() || "a change"}`, async () => {
      const { index, records, told } = await someRecords(before === undefined ? {} : { [account]: before });
      index.changedElsewhere({ [account]: after, [other]: undefined });
      await settled();
      assert.deepEqual(told, expected);
      assert.deepEqual(records.known.get(account), after);
    });
  }

  it("of several accounts, each for itself", async () => {
    const third = "prod/third@https://sdp.example.com:8443";
    const { index, told } = await someRecords({ [account]: aRecord(), [other]: aRecord(), [third]: aRecord() });
    const replaced = aRecord({ issued: "2026-08-02" });
    index.changedElsewhere({ [account]: aRecord({ lastValid: 7 }), [other]: inEditor, [third]: replaced });
    await settled();
    assert.deepEqual(told, [["replaced third", "moved ec"]]);
  });

  it("found by a reading, with no event", async () => {
    const { index, records, told } = await someRecords({});
    index.records.set(account, aRecord());
    await records.read();
    assert.deepEqual(told, [["replaced ci", "moved ci"]]);
  });

  it("is not told when disposed", async () => {
    const { index, records, told } = await someRecords({});
    records.dispose();
    index.changedElsewhere({ [account]: aRecord() });
    await settled();
    assert.deepEqual([told, records.known.size], [[], 0]);
  });

  it("is not told either by a reading that was under way when disposed", async () => {
    const { index, records, told } = await someRecords({});
    index.hold();
    index.changedElsewhere({ [account]: aRecord() });
    records.dispose();
    await index.release();
    assert.deepEqual(told, []);
  });
});

describe("records: what this window writes", () => {
  it("is known at once, and told as its own", async () => {
    const { index, records, told } = await someRecords({});
    assert.ok((await records.update(account, () => aRecord())).ok);
    assert.deepEqual(records.known.get(account), aRecord());
    await records.update(account, () => undefined);
    await settled();
    assert.deepEqual([told, records.known.size, index.records.size], [[[], []], 0, 0]);
  });

  it("starts from the file as it is, not from what was known", async () => {
    const { index, records } = await someRecords({ [account]: aRecord() });
    index.records.set(account, aRecord({ issued: "2026-08-01" }));
    await records.update(account, (old) => old && { ...old, lastValid: 7 });
    assert.deepEqual(records.known.get(account), aRecord({ issued: "2026-08-01", lastValid: 7 }));
  });

  it("on a key that another window has replaced meanwhile: that is told", async () => {
    const { index, records, told } = await someRecords({ [account]: aRecord({ issued: "2026-08-01" }) });
    index.records.set(account, aRecord({ issued: "2026-08-02" }));
    await records.update(account, (old) => old && { ...old, lastValid: 7 });
    await settled();
    assert.deepEqual(told, [["replaced ci"]]);
  });

  it("cannot be written: nothing is told, and what was known stands", async () => {
    const { index, records, told } = await someRecords({ [account]: aRecord() });
    index.full = "ENOSPC";
    assert.deepEqual(await records.update(account, () => undefined), fail("ENOSPC"));
    await settled();
    assert.deepEqual([told, records.known.get(account)], [[], aRecord()]);
  });

  it("is not undone by a reading that was begun before", async () => {
    const { index, records, told } = await someRecords({});
    index.hold();
    const reading = records.read();
    await settled();
    await records.update(account, () => aRecord());
    await index.release();
    assert.deepEqual(await reading, { ok: true, value: new Map() });
    assert.deepEqual([records.known.get(account), told], [aRecord(), [[]]]);
  });

  it("is told as its own also where it is read before it is known to be written", async () => {
    const { index, records, told } = await someRecords({ [account]: aRecord() });
    const written = Promise.withResolvers<undefined>();
    const update = index.update.bind(index);
    index.update = async (...change) => {
      const done = await update(...change);
      await written.promise;
      return done;
    };
    const updating = records.update(account, () => aRecord({ store: "vscode" }));
    await settled();
    await records.read();
    assert.deepEqual(told, []);
    written.resolve(undefined);
    await updating;
    await settled();
    assert.deepEqual([records.known.get(account)?.store, told], ["vscode", [[]]]);
  });

  it("does not keep from being told what another window wrote beside it", async () => {
    const { index, records, told } = await someRecords({});
    index.records.set(other, aRecord());
    await records.update(account, () => aRecord());
    await settled();
    assert.deepEqual(told, [[], ["replaced ec", "moved ec"]]);
  });

  it("of two at the same time, both are known", async () => {
    const { records, told } = await someRecords({});
    await Promise.all([account, other].map((one) => records.update(one, () => aRecord())));
    await settled();
    assert.deepEqual([records.known.size, told.flat()], [2, []]);
  });
});

describe("records: the hash of a key", () => {
  const [key, another] = [aSecret(), aSecret()];
  it("is the same for the same key, another for another", async () => {
    const { records } = await someRecords({});
    const [first, second, third] = [await records.hash(key), await records.hash(key), await records.hash(another)];
    assert.match(first ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual([first === second, first === third], [true, false]);
  });
  it("is another on another machine", async () => {
    const [here, there] = [await someRecords({}), await someRecords({})];
    assert.notEqual(await here.records.hash(key), await there.records.hash(key));
  });
  it("is not to be had without a salt, and is once there is one", async () => {
    const { index, records } = await someRecords({});
    index.broken = "EACCES";
    assert.equal(await records.hash(key), undefined);
    index.broken = undefined;
    assert.notEqual(await records.hash(key), undefined);
  });
  it("needs the salt once, which stays the same", async () => {
    const { index, records } = await someRecords({});
    const hash = await records.hash(key);
    index.broken = "EACCES";
    assert.equal(await records.hash(key), hash);
  });
});

describe("records: read", () => {
  it("the last reading that was begun counts", async () => {
    const { index, records } = await someRecords({});
    index.hold();
    const earlier = records.read();
    await settled();
    index.records.set(account, aRecord());
    await Promise.all([index.release(), earlier, records.read()]);
    assert.equal(records.known.size, 1);
  });

  it("a file that cannot be read says why, and what was known stands", async () => {
    const { index, records, told } = await someRecords({ [account]: aRecord() });
    index.broken = "EACCES";
    assert.deepEqual(await records.read(), fail("EACCES"));
    assert.deepEqual([records.known.size, told], [1, []]);
  });

  it("for the first time: nothing is another window's, whatever is there", async () => {
    const records = new Records(new FakeIndex({ [account]: aRecord() }));
    const told: string[][] = [];
    records.onDidChange((elsewhere) => told.push(inWords(elsewhere)));
    await records.read();
    assert.deepEqual(told, [[]]);
  });

  it("atFirst stays as it was read first", async () => {
    const index = new FakeIndex({ [account]: aRecord() });
    const records = new Records(index);
    assert.deepEqual([records.atFirst, records.known.size], [undefined, 0]);
    await records.read();
    index.changedElsewhere({ [other]: aRecord() });
    await records.update(account, () => undefined);
    await settled();
    assert.deepEqual([...(records.atFirst ?? [])], [[account, aRecord()]]);
    assert.deepEqual([...records.known], [[other, aRecord()]]);
  });

  it("atFirst is not what could not be read", async () => {
    const index = new FakeIndex({ [account]: aRecord() });
    const records = new Records(index);
    index.broken = "EACCES";
    await records.read();
    assert.equal(records.atFirst, undefined);
  });

  it("a record of a later version is known to be there", async () => {
    const { index, records } = await someRecords({});
    index.unreadable.add(account);
    await records.read();
    assert.deepEqual([records.known.has(account), records.known.get(account)], [true, undefined]);
  });
});

describe("records: who asks in the same moment", () => {
  /** How often the index and its salt were read. */
  function counting() {
    const index = new FakeIndex({ [account]: aRecord() });
    const [read, salt] = [index.read.bind(index), index.salt.bind(index)];
    const count = { reads: 0, salts: 0 };
    index.read = () => (count.reads++, read());
    index.salt = async () => {
      count.salts++;
      await settled();
      return salt();
    };
    return { index, count, records: new Records(index) };
  }

  it("shares a reading", async () => {
    const { records, count } = counting();
    const all = await Promise.all([records.read(), records.read(), records.read()]);
    assert.deepEqual([count.reads, all.every(({ ok }) => ok), records.known.size], [1, true, 1]);
  });
  it("later has one of his own, since the file may be another by then", async () => {
    const { records, count } = counting();
    const earlier = records.read();
    await Promise.resolve();
    await Promise.all([earlier, records.read()]);
    assert.equal(count.reads, 2);
  });
  it("shares the salt", async () => {
    const { records, count } = counting();
    const key = aSecret();
    const hashes = await Promise.all([records.hash(key), records.hash(key), records.hash(aSecret())]);
    assert.deepEqual([count.salts, hashes[0] === hashes[1], hashes[0] === hashes[2]], [1, true, false]);
  });
  it("does not wait for who waits for the lock that he holds", async () => {
    const { records, index } = counting();
    const never = Promise.withResolvers<never>();
    const { salt } = index;
    index.salt = (within?: WriteLock) => (within === undefined ? never.promise : salt());
    void records.hash(aSecret());
    assert.match((await records.hash(aSecret(), new FakeLock())) ?? "", /^[0-9a-f]{64}$/);
  });
  it("asks again for a salt that could not be had", async () => {
    const { records, index } = counting();
    const { salt } = index;
    index.salt = () => Promise.resolve(fail("ENOSPC"));
    assert.equal(await records.hash(aSecret()), undefined);
    index.salt = salt;
    assert.ok(await records.hash(aSecret()));
  });
});
