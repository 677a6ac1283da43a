import { underLock } from "./changing.ts";
import { accountOf, nameIdentity, parseAccount, previousOf } from "./names.ts";
import { verdictOn } from "./outlook.ts";
import { isSameKey, type Records } from "./records.ts";
import { fail, ok, type Result } from "./result.ts";
import type { ChosenKey, ServerEntry } from "./servers.ts";
import type { IndexRecord, IndexRecords, StoredItem, StoreFailure, StoreId, WriteLock } from "./storePorts.ts";
import type { SessionMemory } from "./stores/sessionMemory.ts";
import { ignoresCase } from "./stores/spelling.ts";
import type { Stores } from "./stores/stores.ts";
import { isMarker } from "./stores/survival.ts";
import { laterVersion, type VaultFailure } from "./vault.ts";

/**
 * How an item of a store stands to the list of servers. `used`: an entry's key. `copy`: the same account as an entry's
 * key that is in the other store. `previous`: another key has taken its place, and it can still be taken back.
 * `wrong-address`: an entry of these names has another address. `unlisted`: no entry of these names, or of another
 * editor: that may use it. `missing`: an entry without an item. `unknown`: an entry whose store does not
 * work.
 */
export type Mark = "used" | "previous" | "copy" | "wrong-address" | "unlisted" | "missing" | "unknown";

/** One item of a store, or one entry without. */
export interface Whereabout {
  readonly mark: Mark;
  readonly account: string;
  /** Undefined for an entry without an item. */
  readonly store: StoreId | undefined;
  /** What the index told of the account. */
  readonly record: IndexRecord | undefined;
  /** Last characters of the key, to tell it by; not to be kept. */
  readonly ending: string;
  /** The entry of these names. */
  readonly entry: ChosenKey | undefined;
}

/** Everything that is stored under our service, and the stores that would not say. */
export interface Whereabouts {
  readonly items: readonly Whereabout[];
  readonly troubles: readonly { readonly store: StoreId; readonly failure: StoreFailure }[];
}

/** An item that is in a store. */
export type Stored = Pick<Whereabout, "account" | "record"> & { readonly store: StoreId };

/** `changed`: nothing was done, another window has changed it. */
type ItemFailure = VaultFailure | { readonly step: "lock"; readonly detail: string } | { readonly step: "changed" };

/** Lists what the secret stores hold, item by item, and deletes single ones. */
export class Inventory {
  readonly #stores: Stores;
  readonly #records: Records;
  readonly #lock: WriteLock;

  constructor(stores: Stores, records: Records, lock: WriteLock) {
    this.#stores = stores;
    this.#records = records;
    this.#lock = lock;
  }

  /** Reads every key of every store, which may make the OS ask about each; fails when the index cannot be read. */
  async look(servers: readonly ServerEntry[]): Promise<Result<Whereabouts, string>> {
    const index = await this.#records.read();
    if (!index.ok) return index;
    const entries = entriesOf(servers);
    const known = [...new Set([...entries.keys(), ...index.value.keys()])];
    const troubles: { store: StoreId; failure: StoreFailure }[] = [];
    const found: (StoredItem & { readonly store: StoreId })[] = [];
    for (const store of this.#stores.all) {
      const listed = await store.list(known);
      if (!listed.ok) {
        troubles.push({ store: store.id, failure: listed.reason });
        continue;
      }
      const spelled = await inOurSpelling(store, listed.value, known);
      found.push(...spelled.map((item) => ({ ...item, store: store.id })));
    }
    const home = await this.#stores.home(troubles.find(({ store }) => store === "os")?.failure);
    const items = found
      .filter(({ account }) => !isMarker(account))
      .map(({ account, secret, store }): Whereabout => {
        const entry = entryOfNames(account, servers);
        const mark = markOf({ account, store }, entries.get(account), entry, index.value, home);
        return { mark, account, store, record: index.value.get(account), ending: secret.ending(), entry };
      });
    const inPlace = new Set(items.filter(({ mark }) => mark !== "copy").map(({ account }) => account));
    for (const [account, entry] of entries) {
      if (inPlace.has(account)) continue;
      const lookedIn = index.value.get(account)?.store ?? home;
      const silent = troubles.some(({ store }) => store === lookedIn) || isUnreadable(account, index.value);
      const mark = silent ? "unknown" : "missing";
      items.push({ mark, account, store: undefined, record: index.value.get(account), ending: "", entry });
    }
    return ok({ items, troubles });
  }

  /** Deletes one item, and its record, and what it has taken the place of; not if another key was stored or moved there since it was listed. */
  delete({ account, store, record }: Stored): Promise<Result<void, ItemFailure>> {
    return underLock(this.#lock, async (within): Promise<Result<void, ItemFailure>> => {
      const index = await this.#records.read();
      if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
      if (isUnreadable(account, index.value)) return fail(laterVersion());
      const now = index.value.get(account);
      if (!isSameKey(now, record) || now?.store !== record?.store) return fail({ step: "changed" });
      const previous = now?.store === store ? index.value.get(previousOf(account)) : undefined;
      if (previous !== undefined) {
        const dropped = await this.#stores.of(previous.store).delete(previousOf(account));
        if (!dropped.ok) return fail({ step: "store", failure: dropped.reason });
        const forgotten = await this.#records.set(previousOf(account), undefined, within);
        if (!forgotten.ok) return forgotten;
      }
      const deleted = await this.#stores.of(store).delete(account);
      if (!deleted.ok) return fail({ step: "store", failure: deleted.reason });
      const updated = await this.#records.update(account, (old) => (old?.store === store ? undefined : old), within);
      return updated.ok ? ok() : fail({ step: "index", detail: updated.reason, done: true });
    });
  }

  /**
   * Uses a second copy of an entry's key, whose own store has lost it.
   * @param path context path that the key is for, where the index does not know
   */
  adopt({ account, store }: Stored, path: string): Promise<Result<void, ItemFailure>> {
    return underLock(this.#lock, async (within): Promise<Result<void, ItemFailure>> => {
      const change = (old: IndexRecord | undefined): IndexRecord => ({ path, ...old, store, hash: undefined });
      const updated = await this.#records.update(account, change, within);
      return updated.ok ? ok() : fail({ step: "index", detail: updated.reason, done: false });
    });
  }
}

/** The entries of the list by the account of their keys. */
function entriesOf(servers: readonly ServerEntry[]): ReadonlyMap<string, ChosenKey> {
  return new Map(
    servers.flatMap((server) =>
      server.keys.map((key) => [accountOf(server.name, key.name, server.address.origin), { server, key }] as const),
    ),
  );
}

/** A store that ignores case tells the spelling of whoever wrote last, be it another editor: ours is the one we know. */
async function inOurSpelling(
  store: SessionMemory,
  items: readonly StoredItem[],
  known: readonly string[],
): Promise<readonly StoredItem[]> {
  const exact = new Set(items.map(({ account }) => account));
  const ours = new Map(known.filter((account) => !exact.has(account)).map((one) => [nameIdentity(one), one]));
  return Promise.all(
    items.map(async (item) => {
      const account = known.includes(item.account) ? undefined : ours.get(nameIdentity(item.account));
      const same = account === undefined ? undefined : await ignoresCase(store, account);
      return account !== undefined && same?.ok === true && same.value ? { ...item, account } : item;
    }),
  );
}

function entryOfNames(account: string, servers: readonly ServerEntry[]): ChosenKey | undefined {
  const parts = parseAccount(account);
  const server = servers.find(({ name }) => name === parts?.server);
  const key = server?.keys.find(({ name }) => name === parts?.key);
  return server && key && { server, key };
}

/**
 * @param user the entry of this account
 * @param namesake the entry of its names
 * @param home where the key of an entry without a record is looked for
 */
function markOf(
  { account, store }: Omit<Stored, "record">,
  user: ChosenKey | undefined,
  namesake: ChosenKey | undefined,
  records: IndexRecords,
  home: StoreId,
): Mark {
  if (parseAccount(account)?.previous === true) return records.has(account) ? "previous" : "unlisted";
  if (user === undefined) return namesake ? "wrong-address" : "unlisted";
  if ((records.get(account)?.store ?? home) !== store) return "copy";
  return verdictOn(user.server, user.key, records)?.reason.kind === "address-changed" ? "wrong-address" : "used";
}

function isUnreadable(account: string, records: IndexRecords): boolean {
  return records.has(account) && records.get(account) === undefined;
}
