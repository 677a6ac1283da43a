import { Carrier } from "../../../src/core/carrier.ts";
import { KeyReader } from "../../../src/core/keyReader.ts";
import { Records } from "../../../src/core/records.ts";
import { fail, ok } from "../../../src/core/result.ts";
import type { IndexRecord, KeyStore, KeyStoreSetting } from "../../../src/core/storePorts.ts";
import { SessionMemory, type CheckedStore } from "../../../src/core/stores/sessionMemory.ts";
import { Stores } from "../../../src/core/stores/stores.ts";
import { Vault } from "../../../src/core/vault.ts";
import { FakeConsents } from "./fakeConsents.ts";
import { FakeIndex } from "./fakeIndex.ts";
import { FakeKeyStore, LOCKED_TEXT, NO_DBUS_TEXT } from "./fakeKeyStore.ts";
import { FakeLock } from "./fakeLock.ts";

/** What is kept with on one machine: both stores in memory, the index, and the core over them, without canaries. */
export function aKeeping(
  records: Readonly<Record<string, IndexRecord>> = {},
  { os = new FakeKeyStore("os"), editor = new FakeKeyStore("vscode"), index = new FakeIndex(records) } = {},
) {
  const [consents, lock] = [new FakeConsents(), new FakeLock()];
  const setting = new FakeKeyStoreSetting();
  const stores = new Stores(
    { os: new SessionMemory(checked(os)), vscode: new SessionMemory(checked(editor)) },
    setting,
    consents,
  );
  const known = new Records(index);
  const vault = new Vault(stores, known);
  const reader = new KeyReader(stores, known);
  const carrier = new Carrier(stores, known);
  return { os, editor, index, consents, lock, setting, stores, records: known, vault, reader, carrier };
}

/** The setting `keyStore`. */
export class FakeKeyStoreSetting implements KeyStoreSetting {
  value: ReturnType<KeyStoreSetting["read"]> = "auto";

  read(): ReturnType<KeyStoreSetting["read"]> {
    return this.value;
  }
}

/** Shows whether it works by its mode instead of a canary. */
function checked(fake: FakeKeyStore): CheckedStore {
  const store: KeyStore = fake;
  return {
    id: store.id,
    get: (account) => store.get(account),
    set: (account, secret) => store.set(account, secret),
    delete: (account) => store.delete(account),
    onLateRead: () => ({ dispose: () => undefined }),
    list: (known) => store.list(known),
    check: async () => {
      const texts: Partial<Record<typeof fake.mode, string>> = { locked: LOCKED_TEXT, "no-dbus": NO_DBUS_TEXT };
      const detail = texts[fake.mode];
      return detail === undefined ? ok() : fail({ kind: "unavailable", detail });
    },
  };
}
