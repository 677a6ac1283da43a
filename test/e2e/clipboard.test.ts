import assert from "node:assert/strict";
import { on } from "node:events";
import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Locator, Page } from "playwright-core";
import manifest from "../../package.json" with { type: "json" };
import { startScene, type Scene } from "./support/scene.ts";
import { Workbench } from "./support/workbench.ts";

describe("a key is copied, in the real window", () => {
  let scene: Scene;
  let page: Page;
  let count: Locator;
  let doubt: Locator;
  let settings: string;

  before(async () => {
    scene = await startScene();
    page = scene.workbench.page;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await scene.store("ci", scene.key);
    settings = await scene.list({ ci: {} });
    await clearAfter(3);
    count = page.locator(".statusbar").getByText(/Key in clipboard: \d s/);
    doubt = page.locator(".statusbar").getByText("Key may still be in clipboard");
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await scene.workbench.picture(this.currentTest.fullTitle());
    await scene.workbench.leaveAll();
  });

  after(() => scene[Symbol.asyncDispose]());

  /** Sets after how many seconds a key is cleared, and adds a protected server, by which it is seen that this is known. */
  async function clearAfter(seconds: number): Promise<void> {
    const setting = `"servicedeskPlus.clipboard.clearAfterSeconds": ${seconds},\n\t"files.autoSave"`;
    const keys = `{ "ci": {}, "after ${seconds} s": {} }`;
    const guarded = `"guarded": { "url": "${scene.sdp.url}", "protected": true, "keys": ${keys} },\n\t},\n}`;
    await scene.editor.writeSettings(
      settings.replace('"files.autoSave"', setting).replace(/\n\t\},\n\}/, `\n${guarded}`),
    );
    await scene.workbench.row(new RegExp(`^guarded, after ${seconds} s,`)).waitFor();
  }

  const clipboard = (): Promise<string> => page.evaluate("navigator.clipboard.readText()");

  async function copy(): Promise<void> {
    await scene.workbench.contextMenu(scene.workbench.row(/^prod, ci,/), "Copy Key");
    await count.waitFor();
    assert.equal(await clipboard(), scene.key);
    await scene.workbench.seen("The key of prod / ci is in the clipboard, and is cleared in 3 seconds.");
  }

  it("clears it from the clipboard when the time is over", async () => {
    await copy();
    await count.waitFor({ state: "detached" });
    assert.equal(await clipboard(), "");
  });

  it("leaves what was copied since", async () => {
    await copy();
    await page.evaluate('navigator.clipboard.writeText("mine")');
    await count.waitFor({ state: "detached" });
    assert.equal(await clipboard(), "mine");
  });

  it("leaves it when the person wants to keep it", async () => {
    await copy();
    await count.click();
    await scene.workbench.pick("Keep in Clipboard");
    await count.waitFor({ state: "detached" });
    assert.equal(await clipboard(), scene.key);
  });

  it("clears it at once when the person wants that", async () => {
    await copy();
    await count.click();
    await scene.workbench.pick("Clear Now");
    await count.waitFor({ state: "detached" });
    assert.equal(await clipboard(), "");
  });

  it("says that it may still be there when another page is in front, and clears it afterwards", async () => {
    await copy();
    // Playwright's pages are always in front, so the page is told that it is not.
    await page.evaluate('document.hasFocus = () => false, window.dispatchEvent(new Event("blur"))');
    await doubt.waitFor();
    assert.equal(await clipboard(), scene.key);
    await page.evaluate('delete document.hasFocus, window.dispatchEvent(new Event("focus"))');
    await doubt.waitFor({ state: "detached" });
    assert.equal(await clipboard(), "");
  });

  it("asks first for a server that is protected", async () => {
    await page.evaluate('navigator.clipboard.writeText("mine")');
    await scene.workbench.contextMenu(scene.workbench.row(/^guarded, ci,/), "Copy Key");
    await scene.workbench.dialog("Copy the key of guarded / ci?");
    await scene.workbench.press("Cancel");
    assert.equal(await clipboard(), "mine");
  });

  it("says that there is no key to copy, and lets it be entered", async () => {
    await scene.workbench.contextMenu(scene.workbench.row(/^guarded, ci,/), "Copy Key");
    await scene.workbench.dialog("Copy the key of guarded / ci?");
    await scene.workbench.press("Copy Key");
    await scene.workbench.notified("guarded / ci: There is no key for this entry", "Enter Key…");
    await scene.workbench.asked("Paste the key");
  });

  describe("and its window is closed long before it is to be cleared", () => {
    let other: Workbench;

    before(async () => {
      await clearAfter(600);
      await openOther();
    });

    after(() => other.page.close());

    /** Another window, of the same browser. */
    async function openOther(): Promise<void> {
      const opened = page.waitForEvent("popup");
      await page.evaluate("void window.open(location.href)");
      other = new Workbench(await opened);
      await other.begin();
    }

    /** As a person does: without that, the page would have no time to end its extension host. */
    async function closeOther(): Promise<void> {
      const closed = other.page.waitForEvent("close");
      await other.page.close({ runBeforeUnload: true });
      await closed;
    }

    /** Waits until the windows' note of a copied key is there, or is gone. */
    async function noted(expected: boolean): Promise<void> {
      const folder = join(
        dirname(scene.editor.server.settingsFile),
        "globalStorage",
        `${manifest.publisher}.${manifest.name}`,
      );
      const watcher = watch(folder, { persistent: false });
      try {
        const changes = on(watcher, "change");
        for (;;) {
          const text = await readFile(join(folder, "clipboard.json"), "utf8").catch(() => "");
          assert.ok(!text.includes(scene.key));
          if (text.includes("prod / ci") === expected) return;
          await changes.next();
        }
      } finally {
        watcher.close();
      }
    }

    async function copyIn(window: Workbench): Promise<void> {
      await window.contextMenu(window.row(/^prod, ci,/), "Copy Key");
      await noted(true);
      assert.equal(await clipboard(), scene.key);
    }

    /** Gives the first window the focus, as when another one that had it is closed. */
    async function focus(): Promise<void> {
      await page.evaluate('document.hasFocus = () => false, window.dispatchEvent(new Event("blur"))');
      await page.evaluate('delete document.hasFocus, window.dispatchEvent(new Event("focus"))');
    }

    it("is cleared when the window is loaded anew", async () => {
      await copyIn(scene.workbench);
      await scene.workbench.reload();
      await noted(false);
      assert.equal(await clipboard(), "");
    });

    it("is cleared when another window is opened", async () => {
      await copyIn(other);
      await closeOther();
      await openOther();
      await noted(false);
      assert.equal(await clipboard(), "");
    });

    it("is cleared when another window gets the focus", async () => {
      await copyIn(other);
      await closeOther();
      await focus();
      await noted(false);
      assert.equal(await clipboard(), "");
    });

    it("leaves what was copied since", async () => {
      await openOther();
      await copyIn(other);
      await closeOther();
      await page.evaluate('navigator.clipboard.writeText("mine")');
      await focus();
      await noted(false);
      assert.equal(await clipboard(), "mine");
    });
  });
});
