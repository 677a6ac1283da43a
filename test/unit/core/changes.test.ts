import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Changes, KeyDraft } from "../../../src/core/changes.ts";
import { aSecret, seen } from "../../support/fakes/factories.ts";
import { account, aDesk, aDraft, issued, said, url } from "./changesDesk.ts";

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
      const overwrite = before === undefined ? undefined : await changes.mark(server(), ["ci"]);
      const put = { name: "ci", secret, expires: undefined, overwrite, ...draft };
      assert.equal(said(await changes.putKey(server(), put, seen("valid"))), "ok");
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

describe("changes: a key into another store than the one that it is recorded in", () => {
  it("goes there, and the record says so", async () => {
    const { changes, server, store, editor, index } = aDesk({ ci: {} });
    store.mode = "no-dbus";
    const draft: KeyDraft = { ...aDraft(), overwrite: await changes.mark(server(), ["ci"]), into: "vscode" };
    assert.deepEqual(await changes.putKey(server(), draft, seen("valid")), { ok: true, value: "vscode" });
    assert.ok(editor.items.get(account("ci"))?.equals(draft.secret));
    assert.equal(index.records.get(account("ci"))?.store, "vscode");
  });
});
