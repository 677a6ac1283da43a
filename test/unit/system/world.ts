/** A keyring, the files that windows share, and processes that keep keys in both as windows do. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onPath } from "../../../scripts/setup/run.mjs";
import { accountOf } from "../../../src/core/names.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";
import { aServer } from "../../support/fakes/factories.ts";
import { startKeyring, type KeyringState } from "../../support/keyring/keyring.ts";
import { secretTool } from "../../support/keyring/secretTool.ts";
import { temporaryDirectory } from "../../support/temporary.ts";
import type { Act, KeeperOptions, KeyReport } from "./children/keeper.ts";
import { KeyStoreFile } from "./keyStoreFile.ts";

const script = fileURLToPath(new URL("children/keeper.ts", import.meta.url));
const programs = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool"];

/** The set-up of `npm test` installs the programs; elsewhere than on Linux there is no such keyring. */
export const hasKeyring = process.platform === "linux" && programs.every(onPath);

/** Where a key is found, whatever the index says. */
export type Place = "os" | "vscode" | "both" | "nowhere";

/** @param shared the folder that windows share; by default a directory of its own */
export async function startWorld(state: KeyringState, shared?: string) {
  await using made = new AsyncDisposableStack();
  const keyring = made.use(await startKeyring(state));
  const home = made.use(temporaryDirectory("world")).path;
  const folder = shared ?? join(home, "shared");
  const editor = new KeyStoreFile(join(home, "editor.json"));
  const owned = made.move();
  const account = (key: string): string => accountOf("prod", key, aServer().address.origin);

  /** A window's process. */
  const open = (options: Partial<KeeperOptions> = {}) => {
    const all: KeeperOptions = {
      shared: folder,
      editor: join(home, "editor.json"),
      keyStore: "auto",
      patience: 10_000,
      ...options,
    };
    const child = fork(script, [JSON.stringify(all)], { execArgv: [], env: { ...process.env, ...keyring.env } });
    const ended = once(child, "exit").then(([code, signal]) => assert.fail(`the keeper ended: ${code ?? signal}`));
    ended.catch(() => undefined);
    const answer = async (message: object | string): Promise<unknown> => {
      const answered = once(child, "message");
      child.send(message);
      const [said] = (await Promise.race([answered, ended])) as [unknown];
      return said;
    };
    const ask = async (act: Act): Promise<readonly KeyReport[]> => {
      const said = await answer(act);
      if (typeof said !== "string") return said as readonly KeyReport[];
      await keyring.crash();
      return (await answer(said)) as readonly KeyReport[];
    };
    return {
      put: async (key: string, text: string) => (await ask({ act: "put", key, text }))[0] ?? assert.fail(),
      read: async (key: string) => (await ask({ act: "read", key }))[0] ?? assert.fail(),
      move: (act: Omit<Extract<Act, { act: "move" }>, "act">) => ask({ act: "move", ...act }),
      [Symbol.asyncDispose]: async () => {
        child.kill("SIGKILL");
        await ended.catch(() => undefined);
      },
    };
  };

  return {
    keyring,
    shared: folder,
    open,
    /** Where this key is. @throws {Error} when a store has another key in its place */
    async place(key: string, text: string): Promise<Place> {
      const [os, vscode] = [await secretTool(keyring.env, account(key)), editor.items[account(key)]];
      for (const there of [os, vscode]) assert.ok(there === undefined || there === text, `another key for ${key}`);
      if (os !== undefined && vscode !== undefined) return "both";
      return os !== undefined ? "os" : vscode !== undefined ? "vscode" : "nowhere";
    },
    /** What the index has of this key. */
    record(key: string): IndexRecord | undefined {
      const path = join(folder, "index.json");
      if (!existsSync(path)) return undefined;
      const { accounts } = JSON.parse(readFileSync(path, "utf8")) as { accounts: Record<string, IndexRecord> };
      return accounts[account(key)];
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
