import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setImmediate as settled } from "node:timers/promises";
import { Changes, type ChangeFailure, type KeyDraft } from "../../../src/core/changes.ts";
import type { EditFailure } from "../../../src/core/ports.ts";
import type { Result } from "../../../src/core/result.ts";
import { readServers, type ServerEntry } from "../../../src/core/servers.ts";
import { aRecord, aSecret, seen } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

const url = "https://sdp.example.com:8443";
const now = new Date(2026, 7, 1, 12).getTime();
const issued = "2026-08-01";
const account = (key: string): string => `prod/${key}@${url}`;

/** A list with its keys stored, and what is done to them, in order. */
function aDesk(keys: Record<string, object> = {}, prod: object = {}) {
  const list = new FakeServerList({ prod: { url, ...prod, keys } });
  const { os: store, index, lock, vault } = aKeeping();
  for (const key of Object.keys(keys)) {
    store.items.set(account(key), aSecret());
    index.records.set(account(key), { store: "os", path: "" });
  }
  const done: string[] = [];
  store.onCall = (call) => done.push(call.replace(/@.*/, ""));
  list.onDidChange(() => done.push("entry"));
  const seenOf = {
    observe: (_: ServerEntry, key: string, { state }: { state: string }) => done.push(`observe ${key} ${state}`),
    forget: (_: ServerEntry, key: string) => done.push(`forget ${key}`),
  };
  const changes = new Changes(list, vault, lock, seenOf, new FakeClock(now));
  const server = (): ServerEntry => readServers(list.read()).servers[0] ?? assert.fail();
  return { list, store, index, lock, changes, done, server };
}

type Desk = ReturnType<typeof aDesk>;
type Outcome = Result<unknown, ChangeFailure>;

/** `ok`, or the step at which it failed and how. */
function said(outcome: Outcome): string {
  if (outcome.ok) return "ok";
  return outcome.reason.step === "entry" ? `entry ${outcome.reason.failure.kind}` : outcome.reason.step;
}

describe("changes: adding a server", () => {
  const pin = randomBytes(32).toString("hex");
  const rows: readonly [
    what: string,
    draft: { name: string; url: string; pin?: string },
    said: string,
    list: object,
  ][] = [
    [
      "another",
      { name: "test", url: "https://t.example.com" },
      "ok",
      { test: { url: "https://t.example.com", keys: {} } },
    ],
    [
      "with a trusted certificate",
      { name: "test", url, pin },
      "ok",
      { test: { url, tls: { pin: `sha256/${pin}` }, keys: {} } },
    ],
    ["named as one that is there", { name: "prod", url: "https://t.example.com" }, "taken", {}],
    ["named as a property of all objects", { name: "constructor", url }, "ok", { constructor: { url, keys: {} } }],
  ];
  for (const [what, draft, expected, added] of rows) {
    it(`${what}: ${expected}`, async () => {
      const { changes, list } = aDesk();
      assert.equal(said(await changes.addServer(draft)), expected);
      assert.deepEqual(list.read(), { prod: { url, keys: {} }, ...added });
    });
  }
  it("the first of all", async () => {
    const { changes, list } = aDesk();
    list.set(undefined);
    assert.equal(said(await changes.addServer({ name: "test", url })), "ok");
    assert.deepEqual(list.read(), { test: { url, keys: {} } });
  });
});

describe("changes: trusting a certificate", () => {
  const pin = randomBytes(32).toString("hex");
  it("writes the pin alone, and what was seen before counts no more", async () => {
    const { changes, list, server, done } = aDesk({ a: {}, b: {} }, { tls: { ca: "~/ca.pem" } });
    assert.equal(said(await changes.pin(server(), pin)), "ok");
    assert.deepEqual(list.read(), {
      prod: { url, tls: { ca: "~/ca.pem", pin: `sha256/${pin}` }, keys: { a: {}, b: {} } },
    });
    assert.deepEqual(done, ["entry", "forget a", "forget b"]);
  });
  it("not written: what was seen stands", async () => {
    const { changes, list, server, done } = aDesk({ a: {} });
    list.trouble = "unsaved";
    assert.equal(said(await changes.pin(server(), pin)), "entry unsaved");
    assert.deepEqual(done, []);
  });
});

describe("changes: the entry of a key", () => {
  type Draft = Partial<Parameters<Changes["putKey"]>[1]>;
  const rows: readonly [what: string, before: object | undefined, draft: Draft, after: object][] = [
    ["another", undefined, {}, { issued }],
    [
      "another, with its kind and end",
      undefined,
      { kind: "technician", expires: "never" },
      { kind: "technician", issued, expires: "never" },
    ],
    ["an entry without a key", {}, {}, { issued }],
    [
      "replaced",
      { issued: "2026-01-01", expires: "2026-08-31" },
      { expires: "2027-08-31" },
      { issued, expires: "2027-08-31" },
    ],
    ["replaced, its end not known: the old key's date goes", { expires: "never" }, {}, { issued }],
    [
      "all else stays",
      { owner: "x", notes: "…", future: [1], kind: "integration" },
      {},
      { owner: "x", notes: "…", future: [1], kind: "integration", issued },
    ],
    ["another kind", { kind: "integration" }, { kind: "technician" }, { kind: "technician", issued }],
  ];
  for (const [what, before, draft, after] of rows) {
    it(what, async () => {
      const { changes, list, server, store, index, done } = aDesk(before === undefined ? {} : { ci: before });
      const secret = aSecret();
      assert.equal(
        said(
          await changes.putKey(
            server(),
            { name: "ci", secret, expires: undefined, overwrite: before !== undefined, ...draft },
            seen("valid"),
          ),
        ),
        "ok",
      );
      assert.deepEqual(list.read(), { prod: { url, keys: { ci: after } } });
      assert.ok(store.items.get(account("ci"))?.equals(secret));
      const expires = (after as { expires?: string }).expires;
      const { hash, ...facts } = index.records.get(account("ci")) ?? assert.fail();
      assert.deepEqual(facts, { store: "os", path: "", issued, expires });
      assert.match(hash ?? "", /^[0-9a-f]{64}$/);
      const first = before === undefined ? ["get prod/ci"] : [];
      assert.deepEqual(done, [...first, "set prod/ci", "observe ci valid", "entry"]);
    });
  }
  it("holds no key", async () => {
    const { changes, list, server, index } = aDesk();
    const secret = aSecret();
    await changes.putKey(server(), { name: "ci", secret, expires: "never" }, seen("valid"));
    assert.ok(!JSON.stringify([list.read(), [...index.records]]).includes(secret.reveal()));
  });
  it("added by someone else meanwhile: taken, nothing of it is overwritten", async () => {
    const { changes, list, server, store } = aDesk();
    const before = server();
    const theirs = aSecret();
    store.items.set(account("ci"), theirs);
    list.set({ prod: { url, keys: { ci: { owner: "else" } } } });
    assert.equal(
      said(await changes.putKey(before, { name: "ci", secret: aSecret(), expires: undefined }, seen("valid"))),
      "taken",
    );
    assert.equal(store.items.get(account("ci")), theirs);
    assert.deepEqual(list.read(), { prod: { url, keys: { ci: { owner: "else" } } } });
  });
});

describe("changes: the list is another than the person saw", () => {
  const elsewhere = { prod: { url: "https://other.example.com", keys: { ci: {} } } };
  const rows: readonly [what: string, list: unknown, act: (desk: Desk, server: ServerEntry) => Promise<Outcome>][] = [
    ["a key for a server that is gone", {}, ({ changes }, server) => changes.putKey(server, aDraft(), seen("valid"))],
    ["a key for another address", elsewhere, ({ changes }, server) => changes.putKey(server, aDraft(), seen("valid"))],
    ["a pin for another address", elsewhere, ({ changes }, server) => changes.pin(server, "ab".repeat(32))],
    ["removing a key at another address", elsewhere, ({ changes }, server) => changes.removeKey(server, "ci")],
    ["removing a server at another address", elsewhere, ({ changes }, server) => changes.removeServer(server)],
    [
      "removing a server that has got a key",
      { prod: { url, keys: { ci: {}, more: {} } } },
      ({ changes }, server) => changes.removeServer(server),
    ],
  ];
  for (const [what, now, act] of rows) {
    it(`${what}: changed, and nothing is done`, async () => {
      const desk = aDesk({ ci: {} });
      const stored = aSecret();
      desk.store.items.set(account("ci"), stored);
      const server = desk.server();
      desk.list.set(now);
      assert.equal(said(await act(desk, server)), "changed");
      assert.deepEqual([desk.list.read(), desk.store.items.get(account("ci"))], [now, stored]);
    });
  }
});

describe("changes: a key of the store that no entry speaks of", () => {
  it("is not overwritten unasked", async () => {
    const { changes, server, store, list } = aDesk();
    const theirs = aSecret();
    store.items.set(account("ci"), theirs);
    assert.equal(said(await changes.putKey(server(), aDraft(), seen("valid"))), "occupied");
    assert.deepEqual([store.items.get(account("ci")), list.read()], [theirs, { prod: { url, keys: {} } }]);
  });
  it("is, once the person agreed", async () => {
    const { changes, server, store } = aDesk();
    store.items.set(account("ci"), aSecret());
    const draft = aDraft();
    assert.equal(said(await changes.putKey(server(), { ...draft, overwrite: true }, seen("valid"))), "ok");
    assert.ok(store.items.get(account("ci"))?.equals(draft.secret));
  });
  it("is not overwritten unasked either where an entry had none", async () => {
    const { changes, server, store } = aDesk({ ci: {} });
    const theirs = aSecret();
    store.items.set(account("ci"), theirs);
    assert.equal(said(await changes.putKey(server(), aDraft(), seen("valid"))), "occupied");
    assert.equal(store.items.get(account("ci")), theirs);
  });
  it("is the same key: nothing to ask", async () => {
    const { changes, server, store } = aDesk();
    const draft = aDraft();
    store.items.set(account("ci"), draft.secret);
    assert.equal(said(await changes.putKey(server(), draft, seen("valid"))), "ok");
  });
});

describe("changes: while another window has the lock, it stores another key", () => {
  const rows: readonly [what: string, act: (desk: Desk) => Promise<Outcome>][] = [
    ["removing the key", ({ changes, server }) => changes.removeKey(server(), "ci")],
    ["removing the server", ({ changes, server }) => changes.removeServer(server())],
    [
      "replacing the key, as was agreed",
      ({ changes, server }) => changes.putKey(server(), { ...aDraft(), overwrite: true }, seen("valid")),
    ],
  ];
  for (const [what, act] of rows) {
    it(`${what}: nothing is done, since the person was asked about the one before`, async () => {
      const desk = aDesk({ ci: {} });
      const theirs = aSecret();
      const working = Promise.withResolvers<undefined>();
      const window = desk.lock.run(() => working.promise);
      const acting = act(desk);
      await settled();
      desk.store.items.set(account("ci"), theirs);
      desk.index.changedElsewhere({ [account("ci")]: aRecord({ issued: "2026-07-31" }) });
      working.resolve(undefined);
      await window;
      assert.match(said(await acting), /^(changed|occupied)$/);
      assert.deepEqual([desk.store.items.get(account("ci")), standing(desk)], [theirs, "1 1 1"]);
    });
  }
});

describe("changes: names", () => {
  for (const taken of [{ PROD: { url } }, { prod: "no object" }, { Prod: { label: "no url" } }]) {
    it(`a server beside ${JSON.stringify(taken)}: taken`, async () => {
      const { changes, list } = aDesk();
      list.set(taken);
      assert.equal(said(await changes.addServer({ name: "prod", url })), "taken");
      assert.deepEqual(list.read(), taken);
    });
  }
  it("a key beside an entry that cannot be used: taken, nothing is stored", async () => {
    const { changes, list, server, store } = aDesk();
    list.set({ prod: { url, keys: { CI: "no object" } } });
    assert.equal(said(await changes.putKey(server(), aDraft(), seen("valid"))), "taken");
    assert.equal(store.items.size, 0);
  });
});

function aDraft(): KeyDraft {
  return { name: "ci", secret: aSecret(), expires: undefined };
}

/** Ways to fail: how to begin it, how to end it, and as what it is said. */
const unsaved = trouble("unsaved");
const broken = trouble("broken");
const noDbus: Trouble = [({ store }) => (store.mode = "no-dbus"), ({ store }) => (store.mode = "working"), "store"];
const undeletable: Trouble = [
  ({ store }) => (store.mode = "undeletable"),
  ({ store }) => (store.mode = "working"),
  "store",
];
const noIndex: Trouble = [({ index }) => (index.broken = "EACCES"), ({ index }) => (index.broken = undefined), "index"];
const fullDisk: Trouble = [({ index }) => (index.full = "ENOSPC"), ({ index }) => (index.full = undefined), "index"];
const noLock: Trouble = [({ lock }) => (lock.busy = "busy"), ({ lock }) => (lock.busy = undefined), "lock"];

type Trouble = readonly [begin: (desk: Desk) => unknown, end: (desk: Desk) => unknown, said: string];

function trouble(kind: EditFailure["kind"]): Trouble {
  return [({ list }) => (list.trouble = kind), ({ list }) => (list.trouble = undefined), `entry ${kind}`];
}

/** What stands: keys in the store, records in the index, keys in the list. */
function standing({ store, index, list }: Desk): string {
  const { prod } = list.read() as { prod?: { keys: object } };
  return `${store.items.size} ${index.records.size} ${prod === undefined ? "-" : Object.keys(prod.keys).length}`;
}

function failsAndCompletes(
  what: string,
  desk: () => Desk,
  act: (desk: Desk) => Promise<Outcome>,
  rows: readonly [trouble: Trouble, stands: string][],
  complete: string,
): void {
  for (const [[begin, end, failure], stands] of rows) {
    it(`${what}, failing with ${failure}: ${stands} stands, then ${complete}`, async () => {
      const one = desk();
      begin(one);
      assert.equal(said(await act(one)), failure);
      assert.equal(standing(one), stands);
      end(one);
      assert.equal(said(await act(one)), "ok");
      assert.equal(standing(one), complete);
    });
  }
}

describe("changes: a step that fails leaves what was done, and the same call completes it (store, index, list)", () => {
  const secret = aSecret();
  const put = (desk: Desk, overwrite = false): Promise<Outcome> =>
    desk.changes.putKey(desk.server(), { name: "ci", secret, expires: undefined, overwrite }, seen("valid"));
  failsAndCompletes(
    "adding a key",
    () => aDesk(),
    (desk) => put(desk),
    [
      [noDbus, "0 0 0"],
      [noLock, "0 0 0"],
      [noIndex, "0 0 0"],
      [fullDisk, "0 0 0"],
      [unsaved, "1 1 0"],
      [broken, "1 1 0"],
    ],
    "1 1 1",
  );
  failsAndCompletes(
    "replacing a key",
    () => aDesk({ ci: {} }),
    (desk) => put(desk, true),
    [
      [noDbus, "1 1 1"],
      [noLock, "1 1 1"],
      [noIndex, "1 1 1"],
      [fullDisk, "1 1 1"],
      [unsaved, "1 1 1"],
    ],
    "1 1 1",
  );

  const removeKey = (desk: Desk): Promise<Outcome> => desk.changes.removeKey(desk.server(), "ci");
  failsAndCompletes(
    "removing a key",
    () => aDesk({ ci: {}, other: {} }),
    removeKey,
    [
      [noDbus, "2 2 2"],
      [undeletable, "2 2 2"],
      [noLock, "2 2 2"],
      [noIndex, "2 2 2"],
      [fullDisk, "1 2 2"],
      [unsaved, "1 1 2"],
      [broken, "1 1 2"],
    ],
    "1 1 1",
  );

  const discard = (desk: Desk): Promise<Outcome> => desk.changes.discardKey(desk.server(), "ci");
  failsAndCompletes(
    "discarding a key",
    () => aDesk({ ci: {} }),
    discard,
    [
      [noDbus, "1 1 1"],
      [noLock, "1 1 1"],
      [noIndex, "1 1 1"],
      [fullDisk, "0 1 1"],
    ],
    "0 0 1",
  );

  const removeServer = (desk: Desk): Promise<Outcome> => desk.changes.removeServer(desk.server());
  const second: Trouble = [
    ({ store }) => (store.onCall = (call) => (store.mode = call.startsWith("delete prod/b") ? "no-dbus" : "working")),
    ({ store }) => {
      store.onCall = () => undefined;
      store.mode = "working";
    },
    "store",
  ];
  failsAndCompletes(
    "removing a server",
    () => aDesk({ a: {}, b: {}, c: {} }),
    removeServer,
    [
      [noDbus, "3 3 3"],
      [second, "2 2 3"],
      [noLock, "3 3 3"],
      [noIndex, "3 3 3"],
      [fullDisk, "2 3 3"],
      [unsaved, "0 0 3"],
    ],
    "0 0 -",
  );

  it("a server's entry is removed last, and others stay", async () => {
    const one = aDesk({ a: {}, b: {} });
    one.list.set({ ...(one.list.read() as object), test: { url } });
    one.done.length = 0;
    assert.equal(said(await removeServer(one)), "ok");
    assert.deepEqual(one.done, ["delete prod/a", "forget a", "delete prod/b", "forget b", "entry"]);
    assert.deepEqual(one.list.read(), { test: { url } });
  });
  it("a key's secret is removed first, then its entry", async () => {
    const one = aDesk({ ci: {} });
    assert.equal(said(await removeKey(one)), "ok");
    assert.deepEqual(one.done, ["delete prod/ci", "forget ci", "entry"]);
  });
  it("each change is made whole, under the lock, which is asked for once", async () => {
    for (const act of [put, removeKey, removeServer, discard]) {
      const one = aDesk({ ci: {} });
      assert.equal(said(await act(one, true)), "ok");
      assert.equal(one.lock.asked, 1);
    }
  });
  it("says in which store the key is", async () => {
    const one = aDesk();
    assert.deepEqual(await put(one), { ok: true, value: "os" });
  });
  it("a key that could not be removed is not forgotten", async () => {
    const one = aDesk({ ci: {} });
    one.store.mode = "no-dbus";
    await removeKey(one);
    assert.deepEqual(one.done, ["delete prod/ci"]);
  });
});
