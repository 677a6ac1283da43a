import assert from "node:assert/strict";
import type { SessionMemory } from "../../../../src/core/stores/sessionMemory.ts";
import { ignoresCase, otherSpelling } from "../../../../src/core/stores/spelling.ts";
import { aRecord, aSecret } from "../../../support/fakes/factories.ts";
import { FakeKeyStore } from "../../../support/fakes/fakeKeyStore.ts";
import { aKeeping } from "../../../support/fakes/keeping.ts";
import { CaselessStore } from "../caselessStore.ts";

const account = "prod/ci@https://sdp.example.com";
const upper = "prod/CI@https://sdp.example.com";

describe("spelling: the account of the index that differs in case alone", () => {
  const rows: readonly [what: string, records: readonly string[], found: string | undefined][] = [
    ["nothing", [], undefined],
    ["the same", [account], undefined],
    ["the key's name", [upper], upper],
    ["the server's name", ["PROD/ci@https://sdp.example.com"], "PROD/ci@https://sdp.example.com"],
    ["the same beside another spelling", [account, upper], upper],
    ["another name", ["prod/c@https://sdp.example.com"], undefined],
    ["another address", ["prod/CI@https://other.example.com"], undefined],
  ];
  for (const [what, records, found] of rows) {
    it(`${what}: ${found ?? "none"}`, () =>
      assert.equal(otherSpelling(account, new Map(records.map((one) => [one, aRecord()]))), found));
  }
  it("one that a later version wrote counts", () =>
    assert.equal(otherSpelling(account, new Map([[upper, undefined]])), upper));
});

describe("spelling: whether a store ignores case", () => {
  const rows: readonly [what: string, os: FakeKeyStore, item: string | undefined, said: boolean][] = [
    ["one that does", new CaselessStore(), account, true],
    ["one that does, with the item in another spelling", new CaselessStore(), upper, true],
    ["one that does not", new FakeKeyStore(), account, false],
    ["one without the item, which cannot tell", new CaselessStore(), undefined, false],
  ];
  for (const [what, os, item, said] of rows) {
    it(`${what}: ${said ? "yes" : "no"}`, async () => {
      if (item !== undefined) os.items.set(item, aSecret());
      const { stores } = aKeeping({}, { os });
      assert.deepEqual(await ignoresCase(stores.of("os"), account), { ok: true, value: said });
    });
  }
  it("one that does not work says why", async () => {
    const { os, stores } = aKeeping();
    os.mode = "no-dbus";
    const said = await ignoresCase(stores.of("os"), account);
    assert.equal(said.ok || said.reason.kind, "unavailable");
  });
  it("the store itself is asked, nothing is written, and nothing is remembered of the question", async () => {
    const os = new CaselessStore();
    os.items.set(account, aSecret());
    const store: SessionMemory = aKeeping({}, { os }).stores.of("os");
    await store.get(account);
    os.calls.length = 0;
    await ignoresCase(store, account);
    assert.deepEqual(
      [os.calls.map((call) => call.split(" ", 1)[0]), store.remembers(account.toUpperCase())],
      [["get"], false],
    );
    assert.ok(store.remembers(account));
  });
});
