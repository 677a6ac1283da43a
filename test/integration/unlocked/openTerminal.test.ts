import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TerminalVariables } from "../../../src/core/keyTerminal.ts";
import { openKeyTerminal } from "../../../src/ui/commands/openTerminal.ts";
import { aSecret, aServer, keyOf } from "../../support/fakes/factories.ts";
import { extension, setServers } from "../support/editor.ts";

describe("a terminal with a key", () => {
  const server = aServer({ label: "Help desk", url: "https://sdp.example.com:8443/msp" });
  const chosen = { server, key: keyOf(server) };
  const variables: TerminalVariables = { url: "SDP_URL", key: "SDP_API_KEY" };
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "sdp-terminal-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  /** What the shell of a terminal has in our variables, as it ends. */
  async function environmentOf(terminal: vscode.Terminal): Promise<string[]> {
    const file = join(folder, crypto.randomUUID());
    const ended = new Promise<void>((resolve) => {
      const subscription = vscode.window.onDidCloseTerminal((closed) => {
        if (closed !== terminal) return;
        subscription.dispose();
        resolve();
      });
    });
    terminal.sendText(`printf '%s\\n' "$SDP_URL" "$SDP_API_KEY" > '${file}'; exit`);
    await ended;
    return (await readFile(file, "utf8")).trimEnd().split("\n");
  }

  it("has the variables, and another terminal has not", async () => {
    const secret = aSecret();
    const terminal = openKeyTerminal(chosen, secret, variables);
    const other = vscode.window.createTerminal({ name: "other" });
    assert.deepEqual(await environmentOf(terminal), ["https://sdp.example.com:8443/msp", secret.reveal()]);
    assert.deepEqual(await environmentOf(other), [""]);
  });

  it("is named by server and key, and not kept for a later window", () => {
    const terminal = openKeyTerminal(chosen, aSecret(), variables);
    const { isTransient } = terminal.creationOptions as vscode.TerminalOptions;
    assert.deepEqual([terminal.name, isTransient], ["SDP: Help desk / ci", true]);
    terminal.dispose();
  });

  it("does not show its key to other extensions once its shell has started", async () => {
    const terminal = openKeyTerminal(chosen, aSecret(), variables);
    await terminal.processId;
    const { env } = terminal.creationOptions as vscode.TerminalOptions;
    assert.deepEqual(env, { SDP_URL: "https://sdp.example.com:8443/msp" });
    terminal.dispose();
  });

  it("is not opened for a protected server unless the person agrees", async () => {
    await extension();
    await setServers({ prod: { url: "https://sdp.example.com:8443", protected: true, keys: { ci: {} } } });
    const before = vscode.window.terminals.length;
    await vscode.commands.executeCommand("servicedeskPlus.openTerminal", "prod", "ci");
    assert.equal(vscode.window.terminals.length, before);
    await setServers(undefined);
  });
});
