import type { Reason, StateAndReason } from "./health.ts";
import { accountOf, parseAccount, previousOf, type AccountParts } from "./names.ts";
import type { Replacement } from "./replacement.ts";
import { namesIn, type ChosenKey, type KeyEntry, type ServerEntry } from "./servers.ts";
import type { IndexRecord, IndexRecords, StoreId } from "./storePorts.ts";

/** What the index alone tells of the key of an entry, with no store read. */
export interface Outlook {
  /** Why the stored key, if there is one, is not used. */
  readonly verdict: Verdict | undefined;
  /** An account that no entry uses, and whose key the person may want for this entry; and why. */
  readonly candidate: Candidate | undefined;
  /** Where the key is; undefined without a record. */
  readonly store: StoreId | undefined;
  /** Other entries with the same key, by what was recorded of it. */
  readonly twins: readonly ChosenKey[];
  /** A replacement that is not at its end. */
  readonly replacing: Replacement | undefined;
  /** When a server last accepted it, milliseconds since the epoch. */
  readonly lastValid: number | undefined;
  /** The key that this one has taken the place of is still there. */
  readonly previous: boolean;
}

/** An account, and why its key may be the entry's. */
export interface Candidate {
  readonly account: string;
  readonly reason: Elsewhere;
}

/** Why a key that is stored is not found for its entry. */
export type Elsewhere = Extract<Reason, { kind: "address-changed" | "stored-as" }>;

/** The state of a key that is there, or may be, and is not to be used. */
export type Verdict = StateAndReason & { readonly state: "missing" | "store-unavailable" };

/** An account of the index that no entry of the list uses. */
interface Orphan extends AccountParts {
  readonly account: string;
  readonly path: string;
}

/** An entry, and the account that its key is stored under. */
interface Entry extends ChosenKey {
  readonly account: string;
}

/**
 * What the index tells of each entry of the list, by account.
 * @param isInUse whether the list has an entry of these names, be it one that cannot be used as it is
 */
export function outlooksOf(
  servers: readonly ServerEntry[],
  records: IndexRecords,
  isInUse: (server: string, key: string) => boolean,
): ReadonlyMap<string, Outlook> {
  const entries = servers.flatMap((server) =>
    server.keys.map((key) => ({ server, key, account: accountOf(server.name, key.name, server.address.origin) })),
  );
  const candidates = candidatesOf(entries, records, isInUse);
  const byHash = Map.groupBy(
    entries.filter(({ account }) => records.get(account)?.hash !== undefined),
    ({ account }) => records.get(account)?.hash,
  );
  return new Map(
    entries.map(({ server, key, account }) => {
      const record = records.get(account);
      const verdict = verdictOn(server, key, records);
      const alike = record?.hash === undefined ? [] : (byHash.get(record.hash) ?? []);
      const outlook: Outlook = {
        verdict,
        candidate: records.has(account) ? ownCandidate(account, verdict) : candidates.get(account),
        store: record?.store,
        twins: alike.filter((other) => other.account !== account),
        replacing: record?.replacing,
        lastValid: record?.lastValid,
        previous: records.has(previousOf(account)),
      };
      return [account, outlook];
    }),
  );
}

/** Where the index tells nothing. */
export const nothingKnown: Outlook = {
  verdict: undefined,
  candidate: undefined,
  store: undefined,
  twins: [],
  replacing: undefined,
  lastValid: undefined,
  previous: false,
};

/** Whether the list has an entry of these names, be it one that cannot be used. */
export function isInUse(list: unknown): (server: string, key: string) => boolean {
  const servers = new Map(namesIn(list).map((server) => [server, new Set(namesIn(list, server))]));
  return (server, key) => servers.get(server)?.has(key) === true;
}

/** Why the key that the index has for this entry must not be used as it is; undefined: nothing speaks against it. */
export function verdictOn(server: ServerEntry, key: KeyEntry, records: IndexRecords): Verdict | undefined {
  const account = accountOf(server.name, key.name, server.address.origin);
  const record = records.get(account);
  if (record === undefined) {
    return records.has(account) ? { state: "store-unavailable", reason: { kind: "later-version" } } : undefined;
  }
  if (record.path !== server.address.path) {
    return { state: "missing", reason: { kind: "address-changed", from: server.address.origin + record.path } };
  }
  return wasReplacedElsewhere(record, key)
    ? { state: "missing", reason: { kind: "replaced-elsewhere", on: key.issued } }
    : undefined;
}

/** The list syncs, keys do not: a later `issued` than that of the key stored here means another machine replaced it. */
function wasReplacedElsewhere(record: IndexRecord, key: KeyEntry): key is KeyEntry & { issued: string } {
  if (key.issued === undefined || record.issued === undefined) return false;
  // While keys are changed over, the entry may be ahead of the record.
  const coming = record.replacing?.stage === "storing" ? record.replacing.facts.issued : undefined;
  return key.issued > record.issued && key.issued !== coming;
}

/** The key of this very account, where only the context path has changed. */
function ownCandidate(account: string, verdict: Verdict | undefined): Outlook["candidate"] {
  return verdict?.reason.kind === "address-changed" ? { account, reason: verdict.reason } : undefined;
}

/** The stored keys that entries without one may want: each is offered to one entry alone, where there is no doubt. */
function candidatesOf(
  entries: readonly Entry[],
  records: IndexRecords,
  isInUse: (server: string, key: string) => boolean,
): ReadonlyMap<string, Candidate> {
  const listed = new Set(entries.map(({ account }) => account));
  const orphans = [...records].flatMap(([account, record]): Orphan[] => {
    const parts = parseAccount(account);
    return parts?.previous === false && record && !listed.has(account)
      ? [{ ...parts, account, path: record.path }]
      : [];
  });
  const lost = entries.filter(({ account }) => !records.has(account));
  const offers = lost.flatMap((entry): [string, Candidate][] => {
    const candidate = candidateFor(entry, orphans, lost, isInUse);
    return candidate === undefined ? [] : [[entry.account, candidate]];
  });
  const wanted = Map.groupBy(offers, ([, { account }]) => account);
  return new Map(offers.filter(([, { account }]) => wanted.get(account)?.length === 1));
}

/**
 * What is left of this entry under another name or address: one orphan alone fits. An entry that changed its address is
 * preferred to one that changed its name, and the server's name to the key's.
 */
function candidateFor(
  { server, key }: ChosenKey,
  orphans: readonly Orphan[],
  lost: readonly ChosenKey[],
  isInUse: (server: string, key: string) => boolean,
): Candidate | undefined {
  const { origin, path } = server.address;
  const moved = orphans.filter((orphan) => orphan.server === server.name && orphan.key === key.name);
  const [from] = moved;
  if (from !== undefined) {
    const reason: Elsewhere = { kind: "address-changed", from: from.origin + from.path };
    return moved.length === 1 ? { account: from.account, reason } : undefined;
  }
  // An entry that is being typed, or has a bad value, still wants its key.
  const here = orphans.filter(
    (orphan) => orphan.origin === origin && orphan.path === path && !isInUse(orphan.server, orphan.key),
  );
  const otherServer = here.filter((orphan) => orphan.key === key.name && orphan.server !== server.name);
  const alone = lost.filter((entry) => entry.server === server).length === 1;
  const otherKey = alone ? here.filter((orphan) => orphan.server === server.name) : [];
  const renamed = otherServer.length > 0 ? otherServer : otherKey;
  const [old] = renamed;
  if (old === undefined || renamed.length > 1) return undefined;
  return { account: old.account, reason: { kind: "stored-as", server: old.server, key: old.key } };
}
