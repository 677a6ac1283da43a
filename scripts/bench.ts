// npm run bench [-- [--rounds N] <name>…]: runs the benchmarks beside their peers, prints the ratios, and writes them to
// out/bench.json. It fails when a benchmark cannot be run, not when a goal is missed: that depends on the machine's load.
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { holds, shown, type Table } from "../test/bench/figures.ts";

/** Each is loaded when it is run. */
const benches: Readonly<Record<string, (rounds: number) => Promise<readonly Table[]>>> = {
  store: async (rounds) => (await import("../test/bench/store.ts")).store(rounds),
  verify: async (rounds) => (await import("../test/bench/verify.ts")).verify(rounds),
};

const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "7" } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`usage: npm run bench -- [--rounds N] [${Object.keys(benches).join("|")}]…`);
  process.exit(2);
}

const load = loadavg();
const results: Record<string, readonly Table[]> = {};
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  try {
    results[name] = await bench(rounds);
    console.log(`\n${results[name].map(shown).join("\n\n")}`);
  } catch (error) {
    console.error(`\n${name}: cannot be run`, error);
    process.exitCode = 1;
  }
}

const out = join(import.meta.dirname, "../out");
const judged = Object.entries(results).map(([name, tables]) => [
  name,
  tables.map((table) => ({ ...table, figures: table.figures.map((figure) => ({ ...figure, met: holds(figure) })) })),
]);
const about = { date: new Date().toISOString(), node: process.version, cpus: cpus().length, load, rounds };
await mkdir(out, { recursive: true });
const file = join(out, "bench.json");
await writeFile(
  file,
  JSON.stringify({ ...about, results: Object.fromEntries(judged) as unknown }, undefined, 2) + "\n",
);
console.log(`\n${file}`);
