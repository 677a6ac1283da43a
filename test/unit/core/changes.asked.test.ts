import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import type { ServerEntry } from "../../../src/core/servers.ts";
import { aRecord, aSecret, seen } from "../../support/fakes/factories.ts";
import {
  account,
  aDesk,
  aDraft,
  overwrite,
  removeKey,
  removeServer,
  said,
  standing,
  url,
  type Desk,
  type Outcome,
} from "./changesDesk.ts";

describe("changes: the list is another than the person saw", () => {
  const elsewhere = { prod: { url: "https://other.example.com", keys: { ci: {} } } };
  const rows: readonly [what: string, list: unknown, act: (desk: Desk, server: ServerEntry) => Promise<Outcome>][] = [
    ["a key for a server that is gone", {}, ({ changes }, server) => changes.putKey(server, aDraft(), seen("valid"))],
    ["a key for another address", elsewhere, ({ changes }, server) => changes.putKey(server, aDraft(), seen("valid"))],
    ["a pin for another address", elsewhere, ({ changes }, server) => changes.pin(server, "ab".repeat(32))],
    ["removing a key at another address", elsewhere, removeKey],
    ["removing a server at another address", elsewhere, removeServer],
    ["removing a server that has got a key", { prod: { url, keys: { ci: {}, more: {} } } }, removeServer],
    [
      "a key for an entry that is gone",
      { prod: { url, keys: {} } },
      ({ changes }, server) => changes.putKey(server, aDraft(), seen("valid")),
    ],
    ["removing an entry at another address", elsewhere, ({ changes }, server) => changes.removeEntry(server, "ci")],
    [
      "removing the entry of a server that has got a key",
      { prod: { url, keys: { ci: {}, more: {} } } },
      ({ changes }, server) => changes.removeEntry(server, undefined),
    ],
    [
      "removing the entry of a server that is gone",
      {},
      ({ changes }, server) => changes.removeEntry(server, undefined),
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
    const draft = { ...aDraft(), overwrite: await changes.mark(server(), ["ci"]) };
    assert.equal(said(await changes.putKey(server(), draft, seen("valid"))), "ok");
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
    ["removing the key", removeKey],
    ["removing the server", (desk) => removeServer(desk)],
    ["replacing the key, as was agreed", (desk) => overwrite(desk)],
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

describe("changes: since the person was asked, another key was stored", () => {
  const theirs = aRecord({ issued: "2026-07-31" });
  const rows: readonly [what: string, act: (desk: Desk, mark: string) => Promise<Outcome>, said: string][] = [
    ["removing the key", ({ changes, server }, mark) => changes.removeKey(server(), "ci", mark), "changed"],
    ["removing the server", ({ changes, server }, mark) => changes.removeServer(server(), mark), "changed"],
    [
      "replacing the key",
      ({ changes, server }, mark) => changes.putKey(server(), { ...aDraft(), overwrite: mark }, seen("valid")),
      "occupied",
    ],
  ];
  for (const [what, act, expected] of rows) {
    it(`${what}: ${expected}, and nothing is done`, async () => {
      const desk = aDesk({ ci: {} });
      const mark = await desk.changes.mark(desk.server(), ["ci"]);
      desk.index.changedElsewhere({ [account("ci")]: theirs });
      const stored = desk.store.items.get(account("ci"));
      assert.equal(said(await act(desk, mark)), expected);
      assert.deepEqual([desk.store.items.get(account("ci")), standing(desk)], [stored, "1 1 1"]);
    });
    it(`${what}, with the mark of now: ok`, async () => {
      const desk = aDesk({ ci: {} });
      desk.index.changedElsewhere({ [account("ci")]: theirs });
      assert.equal(said(await act(desk, await desk.changes.mark(desk.server(), ["ci"]))), "ok");
    });
  }
});
