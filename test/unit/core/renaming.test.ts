import assert from "node:assert/strict";
import { notAsked, type Observation } from "../../../src/core/health.ts";
import { accountOf } from "../../../src/core/names.ts";
import { Reusing } from "../../../src/core/reusing.ts";
import { Renaming, type RenameFailure } from "../../../src/core/renaming.ts";
import type { Result } from "../../../src/core/result.ts";
import type { Secret } from "../../../src/core/secret.ts";
import { readServers, type ServerEntry } from "../../../src/core/servers.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";
import { aRecord, aSecret, keyOf, seen } from "../../support/fakes/factories.ts";
import { FakeKeyStore } from "../../support/fakes/fakeKeyStore.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";
import { CaselessStore } from "./caselessStore.ts";

const url = "https://sdp.example.com:8443";
const [ci, ec] = [aSecret(), aSecret()];
const names = new Map([
  [ci, "ci"],
  [ec, "ec"],
]);

/** A list with the server `prod` and its keys `ci` and `ec`, both stored and recorded. */
function aDesk(os = new FakeKeyStore("os"), list: object = { prod: { url, keys: { ci: {}, ec: {} } } }) {
  const recorded: Record<string, IndexRecord> = {};
  for (const [name, secret] of Object.entries({ ci, ec })) {
    os.items.set(accountOf("prod", name, url), secret);
    recorded[accountOf("prod", name, url)] = aRecord({ issued: "2026-08-01", hash: name });
  }
  const keeping = aKeeping(recorded, { os });
  const servers = new FakeServerList(list);
  const observed = new Map<string, Observation>([["prod/ci", seen("valid")]]);
  const told: string[] = [];
  const seenBefore: ConstructorParameters<typeof Renaming>[3] = {
    observation: (server, key) => observed.get(`${server.name}/${key.name}`) ?? notAsked,
    observe: (server, key, { state }) => told.push(`${server.name}/${key} ${state}`),
    forget: (server, key) => told.push(`${server.name}/${key} forgotten`),
  };
  const renaming = new Renaming(servers, keeping.carrier, keeping.lock, seenBefore);
  const reusing = new Reusing(servers, keeping.carrier, keeping.lock, seenBefore);
  const server = (name = "prod"): ServerEntry =>
    readServers(servers.read()).servers.find((one) => one.name === name) ?? assert.fail();
  return { ...keeping, list: servers, renaming, reusing, observed, told, server };
}

type Desk = ReturnType<typeof aDesk>;
type Outcome = Result<void, RenameFailure>;

function said(outcome: Outcome): string {
  if (outcome.ok) return "ok";
  return outcome.reason.step === "entry" ? `entry ${outcome.reason.failure.kind}` : outcome.reason.step;
}

/** What is in the store, what is recorded, and what is listed: `prod/ci prod/ec | prod/ci prod/ec | prod: ci ec`. */
function stands({ os, index, list }: Desk): string {
  const short = (account: string): string => account.replace(`@${url}`, "");
  const stored = [...os.items].map(([account, secret]) => named(short(account), secret));
  const listed = readServers(list.read()).servers.map(
    ({ name, keys }) => `${name}: ${keys.map((key) => key.name).join(" ")}`,
  );
  return [stored.sort(), [...index.records.keys()].map(short).sort(), listed].map((part) => part.join(" ")).join(" | ");
}

/** The account, with the key's own name where that is another. */
function named(account: string, secret: Secret): string {
  const name = names.get(secret) ?? "?";
  return account.toLowerCase().endsWith(`/${name}`) ? account : `${account}=${name}`;
}

const before = "prod/ci prod/ec | prod/ci prod/ec | prod: ci ec";
const server: Rename = ({ renaming, server }) => renaming.renameServer(server(), "live");
const key: Rename = ({ renaming, server }) => renaming.renameKey(server(), keyOf(server(), "ci"), "jenkins");
type Rename = (desk: Desk) => Promise<Outcome>;

describe("renaming", () => {
  it("a server: its keys go with it", async () => {
    const desk = aDesk();
    assert.equal(said(await server(desk)), "ok");
    assert.equal(stands(desk), "live/ci live/ec | live/ci live/ec | live: ci ec");
    assert.deepEqual(
      desk.index.records.get(accountOf("live", "ci", url)),
      aRecord({ issued: "2026-08-01", hash: "ci" }),
    );
  });
  it("a key: it alone", async () => {
    const desk = aDesk();
    assert.equal(said(await key(desk)), "ok");
    assert.equal(stands(desk), "prod/ec prod/jenkins=ci | prod/ec prod/jenkins | prod: jenkins ec");
  });
  it("copies first, then renames the entry, then deletes, all under one lock", async () => {
    const desk = aDesk();
    const steps: string[] = [];
    desk.os.onCall = (call) => call.startsWith("get") || steps.push(call.replace(`@${url}`, ""));
    desk.list.onDidChange(() => steps.push("entry"));
    await server(desk);
    assert.deepEqual(steps, ["set live/ci", "set live/ec", "entry", "delete prod/ec", "delete prod/ci"]);
    assert.equal(desk.lock.asked, 1);
  });
  it("leaves every other byte of the entry as it is", async () => {
    const desk = aDesk();
    desk.list.text = `{ // mine\n  "servicedeskPlus.servers": { "prod": {"url":"${url}", "keys": {"ci" : {}} /* x */} } }`;
    await server(desk);
    assert.match(
      desk.list.text,
      /^\{ \/\/ mine\n {2}"servicedeskPlus.servers": \{ "live": \{"url":.*"ci" : \{\}\} \/\* x \*\/\} \} \}$/,
    );
  });
  it("a key that this machine does not have is renamed too", async () => {
    const desk = aDesk();
    desk.os.items.delete(accountOf("prod", "ci", url));
    assert.equal(said(await server(desk)), "ok");
    assert.equal(stands(desk), "live/ec | live/ec | live: ci ec");
  });
  it("a key that this editor did not store goes with it, and stays under its old account: another may use it", async () => {
    const desk = aDesk();
    desk.index.records.clear();
    assert.equal(said(await key(desk)), "ok");
    assert.equal(stands(desk), "prod/ci prod/ec prod/jenkins=ci | prod/jenkins | prod: jenkins ec");
  });
  it("each of a server's keys for itself, stored by this editor or not", async () => {
    const desk = aDesk();
    desk.index.records.delete(accountOf("prod", "ec", url));
    assert.equal(said(await server(desk)), "ok");
    assert.equal(stands(desk), "live/ci live/ec prod/ec | live/ci live/ec | live: ci ec");
  });
  it("keeps the path that a key was entered for", async () => {
    const desk = aDesk();
    desk.index.records.set(accountOf("prod", "ci", url), aRecord({ path: "/old" }));
    await key(desk);
    assert.equal(desk.index.records.get(accountOf("prod", "jenkins", url))?.path, "/old");
  });
  it("keeps the store that a key is in", async () => {
    const desk = aDesk();
    desk.editor.items.set(accountOf("prod", "ci", url), ci);
    desk.os.items.delete(accountOf("prod", "ci", url));
    desk.index.records.set(accountOf("prod", "ci", url), aRecord({ store: "vscode" }));
    assert.equal(said(await key(desk)), "ok");
    assert.deepEqual([...desk.editor.items.keys()], [accountOf("prod", "jenkins", url)]);
    assert.equal(stands(desk), "prod/ec | prod/ec prod/jenkins | prod: jenkins ec");
  });
  it("what is left at an earlier address is renamed with it", async () => {
    const desk = aDesk();
    const old = "https://old.example.com";
    desk.os.items.set(accountOf("prod", "ci", old), aSecret());
    desk.index.records.set(accountOf("prod", "ci", old), aRecord());
    assert.equal(said(await server(desk)), "ok");
    assert.ok(desk.index.records.has(accountOf("live", "ci", old)));
    assert.ok(!desk.index.records.has(accountOf("prod", "ci", old)));
  });
});

describe("renaming: what is left at an earlier address does not stop it", () => {
  const old = "https://old.example.com";
  const [from, to] = [accountOf("prod", "ci", old), accountOf("live", "ci", old)];
  const rows: readonly [what: string, record: IndexRecord, arrange: (desk: Desk) => unknown][] = [
    ["its store does not work", aRecord({ store: "vscode" }), ({ editor }) => (editor.mode = "no-dbus")],
    ["another key is at the other end", aRecord(), ({ os }) => os.items.set(to, aSecret())],
    [
      "its record is of a later version",
      aRecord(),
      ({ index }) => (index.records.delete(from), index.unreadable.add(from)),
    ],
  ];
  for (const [what, record, arrange] of rows) {
    it(`${what}: it stays as it is`, async () => {
      const desk = aDesk();
      const left = aSecret();
      desk.index.records.set(from, record);
      desk[record.store === "os" ? "os" : "editor"].items.set(from, left);
      arrange(desk);
      const there = [desk.os.items.get(to), desk.index.records.get(from)];
      assert.equal(said(await server(desk)), "ok");
      await assertReadable(desk, "live", "ci", ci);
      await assertReadable(desk, "live", "ec", ec);
      assert.equal(desk[record.store === "os" ? "os" : "editor"].items.get(from), left);
      assert.deepEqual([desk.os.items.get(to), desk.index.records.get(from)], there);
    });
  }
});

describe("renaming: what is not done, and changes nothing", () => {
  const stored =
    (account: string): ((desk: Desk) => unknown) =>
    (desk) =>
      desk.os.items.set(account, aSecret());
  const list = (value: object) => (desk: Desk) => desk.list.set(value);
  const moved = { prod: { url: "https://other.example.com", keys: { ci: {}, ec: {} } } };
  const rows: readonly [what: string, rename: Rename, arrange: (desk: Desk) => unknown, said: string][] = [
    [
      "a server's name that is taken",
      server,
      list({ prod: { url, keys: { ci: {}, ec: {} } }, LIVE: { url } }),
      "taken",
    ],
    ["a name that an unusable entry has", server, list({ prod: { url, keys: { ci: {}, ec: {} } }, live: 7 }), "taken"],
    ["a key's name that is taken", key, list({ prod: { url, keys: { ci: {}, ec: {}, Jenkins: {} } } }), "taken"],
    ["another key in the store under the server's name", server, stored(accountOf("live", "ec", url)), "occupied"],
    ["another key in the store under the key's name", key, stored(accountOf("prod", "jenkins", url)), "occupied"],
    ["settings that are not saved", server, (desk) => (desk.list.trouble = "unsaved"), "entry unsaved"],
    ["settings that are broken", key, (desk) => (desk.list.trouble = "broken"), "entry broken"],
    ["another window that writes", server, (desk) => (desk.lock.busy = "busy"), "lock"],
    ["a store that does not work", server, (desk) => (desk.os.mode = "no-dbus"), "store"],
    ["a store that gets locked at the second key", server, atSecondSet, "store"],
    ["an index that cannot be read", server, (desk) => (desk.index.broken = "EACCES"), "index"],
    ["an index that cannot be written", server, (desk) => (desk.index.full = "ENOSPC"), "index"],
  ];
  for (const [what, rename, arrange, expected] of rows) {
    it(`${what}: ${expected}`, async () => {
      const desk = aDesk();
      arrange(desk);
      const asItWas = stands(desk);
      assert.equal(said(await rename(desk)), expected);
      assert.equal(stands(desk), asItWas);
      assert.deepEqual(desk.told, []);
    });
  }

  const changed: readonly [what: string, list: object, rename: Rename][] = [
    ["a server that got another address", moved, server],
    ["a key of a server that got another address", moved, key],
    ["a server that is gone", {}, server],
    ["a key that is gone", { prod: { url, keys: { ec: {} } } }, key],
  ];
  for (const [what, now, rename] of changed) {
    it(`${what} since the person saw it: changed`, async () => {
      const desk = aDesk();
      const [asSeen] = readServers({ prod: { url, keys: { ci: {}, ec: {} } } }).servers;
      desk.list.set(now);
      assert.equal(said(await rename({ ...desk, server: () => asSeen ?? assert.fail() })), "changed");
      assert.deepEqual([desk.list.read(), desk.os.calls], [now, []]);
    });
  }

  it("a server's own name: nothing is lost", async () => {
    const desk = aDesk();
    await desk.renaming.renameServer(desk.server(), "prod");
    await desk.renaming.renameKey(desk.server(), keyOf(desk.server(), "ci"), "ci");
    assert.equal(stands(desk), before);
  });
  it("a key that was at the other end before is not taken back", async () => {
    const desk = aDesk();
    desk.os.items.set(accountOf("live", "ci", url), ci);
    desk.list.trouble = "unsaved";
    assert.equal(said(await server(desk)), "entry unsaved");
    assert.equal(desk.os.items.get(accountOf("live", "ci", url)), ci);
  });
});

describe("renaming: what fails can be done again", () => {
  it("a key that cannot be deleted: leftover, and all else is done", async () => {
    const desk = aDesk();
    desk.os.mode = "undeletable";
    assert.equal(said(await server(desk)), "leftover");
    assert.equal(stands(desk), "live/ci live/ec prod/ci prod/ec | live/ci live/ec prod/ci prod/ec | live: ci ec");
    assert.deepEqual(desk.told, ["live/ci valid"]);
  });
  it("one that cannot be deleted keeps no other", async () => {
    const desk = aDesk();
    desk.os.failNext = (call) =>
      call === `delete ${accountOf("prod", "ci", url)}` ? { kind: "unavailable", detail: "no" } : undefined;
    assert.equal(said(await server(desk)), "leftover");
    assert.equal(stands(desk), "live/ci live/ec prod/ci | live/ci live/ec prod/ci | live: ci ec");
  });
  it("a rename that was broken off before the entry was written", async () => {
    const desk = aDesk();
    const found = await desk.carrier.find(accountOf("prod", "ci", url));
    assert.ok(found.ok && found.value);
    await desk.carrier.copy(found.value, accountOf("live", "ci", url), "", desk.lock);
    assert.equal(said(await server(desk)), "ok");
    assert.equal(stands(desk), "live/ci live/ec | live/ci live/ec | live: ci ec");
  });
});

describe("renaming: what was seen of a key is told of it under its next name", () => {
  const rows: readonly [what: string, rename: Rename, told: string[]][] = [
    ["a server's", server, ["live/ci valid"]],
    ["a key's", key, ["prod/jenkins valid"]],
  ];
  for (const [what, rename, told] of rows) {
    it(`${what}, where it was asked about`, async () => {
      const desk = aDesk();
      assert.equal(said(await rename(desk)), "ok");
      assert.deepEqual(desk.told, told);
    });
  }
});

describe("renaming: in case alone", () => {
  const rows: readonly [what: string, store: () => FakeKeyStore][] = [
    ["a store that knows case", () => new FakeKeyStore()],
    ["a store that ignores case", () => new CaselessStore()],
  ];
  for (const [what, store] of rows) {
    it(`a server, in ${what}`, async () => {
      const desk = aDesk(store());
      assert.equal(said(await desk.renaming.renameServer(desk.server(), "PROD")), "ok");
      assert.equal(stands(desk).split(" | ").slice(1).join(" | "), "PROD/ci PROD/ec | PROD: ci ec");
      await assertReadable(desk, "PROD", "ci", ci);
      await assertReadable(desk, "PROD", "ec", ec);
      assert.equal(desk.os.items.size, 2);
    });
    it(`a key, in ${what}`, async () => {
      const desk = aDesk(store());
      assert.equal(said(await desk.renaming.renameKey(desk.server(), keyOf(desk.server(), "ci"), "Ci")), "ok");
      assert.equal(stands(desk).split(" | ").slice(1).join(" | "), "prod/Ci prod/ec | prod: Ci ec");
      await assertReadable(desk, "prod", "Ci", ci);
      assert.equal(desk.os.items.size, 2);
    });
    it(`a server whose entry cannot be written, in ${what}: its keys stay`, async () => {
      const desk = aDesk(store());
      desk.list.trouble = "unsaved";
      assert.equal(said(await desk.renaming.renameServer(desk.server(), "PROD")), "entry unsaved");
      await assertReadable(desk, "prod", "ci", ci);
      assert.equal(desk.os.items.size, 2);
    });
  }
});

describe("renaming: using a key that is stored under another account", () => {
  const other = "https://old.example.com";
  const stray = aSecret();
  /** The entry `prod/ci` has no key; another account has one. */
  const lost = (account: string, record: IndexRecord | undefined, path = ""): Desk => {
    const desk = aDesk(undefined, { prod: { url: url + path, keys: { ci: {} } } });
    desk.os.items.clear();
    desk.index.records.clear();
    desk.os.items.set(account, stray);
    if (record) desk.index.records.set(account, record);
    return desk;
  };
  const use = ({ reusing, server }: Desk, account: string): Promise<Outcome> =>
    reusing.useStored(server(), keyOf(server(), "ci"), account);
  const own = accountOf("prod", "ci", url);

  const rows: readonly [
    what: string,
    account: string,
    record: IndexRecord | undefined,
    path: string,
    left: readonly string[],
  ][] = [
    ["of another address", accountOf("prod", "ci", other), aRecord({ issued: "2026-08-01" }), "", [own]],
    ["of another address with a path", accountOf("prod", "ci", other), aRecord({ path: "/x" }), "/sdp", [own]],
    ["of another context path", own, aRecord({ path: "/old" }), "/sdp", [own]],
    ["of another name", accountOf("old", "ci", url), aRecord(), "", [own]],
    ["of another key's name", accountOf("prod", "old", url), aRecord(), "", [own]],
    [
      "that is not recorded: copied, not deleted",
      accountOf("old", "ci", url),
      undefined,
      "",
      [accountOf("old", "ci", url), own],
    ],
  ];
  for (const [what, account, record, path, left] of rows) {
    it(what, async () => {
      const desk = lost(account, record, path);
      assert.equal(said(await use(desk, account)), "ok");
      assert.deepEqual([...desk.os.items.keys()], left);
      assert.ok(desk.os.items.get(own)?.equals(stray));
      assert.deepEqual([...desk.index.records], [[own, { store: "os", ...record, path }]]);
      assert.deepEqual(desk.told, ["prod/ci forgotten"]);
      const [[, read] = assert.fail()] = await desk.reader.read(desk.server(), desk.server().keys, "person");
      assert.equal(read.kind, "found");
    });
  }

  type Arrange = (desk: Desk) => unknown;
  const refused: readonly [what: string, arrange: Arrange, said: string][] = [
    [
      "the entry got another address meanwhile",
      ({ list }) => list.set({ prod: { url: "https://x.example.com", keys: { ci: {} } } }),
      "changed",
    ],
    ["the entry is gone", ({ list }) => list.set({ prod: { url, keys: {} } }), "changed"],
    [
      "another entry uses the account meanwhile",
      ({ list }) => list.set({ prod: { url, keys: { ci: {} } }, old: { url, keys: { ci: {} } } }),
      "changed",
    ],
    [
      "another entry has got the account's names, at another address",
      ({ list }) => list.set({ prod: { url, keys: { ci: {} } }, old: { url: other, keys: { ci: {} } } }),
      "changed",
    ],
    [
      "another entry has got the account's names, and cannot be used",
      ({ list }) => list.set({ prod: { url, keys: { ci: {} } }, old: { url: "no address", keys: { ci: 7 } } }),
      "changed",
    ],
    ["the store has another key for the entry", ({ os }) => os.items.set(own, aSecret()), "occupied"],
    ["the store does not work", ({ os }) => (os.mode = "no-dbus"), "store"],
    ["the index cannot be written", ({ index }) => (index.full = "ENOSPC"), "index"],
    ["another window writes", ({ lock }) => (lock.busy = "busy"), "lock"],
  ];
  for (const [what, arrange, expected] of refused) {
    it(`${what}: ${expected}, and nothing is done`, async () => {
      const account = accountOf("old", "ci", url);
      const desk = lost(account, aRecord());
      const asSeen = desk.server();
      arrange(desk);
      const keys = new Map(desk.os.items);
      assert.equal(said(await use({ ...desk, server: () => asSeen }, account)), expected);
      assert.deepEqual([new Map(desk.os.items), [...desk.index.records]], [keys, [[account, aRecord()]]]);
      assert.deepEqual(desk.told, []);
    });
  }
  it("a key that is gone: so it is said, and its record goes", async () => {
    const account = accountOf("old", "ci", url);
    const desk = lost(account, aRecord());
    desk.os.items.clear();
    assert.equal(said(await use(desk, account)), "gone");
    assert.equal(desk.index.records.size, 0);
  });
  it("a key that cannot be deleted where it was: leftover, and it is used", async () => {
    const account = accountOf("old", "ci", url);
    const desk = lost(account, aRecord());
    desk.os.mode = "undeletable";
    assert.equal(said(await use(desk, account)), "leftover");
    await assertReadable(desk, "prod", "ci", stray);
  });
});

async function assertReadable({ reader, server }: Desk, of: string, name: string, secret: Secret): Promise<void> {
  const [[, read] = assert.fail()] = await reader.read(server(of), [keyOf(server(of), name)], "person");
  assert.ok(read.kind === "found" && read.record && read.secret.equals(secret));
}

/** The second key cannot be written. */
function atSecondSet({ os }: Desk): void {
  let sets = 0;
  os.failNext = (call) =>
    call.startsWith("set") && ++sets === 2 ? { kind: "unavailable", detail: "locked in the middle" } : undefined;
}
