import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { startScene, type Scene } from "./support/scene.ts";

describe("a key is copied, in the real window", () => {
  let scene: Scene;
  let page: Page;
  let count: Locator;
  let doubt: Locator;

  before(async () => {
    scene = await startScene();
    page = scene.workbench.page;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await scene.store("ci", scene.key);
    const settings = await scene.list({ ci: {} });
    const short = '"servicedeskPlus.clipboard.clearAfterSeconds": 3,\n\t"files.autoSave"';
    const guarded = `"guarded": { "url": "${scene.sdp.url}", "protected": true, "keys": {"ci":{}} },\n\t},\n}`;
    await scene.editor.writeSettings(
      settings.replace('"files.autoSave"', short).replace(/\n\t\},\n\}/, `\n${guarded}`),
    );
    await scene.workbench.row(/^guarded, ci,/).waitFor();
    count = page.locator(".statusbar").getByText(/Key in clipboard: \d s/);
    doubt = page.locator(".statusbar").getByText("Key may still be in clipboard");
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await scene.workbench.picture(this.currentTest.fullTitle());
    await scene.workbench.leaveAll();
  });

  after(() => scene[Symbol.asyncDispose]());

  const clipboard = (): Promise<string> => page.evaluate("navigator.clipboard.readText()");

  async function copy(): Promise<void> {
    await scene.workbench.contextMenu(scene.workbench.row(/^prod, ci,/), "Copy Key");
    await count.waitFor();
    assert.equal(await clipboard(), scene.key);
    await scene.workbench.seen("The key of prod/ci is in the clipboard, and is cleared in 3 seconds.");
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
    await scene.workbench.dialog("Copy the key of guarded/ci?");
    await scene.workbench.press("Cancel");
    assert.equal(await clipboard(), "mine");
  });

  it("says that there is no key to copy, and lets it be entered", async () => {
    await scene.workbench.contextMenu(scene.workbench.row(/^guarded, ci,/), "Copy Key");
    await scene.workbench.dialog("Copy the key of guarded/ci?");
    await scene.workbench.press("Copy Key");
    await scene.workbench.notified("guarded/ci: There is no key for this entry", "Enter Key…");
    await scene.workbench.asked("Paste the key");
  });
});
