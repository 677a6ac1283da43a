// A VS Code for one test: a server with its own data, a keyring if wanted, and windows on it.
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import manifest from "../../../package.json" with { type: "json" };
import type { Environment } from "../keyring/keyring.ts";
import { temporaryDirectory } from "../temporary.ts";
import { startServer, writeSettings, type VsCodeServer } from "./server.ts";
import { openBrowser, openWindow, type WindowOptions } from "./window.ts";

/** What keeps a fresh VS Code quiet: no welcome page, no chat, nothing fetched. */
const quiet = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
};

export interface EditorOptions {
  /** Added to the user's settings before the editor starts. */
  settings?: Record<string, unknown>;
  /** The keyring's environment, and whatever else the extension host shall see. */
  env?: Environment;
  /** Extensions to install; `packedExtension()` for the one of this repository. */
  vsix?: readonly string[];
  /** Whether every folder is trusted without asking. */
  trust?: boolean;
  /** For development and test extensions; no notification toasts then: see server.ts. */
  testDriver?: boolean;
  /** Leaves code-server's page as it is: see userDataAuthority.ts. */
  stockUserData?: boolean;
}

export interface Editor extends AsyncDisposable {
  readonly server: VsCodeServer;
  /** A new window in its own browser profile. */
  openWindow(options?: WindowOptions): Promise<Page>;
  /** The user's settings.json as text. */
  readSettings(): Promise<string>;
  /** Overwrites it from outside, as another program would; windows notice within two seconds. */
  writeSettings(text: string): Promise<void>;
}

/** The .vsix that `npm run package` wrote. @throws {Error} when it is not there. */
export function packedExtension(): string {
  const path = join(import.meta.dirname, "../../..", `${manifest.name}-${manifest.version}.vsix`);
  if (!existsSync(path)) throw new Error(`${path} is not there: npm run package`);
  return path;
}

/** Starts VS Code with fresh data. Disposing closes its windows, ends it and deletes the data. */
export async function startEditor({ settings = {}, ...options }: EditorOptions = {}): Promise<Editor> {
  await using made = new AsyncDisposableStack();
  const dataDir = made.use(temporaryDirectory("editor")).path;
  await writeSettings(dataDir, { ...quiet, ...settings });
  const server = made.use(await startServer({ dataDir, ...options }));
  const browser = made.adopt(await openBrowser(), (opened) => opened.close());
  const owned = made.move();
  return {
    server,
    openWindow: (window) => openWindow(browser, server, window),
    readSettings: () => readFile(server.settingsFile, "utf8"),
    writeSettings: async (text) => {
      // In one step: VS Code reloads the window when it reads a file that is only half there.
      const beside = `${server.settingsFile}.new`;
      await writeFile(beside, text);
      await rename(beside, server.settingsFile);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
