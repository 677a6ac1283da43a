// Runs a command of an installed extension in a real window, and hands back what it resolves to.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { temporaryDirectory } from "../temporary.ts";
import type { Editor } from "./editor.ts";
import type { WindowOptions } from "./window.ts";

/** Stands before and after the result; VS Code writes text of its own around what an extension logs. */
const marker = "command-runner:";

/** An extension that runs commands one after the other as the window opens, and logs the last one's result. */
const manifest = {
  name: "command-runner",
  publisher: "test",
  version: "0.0.0",
  engines: { vscode: "^1.103.0" },
  activationEvents: ["onStartupFinished"],
  main: "./main.cjs",
};
const main = (commands: readonly string[]) => `
const { commands } = require("vscode");
const log = (outcome) => console.log("${marker}" + JSON.stringify(outcome) + "${marker}");
exports.activate = async () => {
  try {
    let result;
    for (const command of ${JSON.stringify(commands)}) result = await commands.executeCommand(command);
    log({ result });
  } catch (error) {
    log({ error: String(error) });
  }
};`;

/**
 * Opens a window in which these commands run. The editor must have been started with `testDriver`.
 * @returns the window, still open, and what the last command resolved to
 * @throws {Error} when one of them fails, or the last has not ended after 90 s.
 */
export async function runCommands(
  editor: Editor,
  commands: readonly string[],
  window: WindowOptions = {},
): Promise<{ page: Page; result: unknown }> {
  await using directory = temporaryDirectory("command");
  await writeFile(join(directory.path, "package.json"), JSON.stringify(manifest));
  await writeFile(join(directory.path, "main.cjs"), main(commands));
  const ended = Promise.withResolvers<{ result?: unknown; error?: string }>();
  const page = await editor.openWindow({
    ...window,
    payload: [["extensionDevelopmentPath", `vscode-remote://${editor.server.authority}${directory.path}`]],
    prepare: async (opened) => {
      opened.on("console", (message) => {
        const [, json] = message.text().split(marker);
        if (json !== undefined) ended.resolve(JSON.parse(json) as { result?: unknown; error?: string });
      });
      await window.prepare?.(opened);
    },
  });
  const patience = setTimeout(() => ended.resolve({ error: `no answer in 90 s\n${editor.server.output()}` }), 90_000);
  const { result, error } = await ended.promise;
  clearTimeout(patience);
  if (error !== undefined) throw new Error(error);
  return { page, result };
}
