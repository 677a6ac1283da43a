import type { Carrier, CarryFailure } from "./carrier.ts";
import { asItStands, underLock, type Seen } from "./changing.ts";
import { accountOf, parseAccount, previousOf } from "./names.ts";
import { dropAll, dropCopies, type Passage } from "./passages.ts";
import type { ServerList } from "./ports.ts";
import type { RenameFailure } from "./renaming.ts";
import { fail, ok, type Result } from "./result.ts";
import { namesIn, type KeyEntry, type ServerEntry } from "./servers.ts";
import type { StoreId, WriteLock } from "./storePorts.ts";

/** Uses stored keys for entries that were renamed, or given another address, by hand. */
export class Reusing {
  readonly #list: ServerList;
  readonly #carrier: Carrier;
  readonly #lock: WriteLock;
  readonly #seen: Pick<Seen, "forget">;

  constructor(list: ServerList, carrier: Carrier, lock: WriteLock, seen: Pick<Seen, "forget">) {
    this.#list = list;
    this.#carrier = carrier;
    this.#lock = lock;
    this.#seen = seen;
  }

  /**
   * Uses the key of another account, or of another context path, for this entry. The person has agreed that it may go to
   * the entry's address. What this editor did not store itself stays where it is, too.
   * @param store where the key is, for one that the index does not tell of
   */
  useStored(
    server: ServerEntry,
    key: KeyEntry,
    account: string,
    store?: StoreId,
  ): Promise<Result<void, RenameFailure>> {
    return underLock(this.#lock, async (within): Promise<Result<void, RenameFailure>> => {
      const list = await this.#list.readNow();
      const standing = asItStands(list, server);
      if (standing?.keys.some(({ name }) => name === key.name) !== true) return fail({ step: "changed" });
      const { origin, path } = standing.address;
      const own = accountOf(server.name, key.name, origin);
      if (belongsToAnother(list, account, server.name, key.name)) return fail({ step: "changed" });
      const cargo = await this.#carrier.find(account, store);
      if (!cargo.ok) return cargo;
      if (cargo.value === undefined) {
        const forgotten = await this.#carrier.forget(account, within);
        return forgotten.ok ? fail({ step: "gone" }) : forgotten;
      }
      // First what this key has taken the place of: its record says that it is there.
      const previous = await this.#usePrevious(account, own, path, within);
      if (!previous.ok) return previous;
      const along = previous.value === undefined ? [] : [previous.value];
      const used =
        own === account
          ? await this.#carrier.readdress(cargo.value, path, within)
          : await this.#carrier.copy(cargo.value, own, path, within);
      if (!used.ok) {
        await dropCopies(this.#carrier, along, within);
        return used;
      }
      this.#seen.forget(server, key.name);
      return own === account ? ok() : dropAll(this.#carrier, [...along, { cargo: cargo.value, to: own }], within);
    });
  }

  /** What a key has taken the place of goes along with it. */
  async #usePrevious(
    account: string,
    own: string,
    path: string,
    within: WriteLock,
  ): Promise<Result<Passage | undefined, CarryFailure>> {
    const previous = await this.#carrier.findRecorded(previousOf(account));
    if (!previous.ok) return previous;
    if (previous.value === undefined) return ok(undefined);
    const to = previousOf(own);
    const used = await (own === account
      ? this.#carrier.readdress(previous.value, path, within)
      : this.#carrier.copy(previous.value, to, path, within));
    return used.ok ? ok({ cargo: previous.value, to, made: used.value === "copied" }) : used;
  }
}

/** Whether the list has another entry of the account's names: its key is not free, whatever address it is for. */
function belongsToAnother(list: unknown, account: string, server: string, key: string): boolean {
  const parts = parseAccount(account);
  if (parts === undefined || (parts.server === server && parts.key === key)) return false;
  return namesIn(list, parts.server).includes(parts.key);
}
