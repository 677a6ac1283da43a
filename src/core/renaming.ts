import type { Carrier, CarryFailure, Leftover } from "./carrier.ts";
import { asItStands, isTaken, underLock, type ChangeFailure, type Seen } from "./changing.ts";
import type { Observation } from "./health.ts";
import { accountOf, accountOfParts, parseAccount } from "./names.ts";
import { dropAll, dropCopies, type Passage } from "./passages.ts";
import type { ConfigPath, ServerList } from "./ports.ts";
import { fail, ok, type Result } from "./result.ts";
import { namesIn, readServers, type KeyEntry, type ServerEntry } from "./servers.ts";
import type { WriteLock } from "./storePorts.ts";

/** After every failure but `leftover` the entry and its key are as they were. */
export type RenameFailure = ChangeFailure | CarryFailure | Leftover;

/** What was seen of a key, to be told of it under its next name too. */
interface SeenBefore extends Seen {
  observation(server: ServerEntry, key: KeyEntry): Observation;
}

/**
 * Gives servers and keys another name, and their keys the account that goes with it: copied first, then the entry
 * renamed, then the old item deleted.
 */
export class Renaming {
  readonly #list: ServerList;
  readonly #carrier: Carrier;
  readonly #lock: WriteLock;
  readonly #seen: SeenBefore;

  constructor(list: ServerList, carrier: Carrier, lock: WriteLock, seen: SeenBefore) {
    this.#list = list;
    this.#carrier = carrier;
    this.#lock = lock;
    this.#seen = seen;
  }

  renameServer(server: ServerEntry, to: string): Promise<Result<void, RenameFailure>> {
    return underLock(this.#lock, async (within) => {
      const list = await this.#list.readNow();
      const standing = asItStands(list, server);
      if (standing === undefined) return fail({ step: "changed" });
      if (isTaken(to, others(namesIn(list), server.name))) return fail({ step: "taken" });
      const accounts = await this.#accounts(standing, standing.keys, (key) => [to, key]);
      const seen = standing.keys.map((key) => [key.name, this.#seen.observation(standing, key)] as const);
      const renamed = await this.#rename(standing, accounts, [server.name], to, within);
      if (entryIsRenamed(renamed)) await this.#tell(to, seen);
      return renamed;
    });
  }

  renameKey(server: ServerEntry, key: KeyEntry, to: string): Promise<Result<void, RenameFailure>> {
    return underLock(this.#lock, async (within) => {
      const list = await this.#list.readNow();
      const standing = asItStands(list, server);
      if (standing?.keys.some(({ name }) => name === key.name) !== true) return fail({ step: "changed" });
      if (isTaken(to, others(namesIn(list, server.name), key.name))) return fail({ step: "taken" });
      const accounts = await this.#accounts(standing, [key], () => [server.name, to]);
      const seen = this.#seen.observation(standing, key);
      const renamed = await this.#rename(standing, accounts, [server.name, "keys", key.name], to, within);
      if (entryIsRenamed(renamed)) await this.#tell(server.name, [[to, seen]]);
      return renamed;
    });
  }

  /**
   * What is to be carried where: also what is left of these keys at an address that the server had before. What a key has
   * taken the place of comes before it, since the key's record says that it is there.
   */
  async #accounts(
    server: ServerEntry,
    keys: readonly KeyEntry[],
    names: (key: string) => readonly [server: string, key: string],
  ): Promise<readonly (readonly [string, string])[]> {
    const own = keys.map(({ name }) => accountOf(server.name, name, server.address.origin));
    const all = new Set([
      ...own,
      ...(await this.#carrier.namesakes(
        server.name,
        keys.map(({ name }) => name),
      )),
    ]);
    const parsed = [...all].flatMap((account) => {
      const parts = parseAccount(account);
      return parts === undefined ? [] : [{ account, parts }];
    });
    return parsed
      .sort((one, other) => Number(other.parts.previous) - Number(one.parts.previous))
      .map(({ account, parts }) => {
        const [to, key] = names(parts.key);
        return [account, accountOfParts({ ...parts, server: to, key })] as const;
      });
  }

  async #rename(
    server: ServerEntry,
    accounts: readonly (readonly [string, string])[],
    path: ConfigPath,
    to: string,
    within: WriteLock,
  ): Promise<Result<void, RenameFailure>> {
    const passages: Passage[] = [];
    const gone: string[] = [];
    const takeBack = async (failure: RenameFailure): Promise<Result<void, RenameFailure>> => {
      await dropCopies(this.#carrier, passages, within);
      return fail(failure);
    };
    for (const [from, account] of accounts) {
      const carried = await this.#carry(from, account, server.address.path, within);
      if (carried.ok && carried.value === undefined) gone.push(from);
      else if (carried.ok && carried.value !== undefined) passages.push(carried.value);
      // What is left of an address that the server had before is no reason not to rename it.
      else if (!carried.ok && parseAccount(from)?.origin === server.address.origin) return takeBack(carried.reason);
    }
    const onlyIfAbsent = [...path.slice(0, -1), to];
    const edited = await this.#list.edit([{ path, rename: to }], { onlyIfAbsent, within });
    if (!edited.ok) return takeBack({ step: "entry", failure: edited.reason });
    for (const account of gone) await this.#carrier.forget(account, within);
    return dropAll(this.#carrier, passages, within);
  }

  /** Copies one key, if there is one. */
  async #carry(
    from: string,
    to: string,
    path: string,
    within: WriteLock,
  ): Promise<Result<Passage | undefined, RenameFailure>> {
    const cargo = await this.#carrier.find(from);
    if (!cargo.ok) return cargo;
    if (cargo.value === undefined) return ok(undefined);
    const copied = await this.#carrier.copy(cargo.value, to, cargo.value.record?.path ?? path, within);
    return copied.ok ? ok({ cargo: cargo.value, to, made: copied.value === "copied" }) : copied;
  }

  /** The server's answers are as good under another name. */
  async #tell(name: string, seen: readonly (readonly [string, Observation])[]): Promise<void> {
    const server = readServers(await this.#list.readNow()).servers.find((one) => one.name === name);
    for (const [key, observation] of seen) {
      if (server !== undefined && observation.checkedAt !== null) this.#seen.observe(server, key, observation);
    }
  }
}

function entryIsRenamed(outcome: Result<void, RenameFailure>): boolean {
  return outcome.ok || outcome.reason.step === "leftover";
}

function others(names: readonly string[], own: string): readonly string[] {
  return names.filter((name) => name !== own);
}
