import * as l10n from "@vscode/l10n";
import { writeAndReadBack, type Carrier, type CarryFailure } from "./carrier.ts";
import { asItStands, type ChangeFailure } from "./changing.ts";
import { accountOf, previousOf } from "./names.ts";
import type { ConfigEdit, ServerList } from "./ports.ts";
import type { Records } from "./records.ts";
import { factsOf, type EntryFacts, type Storing } from "./replacement.ts";
import { fail, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";
import type { IndexRecord, WriteLock } from "./storePorts.ts";
import type { Stores } from "./stores/stores.ts";
import type { Vault, VaultFailure } from "./vault.ts";

/** Nothing was changed, or it was broken off: then the record is left at `storing`, and {@link Exchanging.settle} goes on. */
export type ExchangeFailure = ChangeFailure | CarryFailure;

/** A key that is to take the place of an entry's. */
export interface Exchange extends Pick<Storing, "facts" | "validAt" | "back" | "forth"> {
  readonly secret: Secret;
  /** The key that is there; if it is another by then, nothing is done. Undefined: the one that the index tells of. */
  readonly inPlaceOf?: Secret | undefined;
}

/** How a change-over came to rest: with the key that was to be stored, or with the one of before. */
export type Settled = "forth" | "back";

/**
 * Puts one key in the place of another, with its entry: the secret first, then the entry. What is being done is recorded
 * before it is done, so that after a crash at any point it can be seen from the store how far it got, and it is brought
 * to one end or the other. All of it runs under the lock.
 */
export class Exchanging {
  readonly #list: ServerList;
  readonly #stores: Stores;
  readonly #records: Records;
  readonly #carrier: Carrier;
  readonly #vault: Vault;

  constructor(list: ServerList, stores: Stores, records: Records, carrier: Carrier, vault: Vault) {
    this.#list = list;
    this.#stores = stores;
    this.#records = records;
    this.#carrier = carrier;
    this.#vault = vault;
  }

  async exchange(
    server: ServerEntry,
    key: string,
    plan: Exchange,
    within: WriteLock,
  ): Promise<Result<void, ExchangeFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const cargo = await this.#carrier.find(account);
    if (!cargo.ok) return cargo;
    if (cargo.value === undefined) return fail({ step: "gone" });
    const store = this.#stores.of(cargo.value.store);
    const there = await store.getAnew(account);
    if (!there.ok) return fail({ step: "store", failure: there.reason });
    const old = there.value;
    if (old === undefined || plan.inPlaceOf?.equals(old) === false) return fail({ step: "changed" });
    // Another editor, which shares the store, may have put a key there that nobody here has seen.
    const known = plan.inPlaceOf === undefined ? cargo.value.record?.hash : undefined;
    if (known !== undefined && known !== (await this.#records.hash(old, within))) return fail({ step: "changed" });
    const hash = await this.#records.hash(plan.secret, within);
    if (hash === undefined) return fail(noHash());
    // Settings that cannot be written are found out before there is anything that they would have to say.
    const writable = await this.#list.edit([], { within });
    if (!writable.ok) return fail({ step: "entry", failure: writable.reason });
    const record: IndexRecord = { path: server.address.path, ...cargo.value.record, store: store.id };
    // What is there may be for another context path by now, and only a person can say that it may go to this one.
    if (record.path !== server.address.path) return fail({ step: "changed" });
    const { facts, validAt, back, forth } = plan;
    const storing: Storing = { stage: "storing", hash, facts, validAt, back, forth };
    const begun = await this.#records.set(account, { ...record, hash: undefined, replacing: storing }, within);
    if (!begun.ok) return fail({ ...begun.reason, done: false });
    const kept = forth?.kept === true ? await this.#keep(server, key, { ...cargo.value, record }, within) : ok();
    const stored = kept.ok ? await writeAndReadBack(store, account, plan.secret) : kept;
    // What waits for a dialog of the OS may still happen.
    if (!stored.ok && stored.reason.step === "store" && stored.reason.failure.kind === "waiting") return stored;
    const settled = await this.settle(server, key, within);
    if (settled.ok && settled.value === "forth") return ok();
    if (!stored.ok) return stored;
    return settled.ok ? fail({ step: "changed" }) : settled;
  }

  /** Brings a change-over that was broken off to its end, whichever it is nearer to. Done again, it goes on from there. */
  async settle(server: ServerEntry, key: string, within: WriteLock): Promise<Result<Settled, ChangeFailure>> {
    const account = accountOf(server.name, key, server.address.origin);
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const record = index.value.get(account);
    if (record?.replacing?.stage !== "storing") return fail({ step: "changed" });
    const { replacing, ...rest } = record;
    const there = await this.#stores.of(record.store).getAnew(account);
    if (!there.ok) return fail({ step: "store", failure: there.reason });
    const hash = there.value && (await this.#records.hash(there.value, within));
    if (there.value !== undefined && hash === undefined) return fail(noHash());
    if (hash !== replacing.hash) {
      const kept = await this.#dropCopy(server, key, there.value, within);
      if (!kept.ok) return kept;
      const back = kept.value ? replacing.back : withoutOld(replacing.back);
      const recorded = await this.#records.set(account, { ...rest, hash, replacing: back }, within);
      return recorded.ok ? ok("back") : recorded;
    }
    const { facts, validAt, forth } = replacing;
    const written = await this.#writeEntry(server, key, facts, within);
    if (!written.ok) return written;
    for (const one of [account, previousOf(account)]) {
      const told = await this.#vault.forgetOtherSpelling(this.#stores.of(record.store), one, within);
      if (!told.ok) return told;
    }
    const dropped = forth?.kept === true ? ok() : await this.#vault.removePrevious(server, key, within);
    if (!dropped.ok) return dropped;
    const { issued, expires } = facts;
    const done = { ...rest, hash, issued, expires, lastValid: validAt, replacing: forth };
    const recorded = await this.#records.set(account, done, within);
    return recorded.ok ? ok("forth") : recorded;
  }

  /** Keeps the old key beside the new one; what an earlier replacement has kept there goes. */
  async #keep(
    server: ServerEntry,
    key: string,
    cargo: Parameters<Carrier["copy"]>[0] & { readonly record: IndexRecord },
    within: WriteLock,
  ): Promise<Result<void, ExchangeFailure>> {
    const dropped = await this.#vault.removePrevious(server, key, within);
    if (!dropped.ok) return dropped;
    const record = { ...cargo.record, replacing: undefined };
    const copied = await this.#carrier.copy({ ...cargo, record }, previousOf(cargo.account), record.path, within);
    return copied.ok ? ok() : copied;
  }

  /** Drops what is kept of the key that is in its place again; says whether another one is kept. */
  async #dropCopy(
    server: ServerEntry,
    key: string,
    there: Secret | undefined,
    within: WriteLock,
  ): Promise<Result<boolean, ChangeFailure>> {
    const account = previousOf(accountOf(server.name, key, server.address.origin));
    const index = await this.#records.read();
    if (!index.ok) return fail({ step: "index", detail: index.reason, done: false });
    const record = index.value.get(account);
    const previous = record === undefined ? ok(undefined) : await this.#stores.of(record.store).getAnew(account);
    if (!previous.ok) return fail({ step: "store", failure: previous.reason });
    const isOther = previous.value !== undefined && there?.equals(previous.value) !== true;
    if (isOther) return ok(true);
    const dropped = await this.#vault.removePrevious(server, key, within);
    return dropped.ok ? ok(false) : dropped;
  }

  async #writeEntry(
    server: ServerEntry,
    key: string,
    facts: EntryFacts,
    within: WriteLock,
  ): Promise<Result<void, ChangeFailure>> {
    const entry = asItStands(await this.#list.readNow(), server)?.keys.find(({ name }) => name === key);
    if (entry === undefined) return fail({ step: "changed" });
    const edits = entryEdits(server.name, entry, facts);
    const edited = edits.length === 0 ? ok() : await this.#list.edit(edits, { within });
    return edited.ok ? ok() : fail({ step: "entry", failure: edited.reason });
  }
}

/** What had been kept has made room, and cannot be taken back any more. */
function withoutOld(back: Storing["back"]): Storing["back"] {
  if (back.stage === "carrying") return { ...back, kept: false };
  return back.earlier === undefined ? back : { ...back, earlier: { ...back.earlier, kept: false } };
}

/** What is said otherwise by now is written; a value that cannot be used, and is not to be changed, stays. */
function entryEdits(server: string, entry: KeyEntry, facts: EntryFacts): readonly ConfigEdit[] {
  const now = factsOf(entry);
  return (["kind", "owner", "issued", "expires"] as const)
    .filter((property) => now[property] !== facts[property])
    .map((property) => ({ path: [server, "keys", entry.name, property], value: facts[property] }));
}

function noHash(): VaultFailure {
  return { step: "index", detail: l10n.t("It cannot be read."), done: false };
}
