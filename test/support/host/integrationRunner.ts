// Runs in VS Code's extension host: the module that `extensionTestsPath` names. It is bundled beside the tests it runs.
import { globSync } from "node:fs";
import { findSourceMap } from "node:module";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import Mocha from "mocha";
import { CountingReporter } from "../countingReporter.ts";
import { testOutput } from "./testOutput.ts";

/** Runs every test file beside this one. @throws {Error} when one fails, as VS Code's test runner expects. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const log = console.log.bind(console);
  const marked = (...args: unknown[]) =>
    format(...args)
      .split("\n")
      .forEach((line) => log(testOutput + line));
  // VS Code has made its console's methods unassignable, not the console itself.
  globalThis.console = Object.create(console, { log: { value: marked } }) as Console;
  Mocha.reporters.Base.consoleLog = marked;
  const mocha = new Mocha({ ui: "bdd", reporter: CountingReporter, color: false, timeout: 20_000, forbidOnly: true });
  for (const file of globSync("**/*.test.cjs", { cwd: import.meta.dirname })) {
    mocha.addFile(join(import.meta.dirname, file));
  }
  const failures = await new Promise<number>((end) => {
    mocha.run(end).on("fail", (_test, error: Error) => (error.stack = inSources(error.stack ?? "")));
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** A stack with the places in the bundle replaced by those in the sources: VS Code's own stacks keep Node from doing it. */
function inSources(stack: string): string {
  return stack.replace(/([^\s()]+\.test\.cjs):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    const entry = findSourceMap(resolve(file))?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !("originalSource" in entry)) return place;
    const source = relative(process.cwd(), fileURLToPath(entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
