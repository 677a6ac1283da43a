// What a property test knows of a machine: what is on it, and what persons have done with each key.
import { accountOf, parseAccount, previousOf } from "../../../../src/core/names.ts";
import type { HttpOutcome, ProbeRequest } from "../../../../src/core/ports.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { readServers, type ChosenKey, type ServerEntry } from "../../../../src/core/servers.ts";
import { sdp } from "../../../support/fakes/factories.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { FakeConsents } from "../../../support/fakes/fakeConsents.ts";
import { FakeHttp } from "../../../support/fakes/fakeHttp.ts";
import { FakeIndex } from "../../../support/fakes/fakeIndex.ts";
import { FakeLock } from "../../../support/fakes/fakeLock.ts";
import { FakeServerList } from "../../../support/fakes/fakeServerList.ts";
import { FakeKeyStoreSetting } from "../../../support/fakes/keeping.ts";
import { RecordingStore } from "./recordingStore.ts";
import type { Machine } from "./window.ts";

export const URLS = ["https://one.example", "https://two.example:8443", "https://one.example/sdp"];
export const SETTING = "servicedeskPlus.servers";
/** What settings.json begins with. */
export const HEAD = `// head
{
  "editor.fontSize": 12, // size
  "${SETTING}": {
    // list
`;
/** What a later version has written into a server. */
export const FUTURE = `"x-future": { "n": [1, 2] }, /* kept */`;
const SERVER = `    "a": { // server
      "url": "${URLS[0]}",
      ${FUTURE}
      "keys": {
        "a": { "x-key": true, "usedBy": [{ "name": "one" }, { "name": "two" }] } // key
      },
    },
`;
/** What settings.json ends with. */
export const TAIL = `
  // tail
  "files.eol": "\\n",
}
`;

/** A key that a person stored for an entry, and that nobody has touched by hand since. */
export interface Kept {
  readonly server: string;
  readonly key: string;
  readonly secret: Secret;
}

/** What the entry of a key says. */
export interface Facts {
  readonly owner: string | undefined;
  readonly expires: string | undefined;
}

export class State {
  readonly machine: Machine & { readonly os: RecordingStore; readonly editor: RecordingStore };
  readonly setting = new FakeKeyStoreSetting();
  /** Every key that ever was in a store, but canaries and markers. */
  readonly ever = new Set<Secret>();
  /** Keys that a person has removed or replaced. */
  readonly released = new Set<Secret>();
  /** To which addresses a person has let a key go. */
  readonly allowed = new Map<Secret, Set<string>>();
  kept: Kept[] = [];
  /** Keys that servers do not accept any more. */
  readonly refused = new Set<Secret>();
  /** Whether a key was sent to an address that nobody let it go to. */
  astray = false;
  /** What the entries of keys must say, as long as nobody has edited them by hand. */
  readonly facts = new Map<Secret, Facts>();
  /** What was last under an account. */
  readonly last = new Map<string, Secret>();
  /** Two windows act at once. */
  together = false;
  #madeFacts = 0;
  /** Whether a person has removed the server that a later version wrote something into. */
  futureRemoved = false;

  /** An account as it is compared. */
  readonly spelled: (account: string) => string;

  constructor(ignoresCase: boolean) {
    this.spelled = (account) => (ignoresCase ? account.toLowerCase() : account);
    const onSet = (account: string, secret: Secret): void => {
      if (parseAccount(account) === undefined) return;
      this.ever.add(secret);
      this.last.set(account, secret);
    };
    this.machine = {
      os: new RecordingStore("os", onSet, ignoresCase),
      editor: new RecordingStore("vscode", onSet, false),
      index: new FakeIndex(),
      list: FakeServerList.ofText(`${HEAD}${SERVER}  },${TAIL}`),
      lock: new FakeLock(),
      consents: new FakeConsents(),
      setting: this.setting,
      clock: new FakeClock(),
      http: new FakeHttp((request) => this.answer(request)),
    };
    this.machine.editor.items.set("marker:session", new Secret("an earlier session"));
  }

  servers(): readonly ServerEntry[] {
    return readServers(this.machine.list.read()).servers;
  }

  /** Every server accepts every key that is not refused by then, and notes which come astray. */
  answer({ key, target }: ProbeRequest): HttpOutcome {
    if (key !== undefined) this.astray ||= this.allowed.get(key)?.has(target.address.href) !== true;
    return key === undefined || this.refused.has(key) ? sdp.refused : sdp.buildInfo;
  }

  server(name: string): ServerEntry | undefined {
    return this.servers().find((server) => server.name === name);
  }

  hasKey(server: string, key: string): boolean {
    return this.server(server)?.keys.some(({ name }) => name === key) === true;
  }

  entries(): readonly ChosenKey[] {
    return this.servers().flatMap((server) => server.keys.map((key) => ({ server, key })));
  }

  stores(): readonly RecordingStore[] {
    return [this.machine.os, this.machine.editor];
  }

  isFuture({ name }: ServerEntry): boolean {
    return Object.hasOwn((this.machine.list.read() as Record<string, object>)[name] ?? {}, "x-future");
  }

  /** Like no others. */
  newFacts(): Facts {
    const n = ++this.#madeFacts;
    return { owner: `owner ${n}`, expires: `${2030 + n}-01-01` };
  }

  release(entries: readonly ChosenKey[]): void {
    for (const secret of [...this.stored(entries), ...this.previous(entries)]) this.released.add(secret);
  }

  /** What is kept of the keys that theirs have taken the place of. */
  previous(entries: readonly ChosenKey[]): readonly Secret[] {
    return entries.flatMap(({ server, key }) => {
      const account = previousOf(accountOf(server.name, key.name, server.address.origin));
      return this.stores().flatMap((store) => store.items.get(account) ?? []);
    });
  }

  stored(entries: readonly ChosenKey[]): readonly Secret[] {
    return entries.flatMap(({ server, key }) => {
      const account = accountOf(server.name, key.name, server.address.origin);
      return this.stores().flatMap((store) => store.items.get(account) ?? []);
    });
  }

  isStored(secret: Secret): boolean {
    return this.stores().some((store) => [...store.items.values()].includes(secret));
  }

  allow(secret: Secret, href: string): void {
    this.allowed.set(secret, new Set([...(this.allowed.get(secret) ?? []), href]));
  }

  expectNot(isTouched: (kept: Kept) => boolean): void {
    this.kept = this.kept.filter((kept) => !isTouched(kept));
  }

  follow(how: string, isGone: () => boolean, rename: (kept: Kept) => Kept): void {
    if (how === "ok" || isGone()) this.kept = this.kept.map(rename);
  }
}
