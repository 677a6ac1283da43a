import { Fleet } from "../../src/core/fleet.ts";
import { KeyReader } from "../../src/core/keyReader.ts";
import type { Http, ServerList } from "../../src/core/ports.ts";
import { Records } from "../../src/core/records.ts";
import type { Secret } from "../../src/core/secret.ts";
import type { KeyIndex } from "../../src/core/storePorts.ts";
import { GuardedStore } from "../../src/core/stores/guardedStore.ts";
import { SessionMemory } from "../../src/core/stores/sessionMemory.ts";
import { Stores } from "../../src/core/stores/stores.ts";
import { Verifier } from "../../src/core/verification.ts";
import { systemClock } from "../../src/adapters/systemClock.ts";
import { FakeConsents } from "./fakes/fakeConsents.ts";
import { FakeKeyStore } from "./fakes/fakeKeyStore.ts";
import { FakeKeyStoreSetting } from "./fakes/keeping.ts";

/**
 * All that checks keys, composed as in src/extension.ts, in plain Node.
 * @param secrets what the OS store has, by account
 */
export function anEngine(list: ServerList, http: Http, index: KeyIndex, secrets: ReadonlyMap<string, Secret>) {
  const store = new FakeKeyStore("os");
  for (const [account, secret] of secrets) store.items.set(account, secret);
  const consents = new FakeConsents();
  const stores = new Stores(
    {
      os: new SessionMemory(new GuardedStore(store, systemClock)),
      vscode: new SessionMemory(new GuardedStore(new FakeKeyStore("vscode"), systemClock)),
    },
    new FakeKeyStoreSetting(),
    consents,
  );
  const records = new Records(index);
  const reader = new KeyReader(stores, records);
  const verifier = new Verifier(http, reader, consents, systemClock);
  const logged: string[] = [];
  const write = (line: string): void => void logged.push(line);
  const log = { info: write, warn: write, error: write };
  const never = { dispose: () => undefined };
  const thresholds = { read: () => ({ noticeDays: 30, warningDays: 14 }), onDidChange: () => never };
  const fleet = new Fleet(list, records, verifier, systemClock, thresholds, log);
  return { fleet, store, consents, logged };
}
