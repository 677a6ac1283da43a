// A machine with two windows, on which persons act and things fail; and what must be true of it whatever happens.
import assert from "node:assert/strict";
import { editText } from "../../../../src/adapters/jsoncText.ts";
import { accountOf, parseAccount } from "../../../../src/core/names.ts";
import { outlooksOf } from "../../../../src/core/outlook.ts";
import type { ConfigEdit } from "../../../../src/core/ports.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { readServers, type ChosenKey, type ServerEntry } from "../../../../src/core/servers.ts";
import { aSecret, seen } from "../../../support/fakes/factories.ts";
import { FakeConsents } from "../../../support/fakes/fakeConsents.ts";
import { FakeIndex } from "../../../support/fakes/fakeIndex.ts";
import { FakeLock } from "../../../support/fakes/fakeLock.ts";
import { FakeServerList } from "../../../support/fakes/fakeServerList.ts";
import { FakeKeyStoreSetting } from "../../../support/fakes/keeping.ts";
import type { Act, Event, Step } from "./acts.ts";
import { RecordingStore } from "./recordingStore.ts";
import { Window, type Machine } from "./window.ts";

const NAMES = ["a", "b", "c", "A"];
const URLS = ["https://one.example", "https://two.example:8443", "https://one.example/sdp"];
const SETTING = "servicedeskPlus.servers";
const HEAD = `// head
{
  "editor.fontSize": 12, // size
  "${SETTING}": {
    // list
`;
const FUTURE = `"x-future": { "n": [1, 2] }, /* kept */`;
const SERVER = `    "a": { // server
      "url": "${URLS[0]}",
      ${FUTURE}
      "keys": {
        "a": { "x-key": true } // key
      },
    },
`;
const TAIL = `
  // tail
  "files.eol": "\\n",
}
`;

const forever = AbortSignal.any([]);

/** A key that a person stored for an entry, and that nobody has touched by hand since. */
interface Kept {
  readonly server: string;
  readonly key: string;
  readonly secret: Secret;
}

export class World {
  readonly #machine: Machine & { readonly os: RecordingStore; readonly editor: RecordingStore };
  readonly #setting = new FakeKeyStoreSetting();
  #windows: [Window, Window];
  /** Every key that ever was in a store, but canaries and markers. */
  readonly #ever = new Set<Secret>();
  /** Keys that a person has removed or replaced. */
  readonly #released = new Set<Secret>();
  /** To which addresses a person has let a key go. */
  readonly #allowed = new Map<Secret, Set<string>>();
  #kept: Kept[] = [];
  /** Whether a person has removed the server that a later version wrote something into. */
  #futureRemoved = false;

  /** An account as it is compared. */
  readonly #spelled: (account: string) => string;

  constructor(ignoresCase: boolean) {
    this.#spelled = (account) => (ignoresCase ? account.toLowerCase() : account);
    const onSet = (account: string, secret: Secret): void => {
      if (parseAccount(account) !== undefined) this.#ever.add(secret);
    };
    this.#machine = {
      os: new RecordingStore("os", onSet, ignoresCase),
      editor: new RecordingStore("vscode", onSet, false),
      index: new FakeIndex(),
      list: FakeServerList.ofText(`${HEAD}${SERVER}  },${TAIL}`),
      lock: new FakeLock(),
      consents: new FakeConsents(),
      setting: this.#setting,
    };
    this.#machine.editor.items.set("marker:session", new Secret("an earlier session"));
    this.#windows = [new Window(this.#machine), new Window(this.#machine)];
  }

  async take(step: Step): Promise<void> {
    if (step.kind === "event") await this.#happen(step.event);
    else if (step.kind === "act") await this.#act(step.window, step.act, step.calls);
    else {
      const [one, other] = step.acts;
      const kept = this.#kept;
      await Promise.all([this.#act(0, one, step.calls[0]), this.#act(1, other, step.calls[1])]);
      // In which order they came is not known, so neither is what is to be expected of the entries that they touched.
      this.#kept = one.kind === "move" && other.kind === "move" ? kept : [];
    }
    this.#assertNothingLost();
  }

  async #act(window: 0 | 1, act: Act, calls: number): Promise<void> {
    const done = this.#prepare(this.#windows[window], act);
    if (done === undefined) return;
    const outcome = await this.#windows[window].until(calls, done.run);
    if (outcome === undefined) this.#windows[window] = new Window(this.#machine);
    done.expect(outcome ?? "died");
  }

  /** What is to be run for an act, and what to expect after it; undefined: nothing it could be done to. */
  #prepare(window: Window, act: Act): Prepared | undefined {
    const { changes, renaming } = window;
    const server = "server" in act ? pick(this.#servers(), act.server) : undefined;
    const entry = "entry" in act ? pick(this.#entries(), act.entry) : undefined;
    switch (act.kind) {
      case "add-server": {
        const run = async () => said(await changes.addServer({ name: nth(NAMES, act.name), url: nth(URLS, act.url) }));
        return { run, expect: () => undefined };
      }
      case "add-key":
        return server && this.#put(window, server, nth(NAMES, act.name), false);
      case "enter-key":
        return entry && this.#put(window, entry.server, entry.key.name, act.overwrite);
      case "remove-key":
        if (entry === undefined) return undefined;
        this.#release([entry]);
        this.#expectNot((kept) => kept.server === entry.server.name && kept.key === entry.key.name);
        return prepared(async () => {
          const mark = await changes.mark(entry.server, [entry.key.name]);
          return said(await changes.removeKey(entry.server, entry.key.name, mark));
        });
      case "remove-server":
        if (server === undefined) return undefined;
        this.#release(server.keys.map((key) => ({ server, key })));
        this.#expectNot((kept) => kept.server === server.name);
        this.#futureRemoved ||= this.#isFuture(server);
        return prepared(async () => {
          const mark = await changes.mark(
            server,
            server.keys.map(({ name }) => name),
          );
          return said(await changes.removeServer(server, mark));
        });
      case "rename-server": {
        if (server === undefined) return undefined;
        const to = nth(NAMES, act.name);
        if (to === server.name) return undefined;
        const run = async () => said(await renaming.renameServer(server, to));
        const follow = (kept: Kept): Kept => (kept.server === server.name ? { ...kept, server: to } : kept);
        return { run, expect: (how) => this.#follow(how, () => this.#server(server.name) === undefined, follow) };
      }
      case "rename-key": {
        if (entry === undefined) return undefined;
        const [name, to] = [entry.key.name, nth(NAMES, act.name)];
        if (to === name) return undefined;
        const run = async () => said(await renaming.renameKey(entry.server, entry.key, to));
        const isGone = (): boolean => !this.#hasKey(entry.server.name, name);
        const follow = (kept: Kept): Kept =>
          kept.server === entry.server.name && kept.key === name ? { ...kept, key: to } : kept;
        return { run, expect: (how) => this.#follow(how, isGone, follow) };
      }
      case "use-stored":
        return entry && this.#useStored(window, entry);
      case "move":
        return prepared(() => this.#move(window, act.to));
    }
  }

  #put(window: Window, server: ServerEntry, key: string, overwrite: boolean): Prepared {
    const secret = aSecret();
    const entry = server.keys.find(({ name }) => name === key);
    const replaced = overwrite && entry !== undefined ? this.#stored([{ server, key: entry }]) : [];
    this.#allow(secret, server.address.href);
    const run = async () => {
      const mark = overwrite ? await window.changes.mark(server, [key]) : undefined;
      const draft = { name: key, secret, expires: undefined, overwrite: mark };
      return said(await window.changes.putKey(server, draft, seen("valid")));
    };
    const expect = (how: string): void => {
      // What was to be replaced goes when the other key is there, and not before.
      if (this.#isStored(secret)) for (const old of replaced) this.#released.add(old);
      if (["taken", "changed", "occupied", "lock"].includes(how)) return;
      this.#expectNot((kept) => kept.server === server.name && kept.key === key);
      if (how === "ok") this.#kept.push({ server: server.name, key, secret });
    };
    return { run, expect };
  }

  #useStored(window: Window, { server, key }: ChosenKey): Prepared | undefined {
    const own = accountOf(server.name, key.name, server.address.origin);
    const candidate = outlooksOf(this.#servers(), new Map(this.#machine.index.records), () => false).get(
      own,
    )?.candidate;
    if (candidate === undefined) return undefined;
    for (const store of this.#stores()) {
      const secret = store.items.get(candidate.account);
      if (secret !== undefined) this.#allow(secret, server.address.href);
    }
    this.#expectNot((kept) => kept.server === server.name && kept.key === key.name);
    return prepared(async () => said(await window.renaming.useStored(server, key, candidate.account)));
  }

  async #move(window: Window, to: "os" | "vscode"): Promise<string> {
    const fit = await window.moving.check(to);
    if (!fit.ok) return fit.reason.kind;
    await window.moving.move(this.#entries(), to, () => undefined, forever);
    return "ok";
  }

  async #happen(event: Event): Promise<void> {
    const { index, list } = this.#machine;
    switch (event.kind) {
      case "url-by-hand":
        return this.#editServer(event.server, ({ name }) => ({ path: [name, "url"], value: nth(URLS, event.url) }));
      case "server-by-hand":
        return this.#editServer(event.server, ({ name }) => ({ path: [name], rename: nth(NAMES, event.name) }));
      case "key-by-hand":
        return this.#editKey(event.entry, (path) => ({ path, rename: nth(NAMES, event.name) }));
      case "drop-by-hand":
        return this.#editKey(event.entry, (path) => ({ path, value: undefined }));
      case "trouble":
        (event.of === "os" ? this.#machine.os : this.#machine.editor).mode = event.mode;
        return;
      case "index-full":
        index.full = event.full ? "ENOSPC" : undefined;
        return;
      case "unsaved":
        list.trouble = event.unsaved ? "unsaved" : undefined;
        return;
      case "setting":
        this.#setting.value = event.value;
        return;
      case "restart":
        this.#windows[event.window] = new Window(this.#machine);
        return;
    }
  }

  async #editServer(which: number, edit: (server: ServerEntry) => ConfigEdit): Promise<void> {
    const server = pick(this.#servers(), which);
    if (server === undefined) return;
    this.#expectNot((kept) => kept.server === server.name);
    await this.#edit(edit(server));
  }

  async #editKey(which: number, edit: (path: string[]) => ConfigEdit): Promise<void> {
    const entry = pick(this.#entries(), which);
    if (entry === undefined) return;
    this.#expectNot((kept) => kept.server === entry.server.name);
    await this.#edit(edit([entry.server.name, "keys", entry.key.name]));
  }

  /** As a person types; a name that is there already is not typed. */
  async #edit(edit: ConfigEdit): Promise<void> {
    const target = "rename" in edit ? [...edit.path.slice(0, -1), edit.rename] : undefined;
    const edited = await editText(this.#machine.list.text, SETTING, [edit], target);
    if (edited.ok) this.#machine.list.text = edited.value;
  }

  #servers(): readonly ServerEntry[] {
    return readServers(this.#machine.list.read()).servers;
  }

  #server(name: string): ServerEntry | undefined {
    return this.#servers().find((server) => server.name === name);
  }

  #hasKey(server: string, key: string): boolean {
    return this.#server(server)?.keys.some(({ name }) => name === key) === true;
  }

  #entries(): readonly ChosenKey[] {
    return this.#servers().flatMap((server) => server.keys.map((key) => ({ server, key })));
  }

  #stores(): readonly RecordingStore[] {
    return [this.#machine.os, this.#machine.editor];
  }

  #isFuture({ name }: ServerEntry): boolean {
    return Object.hasOwn((this.#machine.list.read() as Record<string, object>)[name] ?? {}, "x-future");
  }

  #release(entries: readonly ChosenKey[]): void {
    for (const secret of this.#stored(entries)) this.#released.add(secret);
  }

  #stored(entries: readonly ChosenKey[]): readonly Secret[] {
    return entries.flatMap(({ server, key }) => {
      const account = accountOf(server.name, key.name, server.address.origin);
      return this.#stores().flatMap((store) => store.items.get(account) ?? []);
    });
  }

  #isStored(secret: Secret): boolean {
    return this.#stores().some((store) => [...store.items.values()].includes(secret));
  }

  #allow(secret: Secret, href: string): void {
    this.#allowed.set(secret, new Set([...(this.#allowed.get(secret) ?? []), href]));
  }

  #expectNot(isTouched: (kept: Kept) => boolean): void {
    this.#kept = this.#kept.filter((kept) => !isTouched(kept));
  }

  #follow(how: string, isGone: () => boolean, rename: (kept: Kept) => Kept): void {
    if (how === "ok" || isGone()) this.#kept = this.#kept.map(rename);
  }

  /** No key is ever lost that a person did not remove. */
  #assertNothingLost(): void {
    const there = new Set(this.#stores().flatMap((store) => [...store.items.values()]));
    const lost = [...this.#ever].filter((secret) => !there.has(secret) && !this.#released.has(secret));
    assert.equal(lost.length, 0, "a key is lost");
  }

  /** What must be true once everything works again. */
  async assertAllFound(): Promise<void> {
    for (const store of this.#stores()) store.mode = "working";
    const { index, list } = this.#machine;
    [index.full, list.trouble] = [undefined, undefined];
    const window = new Window(this.#machine);
    await this.#assertEntriesRead(window);
    await this.#assertAllListed(window);
    this.#assertSettingsKept();
    const shared = JSON.stringify([list.text, [...index.records]]);
    for (const secret of this.#ever) assert.ok(!shared.includes(secret.reveal()), "a key is in the index or settings");
  }

  /** Every entry's key is found or reported missing; and none is found for an address that nobody let it go to. */
  async #assertEntriesRead(window: Window): Promise<void> {
    for (const server of this.#servers()) {
      for (const [key, read] of await window.reader.read(server, server.keys, "person")) {
        const name = `${server.name}/${key.name}`;
        const kept = this.#kept.find((one) => one.server === server.name && one.key === key.name);
        if (read.kind === "found") {
          const allowed = this.#allowed.get(read.secret)?.has(server.address.href);
          assert.ok(allowed, `${name}: used for an address it was not entered for`);
          assert.ok(kept === undefined || kept.secret === read.secret, `${name}: another key than was entered`);
        } else {
          assert.equal(read.state, "missing", name);
          assert.equal(kept, undefined, `${name}: missing, though it was stored (${read.reason.kind})`);
        }
      }
    }
  }

  /** Every item of the stores is listed once, and every entry without an item. */
  async #assertAllListed(window: Window): Promise<void> {
    const look = await window.inventory.look(this.#servers());
    assert.ok(look.ok && look.value.troubles.length === 0);
    const { items } = look.value;
    const listed = items.flatMap(({ store, account }) =>
      store === undefined ? [] : [`${store} ${this.#spelled(account)}`],
    );
    const stored = this.#stores().flatMap(({ id, items: all }) =>
      [...all.keys()].flatMap((account) =>
        parseAccount(account) === undefined ? [] : [`${id} ${this.#spelled(account)}`],
      ),
    );
    assert.deepEqual(listed.sort(), stored.sort());
    for (const { server, key } of this.#entries()) {
      const account = accountOf(server.name, key.name, server.address.origin);
      assert.ok(
        items.some((item) => item.account === account),
        `${account} is not listed`,
      );
    }
  }

  /** Comments, and what a later version wrote, are as they were. */
  #assertSettingsKept(): void {
    const { text } = this.#machine.list;
    assert.ok(text.startsWith(HEAD) && text.endsWith(TAIL), text);
    assert.ok(this.#futureRemoved || text.includes(FUTURE), text);
  }
}

interface Prepared {
  readonly run: () => Promise<string>;
  /** @param how `ok`, the step at which it failed, or `died` */
  readonly expect: (how: string) => void;
}

function prepared(run: () => Promise<string>): Prepared {
  return { run, expect: () => undefined };
}

function said(outcome: { ok: true } | { ok: false; reason: { step: string } }): string {
  return outcome.ok ? "ok" : outcome.reason.step;
}

function nth<T>(all: readonly T[], which: number): T {
  const one = all[which % all.length];
  assert.ok(one !== undefined);
  return one;
}

function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % all.length];
}
