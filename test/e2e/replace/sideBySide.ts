import assert from "node:assert/strict";
import { FAR, today, type ReplacingScene } from "../support/replacing.ts";
import type { Workbench } from "../support/workbench.ts";

/** A second Integration Key takes the place of the first, which works until it is set inactive. */
export function describeSideBySide(shared: () => ReplacingScene): void {
  let replacing: ReplacingScene;
  let workbench: Workbench;
  let settings: string;
  let old: string;
  const first = { kind: "integration", owner: "boss", issued: "2026-01-15", expires: "2098-12-31" };
  const usedBy = [{ name: "CI" }];

  before(async () => {
    replacing = shared();
    ({ workbench } = replacing);
    old = replacing.integrationKey("jobs");
    settings = await replacing.have("jobs", old, { ...first, usedBy });
  });

  /** Up to where the second key is stored, and the list of what is to be done stands. */
  async function store(key: string): Promise<void> {
    await workbench.contextMenu(workbench.row(/^prod, jobs,/), "Replace Key…");
    await workbench.pick("Make a Second Integration Key");
    assert.deepEqual(await replacing.pages.close(1), [replacing.scene.sdp.port]);
    await workbench.asked(/Admin > Developer Space > Integration Key > New > Generate/);
    await workbench.row(/^prod, jobs, replacement not finished, valid/).waitFor();
    await replacing.paste(key);
    await workbench.answer("Who owns the Integration Key?", "svc");
    await workbench.answer("When does it expire?", FAR);
    await workbench.asked("The new key is stored. What gets it next?");
  }

  it("keeps the old key beside the one that is stored in its place", async () => {
    const second = replacing.integrationKey("jobs 2");
    await store(second);
    assert.equal(await replacing.scene.stored("jobs"), second);
    assert.equal(await replacing.previous("jobs"), old);
    const after = { kind: "integration", owner: "svc", issued: today(), expires: FAR };
    await replacing.says("jobs", { ...after, usedBy }, settings);
    assert.deepEqual(await workbench.choices(), [
      "CI, still has the old key",
      "Switch off the Old Key in ServiceDesk Plus, last, Admin > Developer Space > Integration Key > Edit",
      "Undo Replacement…",
    ]);
    await workbench.escape();
    await workbench.row(/^prod, jobs, 1 consumer still has the old key, valid/).waitFor();
    await workbench.row(/^Switch off the old key in ServiceDesk Plus, last, prod, jobs/).waitFor();
  });

  it("has the old key again after Undo Replacement…, and what the entry said of it", async () => {
    await workbench.contextMenu(workbench.row(/^prod, jobs,/), "Undo Replacement…");
    await workbench.dialog("Use the old key of prod / jobs again?");
    await workbench.press("Use the Old Key");
    await workbench.seen(/prod \/ jobs has its old key again\. The new one is still active in ServiceDesk Plus/);
    await workbench.row(/^prod, jobs, valid, expires in \d+ days, entered by you$/).waitFor();
    assert.equal(await replacing.scene.stored("jobs"), old);
    assert.equal(await replacing.previous("jobs"), undefined);
    assert.equal(await replacing.scene.editor.readSettings(), settings);
  });

  it("keeps the new one when the server refuses the old one by then", async () => {
    const { accounts } = replacing.scene.sdp;
    await store(replacing.integrationKey("jobs 3"));
    await workbench.escape();
    accounts.setIntegrationKeyStatus("jobs", "inactive");
    await workbench.run("Undo Replacement…");
    await workbench.dialog("Use the old key of prod / jobs again?");
    await workbench.press("Use the Old Key");
    await workbench.seen("The new key stays. The server refuses the old key by now.");
    assert.equal(await replacing.scene.stored("jobs"), replacing.made.at(-1));
    accounts.setIntegrationKeyStatus("jobs", "active");
  });

  it("warns while the server still accepts the old key that was to be switched off", async () => {
    await workbench.inline(workbench.row(/^prod, jobs,/), "Continue Replacement…");
    await workbench.asked("The new key is stored. What gets it next?");
    await workbench.pick("CI");
    await workbench.asked("Paste the new key there, then mark it as done.");
    await workbench.pick("It Has the New Key");
    await workbench.asked("All that uses the key has the new one.");
    await workbench.pick("Switch off the Old Key in ServiceDesk Plus");
    await workbench.asked(/Set the key inactive and press Update/);
    await workbench.pick("Open Server");
    assert.deepEqual(await replacing.pages.close(1), [replacing.scene.sdp.port]);
    await workbench.pick("It Is Switched Off");
    const dialog = await workbench.dialog("The server still accepts the old key of prod / jobs.");
    assert.match(dialog, /Set the key inactive and press Update/);
    await workbench.press("Cancel");
    await workbench.asked("All that uses the key has the new one.");
    await workbench.escape();
    await workbench.row(/^prod, jobs, old key still active, valid/).waitFor();
    assert.equal(await replacing.previous("jobs"), old);
  });

  it("is finished, and the old key gone, once that is inactive", async () => {
    replacing.scene.sdp.accounts.setIntegrationKeyStatus("jobs", "inactive");
    await workbench.inline(workbench.row(/^Switch off the old key in ServiceDesk Plus/), "Mark as Done");
    await workbench.seen("The replacement of prod / jobs is finished. The old key is gone from this machine.");
    await workbench.row(/^prod, jobs, valid, expires in \d+ days, entered by you$/).waitFor();
    assert.equal(await replacing.previous("jobs"), undefined);
    assert.equal(await replacing.scene.stored("jobs"), replacing.made.at(-1));
  });
}
