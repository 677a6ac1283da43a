// npm test [-- <stage>…]: runs the stages, goes on after a failure, and ends with one line `N passed, N failed`.
// A stage that is not tests counts one failed when it fails; so does a stage of tests in which no test ran.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Counts } from "../test/support/countingReporter.ts";
import { temporaryDirectory } from "../test/support/temporary.ts";
import { integrationStates, integrationTests } from "./integration.ts";

const root = join(import.meta.dirname, "..");
const modules = join(root, "node_modules");

/** Tests of what only exists after the set-up of the VS Code host. */
const hostTests = "test/support/{host,keyring}/**/*.test.ts";

const stages: Record<string, () => Promise<Counts>> = {
  types: () => check(join(modules, "typescript/bin/tsc")),
  lint: () => check(join(modules, "eslint/bin/eslint.js"), "."),
  format: () => check(join(modules, "prettier/bin/prettier.cjs"), "--check", "."),
  unit: () => mocha({ timeout: 10_000, include: ["test/{unit,support}/**/*.test.ts"], exclude: hostTests }),
  integration,
  package: () => check("scripts/package.ts"),
  e2e: () => mocha({ timeout: 120_000, include: ["test/e2e/**/*.test.ts", hostTests] }),
};

let running: ReturnType<typeof spawn> | undefined;
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (!interruption.signal.aborted) running?.kill(signal);
    interruption.abort();
  });
}

/** Runs one of the project's scripts or tools. It gets an interrupt from here alone, so that it can tidy up undisturbed. */
async function node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  running = spawn(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
    detached: process.platform !== "win32",
  });
  const [code] = (await once(running, "close")) as [number | null];
  return code === 0;
}

async function check(...args: string[]): Promise<Counts> {
  return { passed: 0, failed: (await node(args)) ? 0 : 1, skipped: 0 };
}

/** Runs something that counts its tests with `CountingReporter`. */
async function counted(...args: string[]): Promise<Counts> {
  await using directory = temporaryDirectory("results");
  const file = join(directory.path, "results.json");
  const succeeded = await node(args, { RESULTS_FILE: file });
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const counts = sum(lines.map((line) => JSON.parse(line) as Counts));
  return { ...counts, failed: Math.max(counts.failed, succeeded ? 0 : 1) };
}

async function mocha(tests: { timeout: number; include: string[]; exclude?: string }): Promise<Counts> {
  const files = globSync(tests.include, {
    cwd: root,
    exclude: tests.exclude ? globSync(tests.exclude, { cwd: root }) : [],
  });
  if (files.length === 0) return noTests;
  const reporter = ["--reporter", "test/support/countingReporter.ts"];
  return counted(
    join(modules, "mocha/bin/mocha.js"),
    ...[...reporter, "--timeout", String(tests.timeout), "--forbid-only", ...files.sort()],
  );
}

async function integration(): Promise<Counts> {
  if (!(await node(["scripts/build.ts", "--dev"]))) return { passed: 0, failed: 1, skipped: 0 };
  const states = integrationStates.filter((state) => integrationTests(state).length > 0);
  const counts: Counts[] = states.length === 0 ? [noTests] : [];
  for (const state of states) {
    console.log(`state: ${state}`);
    counts.push(await counted("scripts/integration.ts", state));
  }
  return sum(counts);
}

const noTests: Counts = { passed: 0, failed: 0, skipped: 0 };

function sum(counts: readonly Counts[]): Counts {
  const total = (name: keyof Counts) => counts.reduce((result, each) => result + each[name], 0);
  return { passed: total("passed"), failed: total("failed"), skipped: total("skipped") };
}

const testStages = ["unit", "integration", "e2e"];

async function runStage(name: string): Promise<Counts> {
  console.log(`\n── ${name}`);
  const counts = (await stages[name]?.()) ?? noTests;
  if (!testStages.includes(name) || counts.passed + counts.failed > 0) return counts;
  console.log("no test ran");
  return { ...counts, failed: 1 };
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`unknown stage: ${unknown.join(", ")}; there are ${Object.keys(stages).join(", ")}`);
  process.exit(2);
}
const results: Counts[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(stages)) {
  results.push(await runStage(name));
  if (interruption.signal.aborted) process.exit(130);
}
const { passed, failed, skipped } = sum(results);
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
