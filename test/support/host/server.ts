// VS Code as a server, as npm's code-server package brings it, with data of its own.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serverMain } from "../../../scripts/setup/paths.mjs";
import { startChild } from "./child.ts";

/** A running VS Code server. */
export interface VsCodeServer extends AsyncDisposable {
  /** `127.0.0.1:<port>`: its authority in `vscode-remote:` URIs. */
  readonly authority: string;
  /** The user's settings.json. */
  readonly settingsFile: string;
  /** What the server logged. */
  output(): string;
}

export interface ServerOptions {
  /** Its data directory; give the same one again to come back to the same user. */
  dataDir: string;
  /** Added to this process's environment; undefined removes a variable. */
  env?: Record<string, string | undefined>;
  /** Extensions to install first. */
  vsix?: readonly string[];
  /** Whether every folder is trusted without asking. */
  trust?: boolean;
  /**
   * Lets a window ask for development and test extensions, which a released build ignores otherwise. VS Code shows no
   * notification toasts then.
   */
  testDriver?: boolean;
  /** Leaves code-server's page as it is: see userDataAuthority.ts. */
  stockUserData?: boolean;
}

/** Where the user's settings.json lies under a server's data directory. */
export function settingsFile(dataDir: string): string {
  return join(dataDir, "data/User/settings.json");
}

/** Writes the user's settings.json; to be called before the server starts, which would not see it later. */
export async function writeSettings(dataDir: string, settings: Record<string, unknown>): Promise<void> {
  await mkdir(join(dataDir, "data/User"), { recursive: true });
  await writeFile(settingsFile(dataDir), `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** Starts VS Code's server on a free port and waits until it listens. @throws {Error} with its output when it does not. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const { dataDir, vsix = [], trust = true, testDriver = false, stockUserData = false } = options;
  const common = ["--accept-server-license-terms", "--telemetry-level", "off", "--server-data-dir", dataDir];
  const env = { ...process.env, ...options.env };
  for (const file of vsix) await install(file, common, env);
  const preload = stockUserData ? [] : ["--import", join(import.meta.dirname, "userDataAuthority.ts")];
  const args = [
    ...common,
    ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
    ...(testDriver ? ["--enable-smoke-test-driver"] : []),
    ...(trust ? ["--disable-workspace-trust"] : []),
  ];
  const server = startChild(process.execPath, [...preload, serverMain, ...args], { env });
  const [, port] = await server.says(/Extension host agent listening on (\d+)/).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return {
    authority: `127.0.0.1:${port}`,
    settingsFile: settingsFile(dataDir),
    output: () => server.output(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function install(vsix: string, common: string[], env: NodeJS.ProcessEnv): Promise<void> {
  await using installer = startChild(
    process.execPath,
    [serverMain, ...common, "--install-extension", vsix, "--force"],
    {
      env,
    },
  );
  await installer.says(/was successfully installed/, 60);
}
