import assert from "node:assert/strict";
import { FAR, ReplacingScene } from "./support/replacing.ts";
import { startScene, type Scene } from "./support/scene.ts";
import type { Workbench } from "./support/workbench.ts";

describe("what the settings say of a key is changed by commands, in the real window", () => {
  let scene: Scene;
  let workbench: Workbench;
  let replacing: ReplacingScene;
  let settings: string;
  const entry = { kind: "integration", later: [1], usedBy: [{ name: "Endpoint Central", later: 2 }] };

  before(async () => {
    scene = await startScene();
    ({ workbench } = scene);
    replacing = new ReplacingScene(scene);
    settings = await scene.list({ ci: entry });
  });

  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    await workbench.picture(this.currentTest.fullTitle());
    await workbench.leaveAll();
  });

  after(() => scene[Symbol.asyncDispose]());

  /** Until the list of properties stands again: by then the answer before it is written. */
  const properties = (): Promise<void> => workbench.asked("What do you want to change?");

  it("Change Expiry… of an Integration Key says first where it is extended, and opens the server", async () => {
    await workbench.contextMenu(workbench.row(/^prod, ci,/), "Change Expiry…");
    await workbench.asked("Extend it in SDP: Admin > Developer Space > Integration Key > Edit");
    await workbench.pick("Open Server");
    assert.deepEqual(await replacing.pages.close(1), [scene.sdp.port]);
    await workbench.type("When does it expire?", "90d");
    await workbench.asked(/\d{4}-\d{2}-\d{2}: expires in 90 days/);
    await workbench.answer("When does it expire?", FAR);
    await workbench.row(/^prod, ci, not checked yet, expires in \d+ days/).waitFor();
    await replacing.says("ci", { ...entry, expires: FAR }, settings);
  });

  it("marks that date as entered by the person", async () => {
    await workbench.row(/^prod, ci,/).hover();
    await workbench.page.locator(".monaco-hover").getByText(`(${FAR}), entered by you`).waitFor();
  });

  it("Edit… adds a consumer with its console, and changes the owner", async () => {
    await workbench.contextMenu(workbench.row(/^prod, ci,/), "Edit…");
    await properties();
    await workbench.pick("Owner");
    await workbench.type(/login|owns/, scene.key);
    await workbench.asked("This looks like a key");
    await workbench.answer("", "svc");
    await properties();
    await workbench.pick("Used By");
    await workbench.pick("Add Consumer…");
    await workbench.answer("What uses the key", "n8n");
    await workbench.pick("Not Said");
    await workbench.type("Where its console is opened", "javascript:x");
    await workbench.asked("Expected an address");
    await workbench.answer("", "https://n8n.example.com");
    await workbench.asked("What uses this key?");
    await workbench.escape();
    const usedBy = [...entry.usedBy, { name: "n8n", url: "https://n8n.example.com" }];
    await replacing.says("ci", { ...entry, expires: FAR, owner: "svc", usedBy }, settings);
  });

  it("Edit… labels a server, and leaves the rest of settings.json as it is", async () => {
    const before = await scene.editor.readSettings();
    await workbench.contextMenu(workbench.row(/^server prod,/), "Edit…");
    await properties();
    await workbench.pick("Label");
    await workbench.answer("Shown instead of prod", "Köln");
    await workbench.row(/^server Köln,/).waitFor();
    await properties();
    const label = /,?\s*"label": "Köln"/;
    const labelled = await scene.editor.readSettings();
    assert.match(labelled, label);
    assert.equal(labelled.replace(label, ""), before);
    await workbench.pick("Label");
    await workbench.answer("Shown instead of prod", "");
    await workbench.row(/^server prod,/).waitFor();
    await properties();
    await workbench.escape();
    assert.equal(await scene.editor.readSettings(), before);
  });
});
