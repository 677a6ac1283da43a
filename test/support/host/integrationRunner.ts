// Runs in VS Code's extension host: the module that `extensionTestsPath` names. It is bundled beside the tests it runs.
import { globSync } from "node:fs";
import { join } from "node:path";
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
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}
