import assert from "node:assert/strict";
import { accountOf } from "../../../src/core/names.ts";
import { outlooksOf, verdictOn, type Outlook } from "../../../src/core/outlook.ts";
import { readServers } from "../../../src/core/servers.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";
import { aRecord, aServer, keyOf } from "../../support/fakes/factories.ts";

const here = "https://sdp.example.com:8443";
const there = "https://old.example.com";
/** `prod/ci`, at this address. */
const at = (name: string, origin = here): string => `${name}@${origin}`;

/** Servers as `{ prod: ["ci", "ec"] }`, all at one address. */
type Entries = Readonly<Record<string, readonly string[]>>;
type Records = Readonly<Record<string, IndexRecord | undefined>>;

/** @param unusable entries of the list that cannot be used, as `old/ci` */
function look(
  entries: Entries,
  records: Records,
  url = here,
  unusable: readonly string[] = [],
): ReadonlyMap<string, Outlook> {
  const list = Object.entries(entries).map(([name, keys]) => [
    name,
    { url, keys: Object.fromEntries(keys.map((key) => [key, {}])) },
  ]);
  const isInUse = (server: string, key: string): boolean =>
    unusable.includes(`${server}/${key}`) || entries[server]?.includes(key) === true;
  return outlooksOf(readServers(Object.fromEntries(list)).servers, new Map(Object.entries(records)), isInUse);
}

/** `stored-as prod/old@https://…`, or nothing. */
function candidate(outlook: Outlook | undefined): string | undefined {
  return outlook?.candidate && `${outlook.candidate.reason.kind} ${outlook.candidate.account}`;
}

const record = aRecord();

describe("outlook: an account that the person may want the key of", () => {
  const one: Entries = { prod: ["ci"] };
  type Row = readonly [what: string, entries: Entries, records: Records, of: string, candidate: string | undefined];
  const rows: readonly Row[] = [
    ["nothing is recorded", one, {}, "prod/ci", undefined],
    ["its own is recorded", one, { [at("prod/ci")]: record }, "prod/ci", undefined],
    ["another address", one, { [at("prod/ci", there)]: record }, "prod/ci", `address-changed ${at("prod/ci", there)}`],
    [
      "another address and its own",
      one,
      { [at("prod/ci")]: record, [at("prod/ci", there)]: record },
      "prod/ci",
      undefined,
    ],
    [
      "two other addresses",
      one,
      { [at("prod/ci", there)]: record, [at("prod/ci", "https://older.example.com")]: record },
      "prod/ci",
      undefined,
    ],
    ["another server's name", one, { [at("old/ci")]: record }, "prod/ci", `stored-as ${at("old/ci")}`],
    ["two other servers' names", one, { [at("old/ci")]: record, [at("older/ci")]: record }, "prod/ci", undefined],
    ["another key's name", one, { [at("prod/old")]: record }, "prod/ci", `stored-as ${at("prod/old")}`],
    ["two other keys' names", one, { [at("prod/old")]: record, [at("prod/older")]: record }, "prod/ci", undefined],
    ["both names", one, { [at("old/old")]: record }, "prod/ci", undefined],
    [
      "the server's name before the key's",
      one,
      { [at("old/ci")]: record, [at("prod/old")]: record },
      "prod/ci",
      `stored-as ${at("old/ci")}`,
    ],
    [
      "the address before the name",
      one,
      { [at("old/ci")]: record, [at("prod/ci", there)]: record },
      "prod/ci",
      `address-changed ${at("prod/ci", there)}`,
    ],
    ["another name at another address", one, { [at("old/ci", there)]: record }, "prod/ci", undefined],
    ["another name at another path", one, { [at("old/ci")]: aRecord({ path: "/sdp" }) }, "prod/ci", undefined],
    [
      "another name, of an entry that is there",
      { prod: ["ci"], old: ["ci"] },
      { [at("old/ci")]: record },
      "prod/ci",
      undefined,
    ],
    [
      "two keys without one, one key's name left",
      { prod: ["ci", "ec"] },
      { [at("prod/old")]: record },
      "prod/ci",
      undefined,
    ],
    [
      "one of two keys without one",
      { prod: ["ci", "ec"] },
      { [at("prod/old")]: record, [at("prod/ec")]: record },
      "prod/ci",
      `stored-as ${at("prod/old")}`,
    ],
    [
      "a server that was renamed with all its keys",
      { prod: ["ci", "ec"] },
      { [at("old/ci")]: record, [at("old/ec")]: record },
      "prod/ec",
      `stored-as ${at("old/ec")}`,
    ],
    ["two entries that one would fit", { a: ["ci"], b: ["ci"] }, { [at("old/ci")]: record }, "a/ci", undefined],
    ["the other of them", { a: ["ci"], b: ["ci"] }, { [at("old/ci")]: record }, "b/ci", undefined],
    [
      "an entry of the server's new name and one of the key's, that one would fit",
      { prod: ["ci"], old: ["new"] },
      { [at("old/ci")]: record },
      "prod/ci",
      undefined,
    ],
    [
      "one of two entries that one would fit has its own key",
      { a: ["ci"], b: ["ci"] },
      { [at("old/ci")]: record, [at("b/ci")]: record },
      "a/ci",
      `stored-as ${at("old/ci")}`,
    ],
    ["a record of a later version", one, { [at("prod/ci", there)]: undefined }, "prod/ci", undefined],
    ["its own, of a later version", one, { [at("prod/ci")]: undefined, [at("old/ci")]: record }, "prod/ci", undefined],
    ["what is no account", one, { "marker:session": record, "prod/ci": record }, "prod/ci", undefined],
    ["constructor", { constructor: ["toString"] }, {}, "constructor/toString", undefined],
    [
      "constructor, at another address",
      { constructor: ["toString"] },
      { [at("constructor/toString", there)]: record },
      "constructor/toString",
      `address-changed ${at("constructor/toString", there)}`,
    ],
    [
      "__proto__, which is no name",
      one,
      { [at("prod/__proto__")]: record, [at("__proto__/ci")]: record },
      "prod/ci",
      undefined,
    ],
  ];
  for (const [what, entries, records, of, expected] of rows) {
    it(`${what}: ${expected ?? "none"}`, () => {
      assert.equal(candidate(look(entries, records).get(at(of))), expected);
    });
  }

  const inUse: readonly [what: string, records: Records, unusable: readonly string[], candidate: string | undefined][] =
    [
      ["of another server's name", { [at("old/ci")]: record }, ["old/ci"], undefined],
      ["of another key's name", { [at("prod/old")]: record }, ["prod/old"], undefined],
      [
        "of the same names, which is no other",
        { [at("prod/ci", there)]: record },
        ["prod/ci"],
        `address-changed ${at("prod/ci", there)}`,
      ],
      [
        "beside one that is free",
        { [at("old/ci")]: record, [at("older/ci")]: record },
        ["old/ci"],
        `stored-as ${at("older/ci")}`,
      ],
    ];
  for (const [what, records, unusable, expected] of inUse) {
    it(`that of an entry that cannot be used, ${what}: ${expected ?? "none"}`, () => {
      assert.equal(candidate(look(one, records, here, unusable).get(at("prod/ci"))), expected);
    });
  }

  it("its own, at another path", () => {
    const outlook = look(one, { [at("prod/ci")]: record }, `${here}/sdp`).get(at("prod/ci"));
    assert.deepEqual(outlook?.candidate, { account: at("prod/ci"), reason: { kind: "address-changed", from: here } });
  });
  it("says from which address or name", () => {
    const moved = look(one, { [at("prod/ci", there)]: aRecord({ path: "/sdp" }) }).get(at("prod/ci"));
    assert.deepEqual(moved?.candidate?.reason, { kind: "address-changed", from: `${there}/sdp` });
    const renamed = look(one, { [at("old/ci")]: record }).get(at("prod/ci"));
    assert.deepEqual(renamed?.candidate?.reason, { kind: "stored-as", server: "old", key: "ci" });
  });
});

describe("outlook: why a recorded key is not used", () => {
  const later = { state: "store-unavailable", reason: { kind: "later-version" } };
  const changed = { state: "missing", reason: { kind: "address-changed", from: `${here}/old` } };
  const replaced = { state: "missing", reason: { kind: "replaced-elsewhere", on: "2026-08-02" } };
  type Row = readonly [
    what: string,
    issued: string | undefined,
    record: IndexRecord | "later" | "none",
    verdict?: object,
  ];
  const rows: readonly Row[] = [
    ["no record", "2026-08-02", "none"],
    ["a record of a later version", undefined, "later", later],
    ["the same path", undefined, aRecord()],
    ["another path", undefined, aRecord({ path: "/old" }), changed],
    ["issued later than the stored key", "2026-08-02", aRecord({ issued: "2026-08-01" }), replaced],
    ["issued that day", "2026-08-01", aRecord({ issued: "2026-08-01" })],
    ["issued before", "2026-07-31", aRecord({ issued: "2026-08-01" })],
    ["issued later, and the stored key's day is not known", "2026-08-02", aRecord()],
    ["the entry's day is not known", undefined, aRecord({ issued: "2026-08-01" })],
    ["another path, and issued later", "2026-08-02", aRecord({ path: "/old", issued: "2026-08-01" }), changed],
  ];
  for (const [what, issued, recorded, verdict] of rows) {
    it(`${what}: ${verdict === undefined ? "nothing speaks against it" : JSON.stringify(verdict)}`, () => {
      const server = aServer({ keys: { ci: issued === undefined ? {} : { issued } } });
      const account = accountOf("prod", "ci", server.address.origin);
      const records = new Map(
        recorded === "none" ? [] : [[account, recorded === "later" ? undefined : recorded] as const],
      );
      assert.deepEqual(verdictOn(server, keyOf(server), records), verdict);
      assert.deepEqual(outlooksOf([server], records, () => false).get(account)?.verdict, verdict);
    });
  }
});

describe("outlook: what else the index tells", () => {
  it("in which store a key is", () => {
    const outlooks = look(
      { prod: ["a", "b", "c"] },
      { [at("prod/a")]: record, [at("prod/b")]: aRecord({ store: "vscode" }) },
    );
    assert.deepEqual(
      [...outlooks.values()].map(({ store }) => store),
      ["os", "vscode", undefined],
    );
  });

  const hashed = (hash: string): IndexRecord => aRecord({ hash });
  const rows: readonly [what: string, records: Records, twins: readonly (readonly string[])[]][] = [
    ["others", { [at("prod/a")]: hashed("1"), [at("prod/b")]: hashed("2") }, [[], [], []]],
    ["two alike", { [at("prod/a")]: hashed("1"), [at("test/a")]: hashed("1") }, [["test/a"], [], ["prod/a"]]],
    [
      "three alike",
      { [at("prod/a")]: hashed("1"), [at("prod/b")]: hashed("1"), [at("test/a")]: hashed("1") },
      [
        ["prod/b", "test/a"],
        ["prod/a", "test/a"],
        ["prod/a", "prod/b"],
      ],
    ],
    ["without hashes", { [at("prod/a")]: record, [at("prod/b")]: record }, [[], [], []]],
    ["one without an entry", { [at("prod/a")]: hashed("1"), [at("old/a")]: hashed("1") }, [[], [], []]],
    ["one of a later version", { [at("prod/a")]: hashed("1"), [at("prod/b")]: undefined }, [[], [], []]],
  ];
  for (const [what, records, twins] of rows) {
    it(`equal keys, ${what}: ${JSON.stringify(twins)}`, () => {
      const outlooks = look({ prod: ["a", "b"], test: ["a"] }, records);
      assert.deepEqual(
        [...outlooks.values()].map(({ twins: all }) => all.map(({ server, key }) => `${server.name}/${key.name}`)),
        twins,
      );
    });
  }
  it("of each entry, and of nothing else", () => {
    const outlooks = look({ prod: ["a"], test: [] }, { [at("old/b")]: record });
    assert.deepEqual([...outlooks.keys()], [at("prod/a")]);
  });
});
