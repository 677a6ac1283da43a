// A machine with two windows, on which persons act and things fail.
import assert from "node:assert/strict";
import { editText } from "../../../../src/adapters/jsoncText.ts";
import { accountOf, previousOf } from "../../../../src/core/names.ts";
import { outlooksOf } from "../../../../src/core/outlook.ts";
import type { ConfigEdit } from "../../../../src/core/ports.ts";
import type { ChosenKey, ServerEntry } from "../../../../src/core/servers.ts";
import { aSecret, seen } from "../../../support/fakes/factories.ts";
import type { Act, Event, Step } from "./acts.ts";
import { assertAllFound, assertNothingLost } from "./invariants.ts";
import { prepared, said, type Prepared } from "./prepared.ts";
import { prepareReplacement } from "./replacements.ts";
import { SETTING, State, URLS, type Kept } from "./state.ts";
import { Window } from "./window.ts";

const NAMES = ["a", "b", "c", "A"];

const forever = AbortSignal.any([]);

export class World {
  readonly #state: State;
  #windows: [Window, Window];

  constructor(ignoresCase: boolean) {
    this.#state = new State(ignoresCase);
    this.#windows = [new Window(this.#state.machine), new Window(this.#state.machine)];
  }

  async take(step: Step): Promise<void> {
    if (step.kind === "event") await this.#happen(step.event);
    else if (step.kind === "act") await this.#act(step.window, step.act, step.calls);
    else {
      const [one, other] = step.acts;
      const kept = this.#state.kept;
      this.#state.together = true;
      await Promise.all([this.#act(0, one, step.calls[0]), this.#act(1, other, step.calls[1])]);
      this.#state.together = false;
      this.#state.facts.clear();
      // In which order they came is not known, so neither is what is to be expected of the entries that they touched.
      this.#state.kept = one.kind === "move" && other.kind === "move" ? kept : [];
    }
    assertNothingLost(this.#state);
  }

  async #act(window: 0 | 1, act: Act, calls: number): Promise<void> {
    const done = this.#prepare(this.#windows[window], act);
    if (done === undefined) return;
    const outcome = await this.#windows[window].until(calls, done.run);
    if (outcome === undefined) this.#windows[window] = new Window(this.#state.machine);
    done.expect(outcome ?? "died");
  }

  /** What is to be run for an act, and what to expect after it; undefined: nothing it could be done to. */
  #prepare(window: Window, act: Act): Prepared | undefined {
    const { changes, renaming } = window;
    const server = "server" in act ? pick(this.#state.servers(), act.server) : undefined;
    const entry = "entry" in act ? pick(this.#state.entries(), act.entry) : undefined;
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
        this.#state.release([entry]);
        this.#state.expectNot((kept) => kept.server === entry.server.name && kept.key === entry.key.name);
        return prepared(async () => {
          const mark = await changes.mark(entry.server, [entry.key.name]);
          return said(await changes.removeKey(entry.server, entry.key.name, mark));
        });
      case "remove-server":
        if (server === undefined) return undefined;
        this.#state.release(server.keys.map((key) => ({ server, key })));
        this.#state.expectNot((kept) => kept.server === server.name);
        this.#state.futureRemoved ||= this.#state.isFuture(server);
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
        return {
          run,
          expect: (how) => this.#state.follow(how, () => this.#state.server(server.name) === undefined, follow),
        };
      }
      case "rename-key": {
        if (entry === undefined) return undefined;
        const [name, to] = [entry.key.name, nth(NAMES, act.name)];
        if (to === name) return undefined;
        const run = async () => said(await renaming.renameKey(entry.server, entry.key, to));
        const isGone = (): boolean => !this.#state.hasKey(entry.server.name, name);
        const follow = (kept: Kept): Kept =>
          kept.server === entry.server.name && kept.key === name ? { ...kept, key: to } : kept;
        return { run, expect: (how) => this.#state.follow(how, isGone, follow) };
      }
      case "use-stored":
        return entry && this.#useStored(window, entry);
      case "move":
        return prepared(() => this.#move(window, act.to));
      default:
        return entry && prepareReplacement(this.#state, window, act, entry);
    }
  }

  #put(window: Window, server: ServerEntry, key: string, overwrite: boolean): Prepared {
    const secret = aSecret();
    const entry = server.keys.find(({ name }) => name === key);
    const replaced = overwrite && entry !== undefined ? this.#state.stored([{ server, key: entry }]) : [];
    const previous = entry === undefined ? [] : this.#state.previous([{ server, key: entry }]);
    this.#state.allow(secret, server.address.href);
    const run = async () => {
      const mark = overwrite ? await window.changes.mark(server, [key]) : undefined;
      const draft = { name: key, secret, expires: undefined, overwrite: mark };
      return said(await window.changes.putKey(server, draft, seen("valid")));
    };
    const expect = (how: string): void => {
      // What was to be replaced goes when the other key is there, and not before.
      if (this.#state.isStored(secret)) for (const old of [...replaced, ...previous]) this.#state.released.add(old);
      if (["taken", "changed", "occupied", "lock"].includes(how)) return;
      this.#state.expectNot((kept) => kept.server === server.name && kept.key === key);
      if (how !== "ok") return;
      this.#state.kept.push({ server: server.name, key, secret });
      this.#state.facts.set(secret, { owner: entry?.owner, expires: undefined });
    };
    return { run, expect };
  }

  #useStored(window: Window, { server, key }: ChosenKey): Prepared | undefined {
    const own = accountOf(server.name, key.name, server.address.origin);
    const candidate = outlooksOf(this.#state.servers(), new Map(this.#state.machine.index.records), () => false).get(
      own,
    )?.candidate;
    if (candidate === undefined) return undefined;
    for (const store of this.#state.stores()) {
      for (const account of [candidate.account, previousOf(candidate.account)]) {
        const secret = store.items.get(account);
        if (secret !== undefined) this.#state.allow(secret, server.address.href);
      }
    }
    this.#state.facts.clear();
    this.#state.expectNot((kept) => kept.server === server.name && kept.key === key.name);
    return prepared(async () => said(await window.reusing.useStored(server, key, candidate.account)));
  }

  async #move(window: Window, to: "os" | "vscode"): Promise<string> {
    const fit = await window.moving.check(to);
    if (!fit.ok) return fit.reason.kind;
    await window.moving.move(this.#state.entries(), to, () => undefined, forever);
    return "ok";
  }

  async #happen(event: Event): Promise<void> {
    const { index, list } = this.#state.machine;
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
        (event.of === "os" ? this.#state.machine.os : this.#state.machine.editor).mode = event.mode;
        return;
      case "index-full":
        index.full = event.full ? "ENOSPC" : undefined;
        return;
      case "unsaved":
        list.trouble = event.unsaved ? "unsaved" : undefined;
        return;
      case "setting":
        this.#state.setting.value = event.value;
        return;
      case "restart":
        this.#windows[event.window] = new Window(this.#state.machine);
        return;
    }
  }

  async #editServer(which: number, edit: (server: ServerEntry) => ConfigEdit): Promise<void> {
    const server = pick(this.#state.servers(), which);
    if (server === undefined) return;
    this.#state.expectNot((kept) => kept.server === server.name);
    this.#state.facts.clear();
    await this.#edit(edit(server));
  }

  async #editKey(which: number, edit: (path: string[]) => ConfigEdit): Promise<void> {
    const entry = pick(this.#state.entries(), which);
    if (entry === undefined) return;
    this.#state.expectNot((kept) => kept.server === entry.server.name);
    this.#state.facts.clear();
    await this.#edit(edit([entry.server.name, "keys", entry.key.name]));
  }

  /** As a person types; a name that is there already is not typed. */
  async #edit(edit: ConfigEdit): Promise<void> {
    const target = "rename" in edit ? [...edit.path.slice(0, -1), edit.rename] : undefined;
    const edited = await editText(this.#state.machine.list.text, SETTING, [edit], target);
    if (edited.ok) this.#state.machine.list.text = edited.value;
  }

  /** Lets everything work again, and looks whether all is as it must be. */
  assertAllFound(): Promise<void> {
    return assertAllFound(this.#state);
  }
}

function nth<T>(all: readonly T[], which: number): T {
  const one = all[which % all.length];
  assert.ok(one !== undefined);
  return one;
}

function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % all.length];
}
