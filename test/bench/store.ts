/**
 * How long it takes to read 1,000 keys from a real keyring. In rounds, one after the other: keytar's own listing,
 * keytar's reads of known accounts in parallel, and our store's.
 */
import { loadavg } from "node:os";
import { join } from "node:path";
import { loadNative, SERVICE } from "../../src/adapters/nativeKeytar.ts";
import { KeytarStore } from "../../src/adapters/keytar.ts";
import { systemClock } from "../../src/adapters/systemClock.ts";
import { accountOf } from "../../src/core/names.ts";
import { GuardedStore } from "../../src/core/stores/guardedStore.ts";
import { SessionMemory } from "../../src/core/stores/sessionMemory.ts";
import { keyText } from "../support/fakes/factories.ts";
import { startKeyring } from "../support/keyring/keyring.ts";
import { median, type Table } from "./figures.ts";

const KEYS = 1000;

/** Of the listing: docs/platform.md 3 */
const GOAL = 0.3;

export async function store(rounds: number): Promise<readonly Table[]> {
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

  const ours = "our store, first read of the session";
  const listing = "findCredentials, once";
  /** Each reads every key, and says how many it has found. */
  const readers: Record<string, () => Promise<number>> = {
    [listing]: async () => (await native.findCredentials(SERVICE)).length,
    "getPassword, all at once": async () => {
      const read = await Promise.all(accounts.map((account) => native.getPassword(SERVICE, account)));
      return read.filter((password) => password !== null).length;
    },
    [ours]: async () => {
      const raw = new KeytarStore(prebuilds, "not used", () => native);
      const memory = new SessionMemory(new GuardedStore(raw, systemClock));
      const read = await Promise.all(accounts.map((account) => memory.get(account)));
      return read.filter((reply) => reply.ok && reply.value !== undefined).length;
    },
  };

  const times = new Map<string, number[]>(Object.keys(readers).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, read] of Object.entries(readers)) {
      const start = performance.now();
      const found = await read();
      times.get(name)?.push(performance.now() - start);
      if (found !== KEYS) throw new Error(`${name}: ${found} of ${KEYS} keys`);
    }
  }
  const peer = median(times.get(listing) ?? []);
  return [
    {
      title: `store: ${KEYS} keys in a real keyring; ratio to the listing`,
      figures: [...times].map(([what, measured]) => ({
        what,
        value: median(measured),
        unit: "ms",
        ratio: median(measured) / peer,
        goal: what === ours ? GOAL : undefined,
      })),
      notes: [`medians of ${rounds} rounds, one after the other; load of the machine ${loadavg()[0]?.toFixed(1)}`],
    },
  ];
}
