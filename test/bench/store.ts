// How long it takes to read 1,000 keys from a real keyring: node test/bench/store.ts
// In rounds, one after the other: keytar's own listing, keytar's reads of known accounts in parallel, and our store's.
import { join } from "node:path";
import { loadNative, SERVICE } from "../../src/adapters/nativeKeytar.ts";
import { KeytarStore } from "../../src/adapters/keytar.ts";
import { systemClock } from "../../src/adapters/systemClock.ts";
import { accountOf } from "../../src/core/names.ts";
import { GuardedStore } from "../../src/core/stores/guardedStore.ts";
import { SessionMemory } from "../../src/core/stores/sessionMemory.ts";
import { keyText } from "../support/fakes/factories.ts";
import { startKeyring } from "../support/keyring/keyring.ts";

const KEYS = 1000;
const ROUNDS = 9;

const prebuilds = join(import.meta.dirname, "../../node_modules/keytar/prebuilds");
await using keyring = await startKeyring("unlocked");
// Before the first call: then libsecret looks for its bus, once for the process.
for (const [name, value] of Object.entries(keyring.env)) {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
const native = loadNative(join(prebuilds, `${process.platform}-${process.arch}`, "keytar.node"));
const accounts = Array.from({ length: KEYS }, (_, index) =>
  accountOf("prod", `key-${index}`, "https://sdp.example.com"),
);
for (const account of accounts) await native.setPassword(SERVICE, account, keyText());

/** Each reads every key, and says how many it has found. */
const readers: Record<string, () => Promise<number>> = {
  "findCredentials, once": async () => (await native.findCredentials(SERVICE)).length,
  "getPassword, all at once": async () => {
    const read = await Promise.all(accounts.map((account) => native.getPassword(SERVICE, account)));
    return read.filter((password) => password !== null).length;
  },
  "our store, first read of the session": async () => {
    const raw = new KeytarStore(prebuilds, "not used", () => native);
    const store = new SessionMemory(new GuardedStore(raw, systemClock));
    const read = await Promise.all(accounts.map((account) => store.get(account)));
    return read.filter((reply) => reply.ok && reply.value !== undefined).length;
  },
};

const times = new Map<string, number[]>(Object.keys(readers).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, read] of Object.entries(readers)) {
    const start = performance.now();
    const found = await read();
    times.get(name)?.push(performance.now() - start);
    if (found !== KEYS) throw new Error(`${name}: ${found} of ${KEYS} keys`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

console.log(`${KEYS} keys in a real keyring, median of ${ROUNDS} rounds`);
const [[, peer = []] = []] = times;
for (const [name, measured] of times) {
  const ratio = median(measured) / median(peer);
  console.log(`${name.padEnd(40)}${median(measured).toFixed(1).padStart(8)} ms${ratio.toFixed(2).padStart(8)}`);
}
