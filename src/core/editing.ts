import * as l10n from "@vscode/l10n";
import type { Address } from "./address.ts";
import { asItStands, isTaken, underLock, type ChangeFailure } from "./changing.ts";
import { accountOf } from "./names.ts";
import { verdictOn } from "./outlook.ts";
import { formatPin } from "./pin.ts";
import type { ConfigEdit, ConfigPath, ServerList } from "./ports.ts";
import type { Records } from "./records.ts";
import { withRenamed } from "./replacement.ts";
import { fail, ok, type Result } from "./result.ts";
import {
  isSameConsumer,
  readConsumer,
  type Consumer,
  type KeyEntry,
  type KeyKind,
  type ServerEntry,
} from "./servers.ts";
import { isObject } from "./settingForms.ts";
import type { IndexRecord, WriteLock } from "./storePorts.ts";

/** What a person may set on a server, besides its name and how it is reached. */
export interface ServerProperties {
  readonly label: string;
  readonly group: string;
  readonly description: string;
  readonly protected: boolean;
  readonly verify: boolean;
}

/** What a person may set on a key, besides its name and its consumers. */
export interface KeyProperties {
  readonly kind: KeyKind;
  readonly owner: string;
  readonly notes: string;
  readonly verify: boolean;
  /** A date, an RFC 3339 date-time, or `never`. */
  readonly expires: string;
}

type Outcome = Promise<Result<void, ChangeFailure>>;

/** A key's entry as it is under the lock. */
interface Standing {
  readonly server: ServerEntry;
  readonly key: KeyEntry;
  /** `usedBy` as it is in the list, of any shape. */
  readonly usedBy: unknown;
  readonly within: WriteLock;
}

/**
 * Changes single properties of entries, and consumers of keys; every other property, and every comment, stays as it is.
 * An entry that is another than the one that the person saw is `changed`, and stays too.
 */
export class Editing {
  readonly #list: ServerList;
  readonly #lock: WriteLock;
  readonly #records: Pick<Records, "update">;

  constructor(list: ServerList, lock: WriteLock, records: Pick<Records, "update">) {
    this.#list = list;
    this.#lock = lock;
    this.#records = records;
  }

  /** @param value undefined removes the property */
  setServer<P extends keyof ServerProperties>(
    server: ServerEntry,
    property: P,
    value: ServerProperties[P] | undefined,
  ): Outcome {
    return underLock(this.#lock, async (within) => {
      if (asItStands(await this.#list.readNow(), server) === undefined) return fail({ step: "changed" });
      return this.#edit([{ path: [server.name, property], value }], within);
    });
  }

  /**
   * Gives a server another address. Keys stay with the one that they were entered for.
   * @param pin of the certificate that was trusted there, lower-case hex; undefined: as it is
   */
  setAddress(server: ServerEntry, { href }: Address, pin: string | undefined): Outcome {
    return underLock(this.#lock, async (within) => {
      if (asItStands(await this.#list.readNow(), server) === undefined) return fail({ step: "changed" });
      const pinning = pin === undefined ? [] : [{ path: [server.name, "tls", "pin"], value: formatPin(pin) }];
      return this.#edit([{ path: [server.name, "url"], value: href }, ...pinning], within);
    });
  }

  /** @param value undefined removes the property */
  setKey<P extends keyof KeyProperties>(
    server: ServerEntry,
    key: KeyEntry,
    property: P,
    value: KeyProperties[P] | undefined,
  ): Outcome {
    return this.#onKey(server, key, async (standing) => {
      // The date would be that of the key which was there when the person was asked.
      const isOtherKey = property === "expires" && standing.key.issued !== key.issued;
      if (isOtherKey) return fail({ step: "changed" });
      const edited = await this.#edit([{ path: [...pathOf(server, key), property], value }], standing.within);
      if (edited.ok && property === "expires") await this.#record(standing, value as string | undefined);
      return edited;
    });
  }

  /** `taken`: the key has a consumer of this name. */
  addConsumer(server: ServerEntry, key: KeyEntry, consumer: Consumer): Outcome {
    return this.#onKey(server, key, async ({ key: now, usedBy, within }) => {
      if (isTaken(consumer.name, namesOf(now.usedBy))) return fail({ step: "taken" });
      const path = [...pathOf(server, key), "usedBy"];
      if (Array.isArray(usedBy)) return this.#edit([{ path: [...path, "-"], value: consumer }], within);
      if (usedBy === undefined || usedBy === null) return this.#edit([{ path, value: [consumer] }], within);
      const detail = l10n.t('In settings.json, "usedBy" of {0} / {1} is not a list.', server.name, key.name);
      return fail({ step: "entry", failure: { kind: "broken", detail } });
    });
  }

  /** @param to what it is to be; an absent property is removed, one that is unknown here stays */
  changeConsumer(server: ServerEntry, key: KeyEntry, consumer: Consumer, to: Consumer): Outcome {
    return this.#onConsumer(server, key, consumer, async (path, others, within) => {
      if (isTaken(to.name, namesOf(others))) return fail({ step: "taken" });
      const properties = ["name", "product", "url"] as const;
      const edits = properties
        .filter((property) => to[property] !== consumer[property])
        .map((property) => ({ path: [...path, property], value: to[property] }));
      const edited = await this.#edit(edits, within);
      if (edited.ok && to.name !== consumer.name) {
        const account = accountOf(server.name, key.name, server.address.origin);
        // What still has an old key is recorded by its name.
        const renamed = (old: IndexRecord | undefined): IndexRecord | undefined =>
          old?.replacing ? { ...old, replacing: withRenamed(old.replacing, consumer.name, to.name) } : old;
        await this.#records.update(account, renamed, within);
      }
      return edited;
    });
  }

  removeConsumer(server: ServerEntry, key: KeyEntry, consumer: Consumer): Outcome {
    return this.#onConsumer(server, key, consumer, (path, _others, within) =>
      this.#edit([{ path, value: undefined }], within),
    );
  }

  #onKey(server: ServerEntry, key: KeyEntry, work: (standing: Standing) => Outcome): Outcome {
    return underLock(this.#lock, async (within) => {
      const list = await this.#list.readNow();
      const standing = asItStands(list, server);
      const standingKey = standing?.keys.find(({ name }) => name === key.name);
      if (standing === undefined || standingKey === undefined) return fail({ step: "changed" });
      const usedBy = valueAt(list, [...pathOf(server, key), "usedBy"]);
      return work({ server: standing, key: standingKey, usedBy, within });
    });
  }

  /** Finds the consumer by what the person saw of it, since the others may have moved up or down. */
  #onConsumer(
    server: ServerEntry,
    key: KeyEntry,
    consumer: Consumer,
    work: (path: ConfigPath, others: readonly Consumer[], within: WriteLock) => Outcome,
  ): Outcome {
    return this.#onKey(server, key, async ({ usedBy, within }) => {
      const elements = Array.isArray(usedBy) ? usedBy.map((element: unknown) => readConsumer(element)) : [];
      const index = elements.findIndex((element) => element !== undefined && isSameConsumer(element, consumer));
      if (index < 0) return fail({ step: "changed" });
      const others = elements.filter((element, at): element is Consumer => element !== undefined && at !== index);
      return work([...pathOf(server, key), "usedBy", String(index)], others, within);
    });
  }

  async #edit(edits: readonly ConfigEdit[], within: WriteLock): Outcome {
    const edited = await this.#list.edit(edits, { within });
    return edited.ok ? ok() : fail({ step: "entry", failure: edited.reason });
  }

  /**
   * The record of the key that is stored here gets the date too; that of a key which another machine has replaced, or
   * that is for another address, keeps its own. The entry is what counts while the record is of its key, so a record that
   * cannot be written takes nothing back.
   */
  async #record({ server, key, within }: Standing, expires: string | undefined): Promise<void> {
    const account = accountOf(server.name, key.name, server.address.origin);
    await this.#records.update(
      account,
      (old) => {
        const isOfEntry = old !== undefined && verdictOn(server, key, new Map([[account, old]])) === undefined;
        return isOfEntry ? { ...old, expires } : old;
      },
      within,
    );
  }
}

function pathOf(server: ServerEntry, key: KeyEntry): ConfigPath {
  return [server.name, "keys", key.name];
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce((at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined), value);
}

function namesOf(consumers: readonly Consumer[]): readonly string[] {
  return consumers.map(({ name }) => name);
}
