import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { FAR, today, type ReplacingScene } from "../support/replacing.ts";
import type { Workbench } from "../support/workbench.ts";

const console8383 = "https://127.0.0.1:8383";

/** A technician's key is re-generated: what uses it stands still until it has the other one. */
export function describeInPlace(shared: () => ReplacingScene): void {
  let replacing: ReplacingScene;
  let workbench: Workbench;
  let outage: Locator;
  let settings: string;
  let [old, fresh] = ["", ""];
  const usedBy = [
    { name: "Endpoint Central", product: "endpoint-central", url: console8383 },
    { name: "CI jobs", later: [1] },
  ];

  before(async () => {
    replacing = shared();
    ({ workbench } = replacing);
    outage = workbench.page.locator(".statusbar").getByText(/Outage \d+:\d\d: prod \/ ec/);
    await workbench.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    old = replacing.technician("svc-ec");
    settings = await replacing.have("ec", old, { kind: "technician", owner: "svc-ec", expires: "never", usedBy });
  });

  it("says how many it stops, and opens their consoles before the server", async () => {
    await workbench.contextMenu(workbench.row(/^prod, ec,/), "Replace Key…");
    await workbench.asked("How is the new key made?");
    await workbench.pick("Re-generate the Technician's Key");
    const dialog = await workbench.dialog("Re-generating stops the old key at once for 2 consumers.");
    assert.ok(dialog.includes("Endpoint Central, CI jobs"), dialog);
    assert.equal(await outage.count(), 0);
    await workbench.press("Open Consoles and Go On");
    assert.deepEqual(await replacing.pages.close(2), [8383, replacing.scene.sdp.port]);
  });

  it("says the way to the page in SDP, and shows how long the outage is by now", async () => {
    await workbench.asked(/Admin > Technicians > Edit > API key details > Re-generate > Save/);
    assert.equal(await workbench.inputType(), "password");
    await workbench.row(/^prod, ec, replacement not finished, outage since \d/).waitFor();
    await outage.waitFor();
  });

  it("takes neither the old key nor one that was not saved", async () => {
    fresh = replacing.regenerate("svc-ec");
    await replacing.paste(old);
    await workbench.asked("This is the old key. Copy the new one from ServiceDesk Plus.");
    await replacing.paste(replacing.regenerate("svc-ec", false));
    await workbench.asked("The server refuses this key. Was the technician form saved?");
    assert.equal(await replacing.scene.stored("ec"), old);
    assert.equal(await replacing.scene.editor.readSettings(), settings);
  });

  it("stores the one that the server accepts, and keeps nothing of the old one, which it refuses", async () => {
    await replacing.paste(fresh);
    await workbench.answer("When does it expire?", FAR);
    await workbench.asked("The new key is stored. What gets it next?");
    assert.equal(await replacing.scene.stored("ec"), fresh);
    assert.equal(await replacing.previous("ec"), undefined);
    const entry = { kind: "technician", owner: "svc-ec", expires: FAR, usedBy, issued: today() };
    await replacing.says("ec", entry, settings);
    await workbench.row(/^prod, ec, 2 consumers still have the old key, outage since \d/).waitFor();
  });

  it("carries it to a consumer: copies it, opens the console, ticks it off", async () => {
    const { page } = workbench;
    const lines = (await workbench.choices()).join("\n");
    assert.match(lines, /^Endpoint Central, .*\nCI jobs, still has the old key\nMark All of Them as Done$/);
    await workbench.pick("Endpoint Central");
    await workbench.asked(/Paste it as ServiceDesk Plus's API key, not Endpoint Central's own/);
    await workbench.pick("Copy Key and Open Console");
    assert.deepEqual(await replacing.pages.close(1), [8383]);
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), fresh);
    await workbench.asked(/Paste it as ServiceDesk Plus's/);
    await page.keyboard.press("Enter");
    await workbench.asked("The new key is stored. What gets it next?");
    await workbench.row(/^prod, ec, 1 consumer still has the old key/).waitFor();
  });

  it("knows after a reload of the window what still has the old key, and since when it stands still", async () => {
    await workbench.reload();
    await workbench.row(/^prod, ec, 1 consumer still has the old key, outage since \d/).waitFor();
    await workbench.row(/^CI jobs, still has the old key, prod, ec/).waitFor();
    assert.equal(await workbench.row(/^Endpoint Central,/).count(), 0);
    await outage.waitFor();
  });

  it("is finished with the button of the last consumer's row", async () => {
    await workbench.inline(workbench.row(/^CI jobs,/), "Mark as Done");
    await workbench.seen("The replacement of prod / ec is finished. The old key is gone from this machine.");
    await workbench.row(/^CI jobs,/).waitFor({ state: "detached" });
    await outage.waitFor({ state: "detached" });
    await workbench.row(/^prod, ec, not checked yet, expires in \d+ days$/).waitFor();
    assert.equal(await replacing.scene.stored("ec"), fresh);
  });

  it("leaves no old key on this machine", async () => {
    await workbench.run("Where Are My Keys?");
    await workbench.asked("1 key found");
    const [line, ...others] = await workbench.choices();
    assert.ok(line?.startsWith(`prod / ec, …${fresh.slice(-4)}, prod/ec@`), line);
    assert.deepEqual(others, []);
    await workbench.escape();
    await workbench.run("Verify All Keys");
    await workbench.row(/^prod, ec, valid, expires in \d+ days$/).waitFor();
  });
}
