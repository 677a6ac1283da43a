/**
 * 1,000 keys on 20 HTTPS servers that answer after 50 ms, checked by the whole engine, beside curl and bare node:https
 * with the same requests at the same concurrency. The secret store is in memory (`store` measures a real one); index and
 * lock are files. Each run begins without connections; code is warm.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import https from "node:https";
import { loadavg } from "node:os";
import { join } from "node:path";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { GotHttp } from "../../src/adapters/gotHttp.ts";
import { IndexFile } from "../../src/adapters/indexFile.ts";
import { LockFile } from "../../src/adapters/lockFile.ts";
import { systemClock } from "../../src/adapters/systemClock.ts";
import { LimitedHttp } from "../../src/core/limitedHttp.ts";
import { accountOf } from "../../src/core/names.ts";
import { Secret } from "../../src/core/secret.ts";
import { anEngine } from "../support/engine.ts";
import { FakeServerList } from "../support/fakes/fakeServerList.ts";
import { temporaryDirectory } from "../support/temporary.ts";
import { median, type Table } from "./figures.ts";
import { askByCurl, askByNode, configureCurl, requestsOf } from "./verifyPeers.ts";
import type { BenchServers } from "./verifyServers.ts";

const SERVERS = 20;
const KEYS = 1000;
const LATENCY = 50;
/** Requests at a time, and how far from the ideal a round may be. */
const concurrencies = [
  { atOnce: 8, goal: 1.06 },
  { atOnce: 32, goal: 1.12 },
] as const;
const CPU_GOAL = 3;
const HEAP_GOAL = 60;

interface Run {
  readonly wall: number;
  /** Of this process: user and system. */
  readonly cpu: number;
  /** The most heap in use above what was used before, MB. */
  readonly heap: number;
}

export async function verify(rounds: number): Promise<readonly Table[]> {
  await using servers = await startServers();
  await using directory = temporaryDirectory("bench");
  const asked = requestsOf(servers);
  const curlConfig = await configureCurl(directory.path, asked, servers.caPem);
  const got = new GotHttp(systemClock);
  const tables: Table[] = [];
  for (const { atOnce, goal } of concurrencies) {
    const contestants: Record<string, () => Promise<number>> = {
      engine: () => checkAll(servers, directory.path, got, atOnce),
      "node:https": () => askByNode(asked, servers.caPem, atOnce),
      curl: () => askByCurl(curlConfig, atOnce),
    };
    const runs = await inTurns(contestants, rounds);
    const of = (name: string, part: keyof Run): number => median((runs.get(name) ?? []).map((run) => run[part]));
    const ideal = (asked.length / atOnce) * LATENCY;
    const wall = (what: string, name: string, limit?: number) =>
      ({ what, value: of(name, "wall"), unit: "ms", ratio: of(name, "wall") / ideal, goal: limit }) as const;
    /** Of the engine's wall time to another's in the same round. */
    const pairs = (name: string): string => {
      const others = runs.get(name) ?? [];
      return median((runs.get("engine") ?? []).map(({ wall }, round) => wall / (others[round]?.wall ?? NaN))).toFixed(
        2,
      );
    };
    const cpuRatio = of("engine", "cpu") / of("node:https", "cpu");
    tables.push({
      title: `verify: ${KEYS} keys on ${SERVERS} servers, ${atOnce} requests at a time; ratio to the ideal, of CPU to node:https`,
      figures: [
        { what: `ideal: ${asked.length} requests of ${LATENCY} ms`, value: ideal, unit: "ms", ratio: 1 },
        wall("this extension, the whole engine", "engine", goal),
        wall("curl --parallel", "curl"),
        wall("node:https alone", "node:https"),
        { what: "CPU of this extension", value: of("engine", "cpu"), unit: "ms", ratio: cpuRatio, goal: CPU_GOAL },
        { what: "CPU of node:https alone", value: of("node:https", "cpu"), unit: "ms", ratio: 1 },
        { what: "heap of this extension, most above before", value: of("engine", "heap"), unit: "MB", goal: HEAP_GOAL },
        { what: "heap of node:https alone, the same", value: of("node:https", "heap"), unit: "MB" },
      ],
      notes: [
        `medians of ${rounds} rounds, one after the other; load of the machine ${loadavg()[0]?.toFixed(1)}`,
        `this extension to curl in the same round ${pairs("curl")} ×, to node:https ${pairs("node:https")} × (median of pairs)`,
        "inside the extension host: not measured",
      ],
    });
  }
  return tables;
}

/** One run of each a round, each time another one first, after one that does not count. */
async function inTurns(
  contestants: Readonly<Record<string, () => Promise<number>>>,
  rounds: number,
): Promise<ReadonlyMap<string, readonly Run[]>> {
  const runs = new Map<string, Run[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    const order = Object.entries(contestants);
    order.push(...order.splice(0, Math.max(round, 0) % order.length));
    for (const [name, work] of order) {
      const run = await measured(name, work);
      if (round >= 0) runs.get(name)?.push(run);
    }
  }
  return runs;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

async function measured(name: string, work: () => Promise<number>): Promise<Run> {
  collect();
  const heapBefore = getHeapStatistics().used_heap_size;
  let heapMost = heapBefore;
  const look = (): void => void (heapMost = Math.max(heapMost, getHeapStatistics().used_heap_size));
  const watch = setInterval(look, 20);
  const [start, cpuBefore] = [performance.now(), process.cpuUsage()];
  const accepted = await work();
  const [wall, cpu] = [performance.now() - start, process.cpuUsage(cpuBefore)];
  look();
  clearInterval(watch);
  https.globalAgent.destroy();
  if (accepted !== KEYS) throw new Error(`${name}: ${accepted} of ${KEYS} keys were accepted`);
  return { wall, cpu: (cpu.user + cpu.system) / 1000, heap: (heapMost - heapBefore) / 1e6 };
}

/** A round over all keys in an engine of its own; says how many are valid. */
async function checkAll(
  { servers, caPem }: BenchServers,
  directory: string,
  got: GotHttp,
  atOnce: number,
): Promise<number> {
  const secrets = new Map<string, Secret>();
  const list: Record<string, unknown> = {};
  for (const [index, { origin, keys }] of servers.entries()) {
    const server = `server-${index}`;
    list[server] = { url: origin, tls: { ca: caPem }, keys: Object.fromEntries(keys.map((_, key) => [`k${key}`, {}])) };
    for (const [key, text] of keys.entries()) secrets.set(accountOf(server, `k${key}`, origin), new Secret(text));
  }
  const lock = new LockFile(join(directory, "lock"), systemClock);
  const index = new IndexFile(directory, lock, () => ({ dispose: () => undefined }));
  const http = new LimitedHttp(got, { aServer: 2, inAll: atOnce });
  const { fleet } = anEngine(new FakeServerList(list), http, index, secrets);
  const rows = await fleet.verify({}, () => undefined, AbortSignal.any([]));
  return rows.filter(({ state }) => state === "valid").length;
}

/** In a process of their own, so that their CPU is not ours. */
async function startServers(): Promise<BenchServers & AsyncDisposable> {
  const child = fork(join(import.meta.dirname, "verifyServers.ts"), [SERVERS, KEYS / SERVERS, LATENCY].map(String));
  const [message] = (await once(child, "message")) as [BenchServers];
  return {
    ...message,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
