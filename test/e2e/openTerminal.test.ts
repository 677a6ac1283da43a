import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startScene, type Scene } from "./support/scene.ts";
import { filesWith, keptByPage } from "./support/userData.ts";
import type { Workbench } from "./support/workbench.ts";

describe("a terminal with a key, and the server's pages, in the real window", () => {
  let scene: Scene;
  let workbench: Workbench;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "sdp-terminal-"));
    scene = await startScene();
    ({ workbench } = scene);
    await scene.list({ ci: { kind: "technician", expires: "never" } });
    await scene.store("ci", scene.key);
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.picture(this.currentTest.fullTitle());
  });

  after(async () => {
    await scene[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** What the shell of the terminal that has the focus has in our variables; it ends. */
  async function environment(): Promise<string[]> {
    const file = join(folder, crypto.randomUUID());
    const terminals = workbench.page.locator(".terminal-wrapper.active .xterm");
    await terminals.locator("textarea").focus();
    await workbench.page.keyboard.type(`printf '%s\\n' "$SDP_URL" "$SDP_API_KEY" > '${file}'; exit\n`);
    await terminals.waitFor({ state: "detached" });
    return (await readFile(file, "utf8")).trimEnd().split("\n");
  }

  it("asks first, names the machine that it runs on, and opens none when the answer is no", async () => {
    await workbench.run("Open Terminal with Key");
    assert.ok((await workbench.dialog("Open a terminal with the key prod / ci?")).includes(`runs on ${hostname()} (`));
    await workbench.press("Cancel");
    assert.equal(await workbench.page.locator(".terminal-wrapper").count(), 0);
  });

  it("has the address and the key, and the next terminal has not", async () => {
    await workbench.contextMenu(workbench.row(/^prod, ci,/), "Open Terminal with Key");
    await workbench.dialog("Open a terminal with the key prod / ci?");
    await workbench.press("Open Terminal");
    assert.deepEqual(await environment(), [scene.sdp.url, scene.key]);
    await workbench.page.keyboard.press("Control+Shift+`");
    assert.deepEqual(await environment(), [""]);
  });

  it("leaves its key nowhere when the window is closed with it and opened again", async () => {
    await workbench.run("Open Terminal with Key");
    await workbench.dialog("Open a terminal with the key");
    await workbench.press("Open Terminal");
    const pipe = join(folder, crypto.randomUUID());
    await promisify(execFile)("mkfifo", [pipe]);
    await workbench.page.locator(".terminal-wrapper.active .xterm textarea").focus();
    await workbench.page.keyboard.type(`printf %s "$SDP_API_KEY" > '${pipe}'\n`);
    assert.equal(await readFile(pipe, "utf8"), scene.key);
    await workbench.reload();
    assert.deepEqual(await filesWith([scene.key], scene.editor), []);
    const kept = await keptByPage(workbench.page);
    assert.ok(kept.includes("servicedeskPlus"), "the page's data was not read");
    assert.ok(!kept.includes(scene.key), "the page keeps the key");
  });

  it("is not given to a folder that is not trusted", async () => {
    const second = await scene.openWindow(folder);
    await second.row(/^prod, ci,/).click({ button: "right" });
    await second.page.getByRole("menuitem", { name: "Open Key Page" }).waitFor();
    assert.equal(await second.page.getByRole("menuitem", { name: "Open Terminal with Key" }).count(), 0);
    await second.page.close();
  });

  it("opens the server in the browser, and says the way to the key's page", async () => {
    await workbench.row(/^prod, ci,/).waitFor();
    const page = workbench.page.context().waitForEvent("page");
    await workbench.run("Open Key Page");
    // A browser elsewhere cannot reach this machine's loopback address, so the editor stands in between, by the port.
    const opened = await page;
    assert.ok(opened.url().includes(new URL(scene.sdp.url).port), opened.url());
    await opened.close();
    const way = "Admin > Technicians > Edit > API key details > Re-generate > Save";
    await workbench.notified(new RegExp(`prod / ci: ${way}.*builds 8 and 9`), "Copy Path");
    await workbench.run("Verify All Keys");
    await workbench.row(/^prod, ci, valid/).waitFor();
    const again = workbench.page.context().waitForEvent("page");
    await workbench.run("Open Key Page");
    await (await again).close();
    await workbench.seen(new RegExp(`prod / ci: ${way}(?!.*builds 8 and 9)`));
  });
});
