// One window of the editor in the property tests: the core over stores, index and list that all windows share. It can
// die at any call to the outside, as a process that is killed: the call is not carried out and never answered.
import { Carrier } from "../../../../src/core/carrier.ts";
import { CarryingOver } from "../../../../src/core/carryingOver.ts";
import { Changes } from "../../../../src/core/changes.ts";
import { Exchanging } from "../../../../src/core/exchanging.ts";
import { notAsked } from "../../../../src/core/health.ts";
import { Inventory } from "../../../../src/core/inventory.ts";
import { KeyReader } from "../../../../src/core/keyReader.ts";
import { Moving } from "../../../../src/core/moving.ts";
import { NewKeys } from "../../../../src/core/newKey.ts";
import { ok } from "../../../../src/core/result.ts";
import type { Clock, Http, ServerList } from "../../../../src/core/ports.ts";
import { Records } from "../../../../src/core/records.ts";
import { Renaming } from "../../../../src/core/renaming.ts";
import { Reusing } from "../../../../src/core/reusing.ts";
import { Replacing } from "../../../../src/core/replacing.ts";
import type { KeyIndex, KeyStore, KeyStoreSetting, StoreId, WriteLock } from "../../../../src/core/storePorts.ts";
import { GuardedStore } from "../../../../src/core/stores/guardedStore.ts";
import { SessionMemory } from "../../../../src/core/stores/sessionMemory.ts";
import { Stores } from "../../../../src/core/stores/stores.ts";
import { Survival } from "../../../../src/core/stores/survival.ts";
import { Undoing } from "../../../../src/core/undoing.ts";
import { Vault } from "../../../../src/core/vault.ts";
import { Verifier } from "../../../../src/core/verification.ts";
import type { FakeConsents } from "../../../support/fakes/fakeConsents.ts";
import type { FakeIndex } from "../../../support/fakes/fakeIndex.ts";
import type { FakeKeyStore } from "../../../support/fakes/fakeKeyStore.ts";
import type { FakeLock } from "../../../support/fakes/fakeLock.ts";
import type { FakeServerList } from "../../../support/fakes/fakeServerList.ts";

/** What all windows of one machine share. */
export interface Machine {
  readonly os: FakeKeyStore;
  readonly editor: FakeKeyStore;
  readonly index: FakeIndex;
  readonly list: FakeServerList;
  readonly lock: FakeLock;
  readonly consents: FakeConsents;
  readonly setting: KeyStoreSetting;
  readonly http: Http;
  readonly clock: Clock;
}

const never = new Promise<never>(() => undefined);

/** Calls to the outside that may still be made. */
class Fuse {
  left = Infinity;
  readonly #blown = Promise.withResolvers<undefined>();
  readonly blown = this.#blown.promise;

  async burn(): Promise<void> {
    if (this.left-- > 0) return;
    this.#blown.resolve(undefined);
    await never;
  }
}

export class Window {
  readonly reader: KeyReader;
  readonly changes: Changes;
  readonly renaming: Renaming;
  readonly reusing: Reusing;
  readonly moving: Moving;
  readonly inventory: Inventory;
  readonly verifier: Verifier;
  readonly newKeys: NewKeys;
  readonly replacing: Replacing;
  readonly carryingOver: CarryingOver;
  readonly undoing: Undoing;
  readonly #fuse = new Fuse();

  constructor({ os, editor, index, list, lock, consents, setting, http, clock }: Machine) {
    const fuse = this.#fuse;
    const remembering = (store: KeyStore): SessionMemory =>
      new SessionMemory(new GuardedStore(mortalStore(store, fuse), clock));
    const both: Record<StoreId, SessionMemory> = { os: remembering(os), vscode: remembering(editor) };
    const stores = new Stores(both, setting, consents);
    const records = new Records(mortalIndex(index, fuse));
    const mortalList = mortal(list, fuse);
    const released = releasedOnDeath(lock, fuse);
    const seen = { observe: () => undefined, forget: () => undefined, observation: () => notAsked };
    const carrier = new Carrier(stores, records);
    this.reader = new KeyReader(stores, records);
    const vault = new Vault(stores, records);
    this.changes = new Changes(mortalList, vault, released, seen, clock);
    this.renaming = new Renaming(mortalList, carrier, released, seen);
    this.reusing = new Reusing(mortalList, carrier, released, seen);
    this.moving = new Moving(carrier, stores, new Survival(both.vscode, records, "this session"), released);
    this.inventory = new Inventory(stores, records, released);
    this.verifier = new Verifier(http, this.reader, consents, clock);
    this.newKeys = new NewKeys(this.reader, this.verifier);
    const exchanging = new Exchanging(mortalList, stores, records, carrier, vault);
    const { reader, verifier } = this;
    this.replacing = new Replacing(mortalList, records, exchanging, reader, verifier, released, seen, clock);
    this.carryingOver = new CarryingOver(records, vault, released);
    this.undoing = new Undoing(stores, records, exchanging, verifier, released, seen);
  }

  /** Does this, and dies after so many calls to the outside; undefined: it died. */
  async until<T>(calls: number, act: () => Promise<T>): Promise<T | undefined> {
    this.#fuse.left = calls;
    return Promise.race([act(), this.#fuse.blown]);
  }
}

function mortalStore(store: KeyStore, fuse: Fuse): KeyStore {
  const after = async <T>(call: () => Promise<T>): Promise<T> => {
    await fuse.burn();
    return call();
  };
  return {
    id: store.id,
    get: (account) => after(() => store.get(account)),
    set: (account, secret) => after(() => store.set(account, secret)),
    delete: (account) => after(() => store.delete(account)),
    list: (known) => after(() => store.list(known)),
  };
}

function mortalIndex(index: KeyIndex, fuse: Fuse): KeyIndex {
  return {
    onDidChange: index.onDidChange,
    read: () => index.read(),
    salt: () => index.salt(),
    update: async (account, change, within) => {
      await fuse.burn();
      return index.update(account, change, within);
    },
  };
}

function mortal(list: ServerList, fuse: Fuse): ServerList {
  return {
    onDidChange: list.onDidChange,
    read: () => list.read(),
    readNow: () => list.readNow(),
    edit: async (edits, terms) => {
      await fuse.burn();
      return list.edit(edits, terms);
    },
  };
}

/** The lock of a process that is gone is taken from it. */
function releasedOnDeath(lock: WriteLock, fuse: Fuse): WriteLock {
  return {
    run: async (work) => {
      const held = await lock.run((within) => Promise.race([work(within).then((value) => ({ value })), fuse.blown]));
      if (!held.ok) return held;
      return held.value === undefined ? never : ok(held.value.value);
    },
  };
}
