import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startChild } from "./child.ts";
import { runCommands } from "./command.ts";
import { startEditor } from "./editor.ts";

describe("VS Code for tests", () => {
  it("applies a settings.json that was changed from outside", async () => {
    await using editor = await startEditor();
    const page = await editor.openWindow();
    await editor.writeSettings(`{ "workbench.statusBar.visible": false }`);
    await page.locator(".statusbar").waitFor({ state: "hidden" });
  });

  it("runs commands in a window and says how they ended", async () => {
    await using editor = await startEditor({ testDriver: true });
    const { result } = await runCommands(editor, ["vscode.getEditorLayout"]);
    assert.ok(result && typeof result === "object" && "groups" in result);
    await assert.rejects(runCommands(editor, ["no.such.command"]), /no\.such\.command/);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`leaves nothing behind after ${signal}`, async () => {
      const mark = `TEST_MARK=${randomUUID()}`;
      const started = JSON.stringify(join(import.meta.dirname, "editor.ts"));
      const script = `
        const { startEditor } = await import(${started});
        const editor = await startEditor();
        await editor.openWindow();
        console.log("settings:", editor.server.settingsFile);
        setInterval(() => undefined, 1000);`;
      const child = startChild(process.execPath, ["--input-type=module", "--eval", script], {
        env: { ...process.env, TEST_MARK: mark.slice("TEST_MARK=".length) },
      });
      const [, settings] = await child.says(/settings: (.+)/, 60);
      assert.ok(processesWith(mark).length > 3);
      process.kill(child.pid, signal);
      await child.ended;
      // The browser's crash handlers end by themselves, right after the browser.
      for (const deadline = Date.now() + 5_000; processesWith(mark).length > 0 && Date.now() < deadline;)
        await delay(50);
      assert.deepEqual(processesWith(mark), []);
      assert.ok(!existsSync(settings ?? ""));
    });
  }
});

/** The running processes that have this in their environment, by what they run. */
function processesWith(mark: string): string[] {
  return globSync("/proc/[0-9]*").flatMap((process) => {
    try {
      const marked = readFileSync(join(process, "environ"), "utf8").split("\0").includes(mark);
      return marked ? [readFileSync(join(process, "cmdline"), "utf8").replaceAll("\0", " ")] : [];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}
