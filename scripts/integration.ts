// Runs the integration tests of one state inside VS Code's extension host: node scripts/integration.ts unlocked
// Their bundles go to out/integration/<state>/, beside the runner that VS Code calls.
import { globSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { build as bundle } from "esbuild";
import type { KeyringState } from "../test/support/keyring/keyring.ts";
import { forExtensionHost } from "./build.ts";

const root = join(import.meta.dirname, "..");

/**
 * What tests ask for by their folder under test/integration: a keyring, in how many windows they all run at once, and
 * whether the environment names a proxy, which the tests start.
 */
const states: Record<string, { KEYRING: KeyringState; WINDOWS: string; PROXY?: "named" }> = {
  unlocked: { KEYRING: "unlocked", WINDOWS: "1" },
  locked: { KEYRING: "locked", WINDOWS: "1" },
  none: { KEYRING: "none", WINDOWS: "1" },
  pair: { KEYRING: "unlocked", WINDOWS: "2" },
  proxy: { KEYRING: "unlocked", WINDOWS: "1", PROXY: "named" },
};

export const integrationStates = Object.keys(states);

/** The test files of a state; none when its folder is not there. */
export function integrationTests(state: string): string[] {
  return globSync(`test/integration/${state}/**/*.test.ts`, { cwd: root });
}

/** Bundles the tests of a state and runs them. @throws {Error} when one fails. */
async function runIntegration(state: string): Promise<void> {
  const outdir = join(root, "out/integration", state);
  await rm(outdir, { recursive: true, force: true });
  await bundle({
    ...forExtensionHost,
    outdir,
    outbase: `test/integration/${state}`,
    entryPoints: [
      { in: "test/support/host/integrationRunner.ts", out: "index" },
      ...integrationTests(state).map((file) => ({
        in: file,
        out: file.slice(`test/integration/${state}/`.length).replace(/\.ts$/, ""),
      })),
    ],
    packages: "external",
    supported: {},
    sourcemap: "inline",
    define: { "import.meta.dirname": "__dirname" },
  });
  await runTests({
    vscodeExecutablePath: join(root, "test/support/host/testEditor.ts"),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(outdir, "index.cjs"),
    extensionTestsEnv: { ...states[state] },
  });
}

if (import.meta.main) {
  // test-electron hands on an interrupt to the editor; a request to end shall do the same.
  process.on("SIGTERM", () => process.emit("SIGINT"));
  await runIntegration(basename(process.argv[2] ?? "")).catch(() => (process.exitCode = 1));
}
