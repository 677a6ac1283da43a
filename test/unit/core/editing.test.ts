import assert from "node:assert/strict";
import type { ChangeFailure } from "../../../src/core/changing.ts";
import { Editing } from "../../../src/core/editing.ts";
import type { ConfigEdit, EditTerms } from "../../../src/core/ports.ts";
import type { Carrying } from "../../../src/core/replacement.ts";
import { ok, type Result } from "../../../src/core/result.ts";
import { readServers, type Consumer, type KeyEntry, type ServerEntry } from "../../../src/core/servers.ts";
import type { IndexRecord, WriteLock } from "../../../src/core/storePorts.ts";
import { aRecord, anAddress, keyOf } from "../../support/fakes/factories.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

const url = "https://sdp.example.com:8443";
const account = `prod/ci@${url}`;
type Outcome = Result<void, ChangeFailure>;

/** A settings.json with the server `prod` and its key `ci`, whose entry has this text. */
function aDesk(ci: string, record: IndexRecord | null = aRecord()) {
  const text = `{"servicedeskPlus.servers": {"prod": {"url": "${url}", "keys": {"ci": ${ci}}}}}`;
  const list = FakeServerList.ofText(text);
  const { index, lock, records } = aKeeping(record === null ? {} : { [account]: record });
  const editing = new Editing(list, lock, records);
  const server = (): ServerEntry => readServers(list.read()).servers[0] ?? assert.fail();
  const key = (): KeyEntry => keyOf(server(), "ci");
  const consumer = (name: string): Consumer => key().usedBy.find((one) => one.name === name) ?? assert.fail();
  /** The text of the key's entry. */
  const entry = (): string => {
    const [before = "", after = ""] = text.split(ci);
    assert.ok(list.text.startsWith(before) && list.text.endsWith(after), list.text);
    return list.text.slice(before.length, -after.length);
  };
  return { list, index, lock, editing, server, key, consumer, entry };
}

type Desk = ReturnType<typeof aDesk>;
type Edit = (desk: Desk) => Promise<Outcome>;

function said(outcome: Outcome): string {
  if (outcome.ok) return "ok";
  return outcome.reason.step === "entry" ? `entry ${outcome.reason.failure.kind}` : outcome.reason.step;
}

const setOwner: Edit = ({ editing, server, key }) => editing.setKey(server(), key(), "owner", "svc");
const setLabel: Edit = ({ editing, server }) => editing.setServer(server(), "label", "Köln");
const elsewhere = anAddress("https://new.example.com/sdp");
const setAddress: Edit = ({ editing, server }) => editing.setAddress(server(), elsewhere, undefined);
const add =
  (consumer: Consumer): Edit =>
  ({ editing, server, key }) =>
    editing.addConsumer(server(), key(), consumer);
const change =
  (name: string, to: Consumer): Edit =>
  ({ editing, server, key, consumer }) =>
    editing.changeConsumer(server(), key(), consumer(name), to);
const drop =
  (name: string): Edit =>
  ({ editing, server, key, consumer }) =>
    editing.removeConsumer(server(), key(), consumer(name));

const two = '{ "usedBy": [{"name":"EC","later":1}, /* c */ {"name":"Jobs","url":"https://ci.example.com"}] }';

describe("editing a key", () => {
  const rows: [what: string, before: string, edit: Edit, after: string][] = [
    ["sets a property", '{"kind":"technician"}', setOwner, '{"kind":"technician", "owner": "svc"}'],
    ["changes one", '{"owner":"x", /* c */ "later":1}', setOwner, '{"owner":"svc", /* c */ "later":1}'],
    [
      "removes one",
      '{"notes":"x", "later":1}',
      ({ editing, server, key }) => editing.setKey(server(), key(), "notes", undefined),
      '{"later":1}',
    ],
    [
      "takes it off the timer",
      '{"kind":"technician"}',
      ({ editing, server, key }) => editing.setKey(server(), key(), "verify", false),
      '{"kind":"technician", "verify": false}',
    ],
    [
      "adds a consumer",
      two,
      add({ name: "n8n", product: "n8n", url: undefined }),
      two.replace("}] }", '}, { "name": "n8n", "product": "n8n" }] }'),
    ],
    [
      "changes a consumer, and leaves what is not known of it",
      two,
      change("EC", { name: "EC Pune", product: "endpoint-central" }),
      two.replace('"name":"EC","later":1', '"name":"EC Pune","later":1, "product": "endpoint-central"'),
    ],
    ["changes the case of its name", two, change("EC", { name: "ec" }), two.replace('"EC"', '"ec"')],
    ["takes its address", two, change("Jobs", { name: "Jobs" }), two.replace(',"url":"https://ci.example.com"', "")],
    ["removes the first", two, drop("EC"), '{ "usedBy": [/* c */ {"name":"Jobs","url":"https://ci.example.com"}] }'],
    ["removes the last", two, drop("Jobs"), '{ "usedBy": [{"name":"EC","later":1} /* c */ ] }'],
    [
      "finds a consumer behind what is none",
      '{"usedBy":["x", {"name":1}, {"name":"EC"}, null]}',
      change("EC", { name: "Jobs" }),
      '{"usedBy":["x", {"name":1}, {"name":"Jobs"}, null]}',
    ],
  ];
  for (const [what, before, edit, after] of rows)
    it(what, async () => {
      const desk = aDesk(before);
      assert.equal(said(await edit(desk)), "ok");
      assert.equal(desk.entry(), after);
    });

  for (const usedBy of [undefined, null, []])
    it(`adds the first consumer to ${JSON.stringify(usedBy)}`, async () => {
      const desk = aDesk(JSON.stringify({ usedBy }));
      assert.equal(said(await add({ name: "EC" })(desk)), "ok");
      assert.deepEqual(desk.key().usedBy, [{ name: "EC", product: undefined, url: undefined }]);
    });

  it("sets a property of the server", async () => {
    const desk = aDesk("{}");
    assert.equal(said(await setLabel(desk)), "ok");
    assert.equal(desk.server().label, "Köln");
    assert.equal(said(await desk.editing.setServer(desk.server(), "label", undefined)), "ok");
    assert.equal(desk.server().label, undefined);
  });
});

describe("editing: what is not done", () => {
  const rows: [what: string, before: string, edit: Edit, outcome: string][] = [
    ["a second consumer of that name", two, add({ name: "ec" }), "taken"],
    ["a consumer named as another", two, change("Jobs", { name: "EC" }), "taken"],
    ["consumers in what is no list", '{"usedBy":{"EC":{}}}', add({ name: "EC" }), "entry broken"],
    [
      "a consumer that is there no more",
      two,
      ({ editing, server, key }) => editing.removeConsumer(server(), key(), { name: "n8n" }),
      "changed",
    ],
    [
      "a consumer of another address",
      two,
      ({ editing, server, key }) => editing.changeConsumer(server(), key(), { name: "Jobs" }, { name: "CI" }),
      "changed",
    ],
    [
      "a consumer of another product",
      two,
      ({ editing, server, key, consumer }) =>
        editing.removeConsumer(server(), key(), { ...consumer("Jobs"), product: "n8n" }),
      "changed",
    ],
    [
      "the date of a key that was replaced meanwhile",
      '{"issued":"2026-08-01"}',
      ({ editing, server, key }) => editing.setKey(server(), { ...key(), issued: "2026-01-01" }, "expires", "never"),
      "changed",
    ],
    [
      "a key of another name",
      "{}",
      ({ editing, server, key }) => editing.setKey(server(), { ...key(), name: "jobs" }, "owner", "svc"),
      "changed",
    ],
  ];
  for (const [what, before, edit, outcome] of rows)
    it(`${what}: ${outcome}`, async () => {
      const desk = aDesk(before);
      assert.equal(said(await edit(desk)), outcome);
      assert.equal(desk.entry(), before);
    });

  const all: Record<string, Edit> = {
    "a property of the server": setLabel,
    "another address of the server": setAddress,
    "a property of the key": setOwner,
    "a further consumer": add({ name: "n8n" }),
    "another name of a consumer": change("EC", { name: "n8n" }),
    "a consumer less": drop("EC"),
  };
  for (const [what, edit] of Object.entries(all)) {
    it(`${what}, when the server has another address by then: changed`, async () => {
      const desk = aDesk(two);
      const asSeen = {
        ...desk,
        server: (
          (server) => () =>
            server
        )(desk.server()),
        key: () => keyOf(asSeen.server()),
      };
      desk.list.text = desk.list.text.replace(url, "https://other.example.com");
      const before = desk.list.text;
      assert.equal(said(await edit(asSeen)), "changed");
      assert.equal(desk.list.text, before);
    });
    it(`${what}, while another window is writing: lock`, async () => {
      const desk = aDesk(two);
      desk.lock.busy = "busy";
      assert.equal(said(await edit(desk)), "lock");
      assert.equal(desk.entry(), two);
    });
    it(`${what}, with unsaved settings: entry unsaved`, async () => {
      const desk = aDesk(two);
      desk.list.trouble = "unsaved";
      assert.equal(said(await edit(desk)), "entry unsaved");
    });
  }
});

describe("editing where a server is", () => {
  const pin = "ab".repeat(32);
  it("changes its address alone, and none of its keys", async () => {
    const desk = aDesk(two);
    const before = desk.list.text;
    assert.equal(said(await setAddress(desk)), "ok");
    assert.equal(desk.list.text, before.replace(url, elsewhere.href));
    assert.deepEqual(desk.index.records.get(account), aRecord());
  });
  it("trusts the certificate there, where one was trusted", async () => {
    const { editing, server } = aDesk("{}");
    assert.equal(said(await editing.setAddress(server(), elsewhere, pin)), "ok");
    assert.deepEqual([server().address.href, server().pin], [elsewhere.href, pin]);
  });
});

describe("editing the expiry: what is recorded of the stored key", () => {
  const issued = "2026-08-01";
  const rows: [what: string, record: IndexRecord | null, entry: object, recorded: string | undefined][] = [
    ["the date of the entry's key", aRecord({ issued, expires: "2026-12-31" }), { issued }, "never"],
    ["the first date", aRecord(), {}, "never"],
    [
      "of a key that another machine replaced: its own date",
      aRecord({ issued: "2026-01-01", expires: "x" }),
      { issued },
      "x",
    ],
    [
      "of a key for another context path: its own date",
      aRecord({ issued, path: "/old", expires: "x" }),
      { issued },
      "x",
    ],
    ["nothing where no key is stored", null, {}, undefined],
  ];
  for (const [what, record, entry, recorded] of rows)
    it(what, async () => {
      const { editing, server, key, index } = aDesk(JSON.stringify(entry), record);
      assert.equal(said(await editing.setKey(server(), key(), "expires", "never")), "ok");
      assert.equal(key().expiresText, "never");
      assert.deepEqual(index.records.get(account), record === null ? undefined : { ...record, expires: recorded });
    });

  it("no other property touches it", async () => {
    const desk = aDesk("{}", aRecord({ expires: "2026-12-31" }));
    await setOwner(desk);
    assert.deepEqual(desk.index.records.get(account), aRecord({ expires: "2026-12-31" }));
  });

  it("removing the date removes it there", async () => {
    const { editing, server, key, index } = aDesk('{"expires":"never"}', aRecord({ expires: "never" }));
    assert.equal(said(await editing.setKey(server(), key(), "expires", undefined)), "ok");
    assert.equal(key().expiresText, undefined);
    assert.equal(index.records.get(account)?.expires, undefined);
  });

  it("the edit stands where the index cannot be written", async () => {
    const { editing, server, key, index } = aDesk("{}", aRecord());
    index.full = "disk full";
    assert.equal(said(await editing.setKey(server(), key(), "expires", "never")), "ok");
    assert.equal(key().expiresText, "never");
  });

  it("the record stays where the entry cannot be written", async () => {
    const { editing, server, key, index, list } = aDesk("{}", aRecord());
    list.trouble = "unsaved";
    assert.equal(said(await editing.setKey(server(), key(), "expires", "never")), "entry unsaved");
    assert.deepEqual(index.records.get(account), aRecord());
  });
});

it("what still has an old key is known by the name that it is given", async () => {
  const carrying: Carrying = {
    stage: "carrying",
    procedure: "in-place",
    since: 0,
    remaining: ["EC", "Jobs"],
    done: [],
    retire: false,
    kept: false,
    before: {},
  };
  const { editing, server, key, consumer, index } = aDesk(two, aRecord({ replacing: carrying }));
  assert.equal(said(await editing.changeConsumer(server(), key(), consumer("EC"), { name: "Endpoint Central" })), "ok");
  assert.deepEqual(index.records.get(account)?.replacing, { ...carrying, remaining: ["Endpoint Central", "Jobs"] });
});

it("editing hands on the lock that it holds", async () => {
  const { list, lock, server, key, consumer } = aDesk(two);
  const handed: (WriteLock | undefined)[] = [];
  const watched = {
    read: () => list.read(),
    readNow: () => list.readNow(),
    onDidChange: list.onDidChange,
    edit: (edits: readonly ConfigEdit[], terms?: EditTerms) => {
      handed.push(terms?.within);
      return list.edit(edits, terms);
    },
  };
  const records: ConstructorParameters<typeof Editing>[2] = {
    update: async (_account, _change, within) => {
      handed.push(within);
      return ok();
    },
  };
  const editing = new Editing(watched, lock, records);
  await editing.setServer(server(), "label", "x");
  await editing.setAddress(server(), server().address, undefined);
  await editing.setKey(server(), key(), "expires", "never");
  await editing.addConsumer(server(), key(), { name: "n8n" });
  await editing.changeConsumer(server(), key(), consumer("EC"), { name: "Endpoint Central" });
  await editing.removeConsumer(server(), key(), consumer("Jobs"));
  assert.deepEqual(
    handed.map((within) => within !== undefined),
    [true, true, true, true, true, true, true, true],
  );
});
