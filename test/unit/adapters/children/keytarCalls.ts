// Makes calls to the OS store, one for each line read, and answers each with a line: keytarCalls.ts DIRECTORY
// A line is the store (raw or guarded), the operation (get, set, delete or list), and how many at once, each with its account.
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { KeytarStore } from "../../../../src/adapters/keytar.ts";
import { systemClock } from "../../../../src/adapters/systemClock.ts";
import type { KeyStore, StoredItem, StoreFailure } from "../../../../src/core/storePorts.ts";
import { ok, type Result } from "../../../../src/core/result.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { GuardedStore } from "../../../../src/core/stores/guardedStore.ts";

const lister = fileURLToPath(new URL("../../../../src/adapters/children/listKeyring.ts", import.meta.url));
const raw = new KeytarStore(process.argv[2] ?? "", lister);
const stores: Record<string, KeyStore> = { raw, guarded: new GuardedStore(raw, systemClock) };
const key = new Secret(crypto.randomUUID().toUpperCase());

function call(store: KeyStore, operation: string, account: string): Promise<Result<unknown, StoreFailure>> {
  if (operation === "get") return store.get(account);
  if (operation === "list") return store.list([]);
  return operation === "set" ? store.set(account, key) : store.delete(account);
}

function itemsInWords(items: readonly StoredItem[]): string {
  return items.map(({ account, secret }) => `${account}: ${inWords(ok(secret))}`).join(", ") || "no items";
}

function inWords(reply: Result<unknown, StoreFailure>): string {
  if (!reply.ok) return `${reply.reason.kind}: ${reply.reason.detail.split("\n", 1)[0]}`;
  if (reply.value instanceof Secret) return reply.value.equals(key) ? "the key" : "another key";
  if (Array.isArray(reply.value)) return itemsInWords(reply.value as StoredItem[]);
  return reply.value === undefined ? "nothing" : String(reply.value);
}

for await (const line of createInterface(process.stdin)) {
  const [store = "", operation = "", count = "1"] = line.split(" ");
  const accounts = Array.from({ length: Number(count) }, (_, n) => `prod/key-${n}@https://sdp.example.com`);
  const replies = await Promise.all(accounts.map((account) => call(stores[store] ?? raw, operation, account)));
  console.log([...new Set(replies.map(inWords))].join(" | "));
}
