#!/usr/bin/env node
// Stands in for the `code` executable that @vscode/test-electron starts: opens a window with the extension under test and
// its tests, prints what they log, and exits as they end. KEYRING says which keyring the extension host gets; with WINDOWS=2
// the same tests run in two windows at once, which have the folder, the keyring and the user's data in common. PROXY=named
// puts the address of a proxy into the environment, where the tests start one.
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { format, parseArgs } from "node:util";
import { startKeyring, type KeyringState } from "../keyring/keyring.ts";
import { temporaryDirectory } from "../temporary.ts";
import { startEditor, type Editor } from "./editor.ts";
import { testOutput } from "./testOutput.ts";

const { values } = parseArgs({
  strict: false,
  options: { extensionDevelopmentPath: { type: "string" }, extensionTestsPath: { type: "string" } },
});

const windows = Number(process.env.WINDOWS ?? 1);

async function runTests(): Promise<number> {
  await using folder = temporaryDirectory("folder");
  await using keyring = await startKeyring((process.env.KEYRING ?? "none") as KeyringState);
  const env = { ...keyring.env, ...(process.env.PROXY === "named" ? await proxyVariables() : {}) };
  await using editor = await startEditor({ env, testDriver: true });
  const names = windows === 1 ? [""] : Array.from({ length: windows }, (_, index) => `window ${index + 1}: `);
  const codes = await Promise.all(names.map((name) => runInWindow(editor, folder.path, name)));
  return Math.max(...codes);
}

/** A proxy at a port that is free, and a host that it is not for. VS Code reads them as it starts. */
async function proxyVariables(): Promise<Record<string, string>> {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  holder.close();
  return { HTTPS_PROXY: `http://127.0.0.1:${String(port)}`, NO_PROXY: "direct.example" };
}

/** @param name printed before each line */
async function runInWindow(editor: Editor, folder: string, name: string): Promise<number> {
  const log: string[] = [];
  const ended = Promise.withResolvers<number>();
  const remote = (path: unknown) => `vscode-remote://${editor.server.authority}${String(path)}`;
  const page = await editor.openWindow({
    folder,
    payload: [
      ["extensionDevelopmentPath", remote(values.extensionDevelopmentPath)],
      ["extensionTestsPath", remote(values.extensionTestsPath)],
    ],
    prepare: async (window) => {
      await window.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
        const line = format(...args);
        log.push(line);
        if (line.startsWith(testOutput)) console.log(name + line.slice(testOutput.length));
      });
      await window.exposeFunction("codeAutomationExit", (code: number) => ended.resolve(code));
    },
  });
  page.on("crash", () => ended.resolve(1));
  const code = await ended.promise;
  if (code !== 0 && !log.some((line) => line.startsWith(testOutput))) {
    console.log(
      [`${name}The tests did not start. The window's log:`, ...log, "The server's log:", editor.server.output()].join(
        "\n",
      ),
    );
  }
  return code;
}

process.exit(await runTests());
