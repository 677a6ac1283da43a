import assert from "node:assert/strict";
import { reset } from "../../support/sdp/faults.ts";
import { FAR, today, type ReplacingScene } from "../support/replacing.ts";
import type { Workbench } from "../support/workbench.ts";

/** The server, the keyring or settings.json cannot be had when it is wanted. */
export function describeFailing(shared: () => ReplacingScene): void {
  let replacing: ReplacingScene;
  let workbench: Workbench;
  let settings: string;
  let old: string;

  before(async () => {
    replacing = shared();
    ({ workbench } = replacing);
    old = replacing.integrationKey("fallible");
    settings = await replacing.have("fallible", old, { kind: "integration", expires: "never" });
  });

  async function unchanged(): Promise<void> {
    assert.equal(await replacing.scene.stored("fallible"), old);
    assert.equal(await replacing.previous("fallible"), undefined);
    assert.equal(await replacing.scene.editor.readSettings(), settings);
  }

  /** Up to the box for the key of the way of this name. */
  async function begin(way: string): Promise<void> {
    await workbench.contextMenu(workbench.row(/^prod, fallible,/), "Replace Key…");
    await workbench.pick(way);
    await replacing.pages.close(1);
    await workbench.asked("Then paste the new key");
  }

  /** Up to the last question, for an Integration Key. */
  async function untilExpiry(): Promise<string> {
    const key = replacing.integrationKey(`fallible ${String(replacing.made.length)}`);
    await begin("Make a Second Integration Key");
    await replacing.paste(key);
    await workbench.answer("Who owns the Integration Key?", "");
    await workbench.asked("When does it expire?");
    return key;
  }

  /** Takes the replacement back, so that the next test finds what it was. */
  async function undo(): Promise<void> {
    await workbench.pick("Undo Replacement…");
    await workbench.dialog("Use the old key of prod / fallible again?");
    await workbench.press("Use the Old Key");
    await workbench.row(/^prod, fallible, valid, never expires, entered by you$/).waitFor();
    assert.equal(await replacing.scene.stored("fallible"), old);
    assert.equal(await replacing.previous("fallible"), undefined);
  }

  it("stores no key that could not be tested, and tests it again on Enter", async () => {
    await begin("Make a Second Integration Key");
    replacing.scene.sdp.fault(reset());
    await replacing.paste(replacing.integrationKey("fallible 2"));
    await workbench.asked(/The connection was cut off .* No key is stored untested: press Enter to try again\./);
    replacing.scene.sdp.clearFaults();
    await workbench.page.keyboard.press("Enter");
    await workbench.asked("Who owns the Integration Key?");
    await workbench.escape();
    await workbench.row(/^prod, fallible, valid, never expires, entered by you$/).waitFor();
    await unchanged();
  });

  it("warns of a key whose role is weaker, and takes it at the second Enter", async () => {
    const weak = replacing.technician("svc-weak", ["Guest"]);
    // build_info, which is asked first, is open to every role.
    replacing.scene.sdp.behaviour.buildInfo = false;
    await begin("Use a Technician's Key");
    await replacing.paste(weak);
    await workbench.asked(/its role may do less than that of the old one\. Press Enter again to take it\./);
    await workbench.page.keyboard.press("Enter");
    await workbench.answer("Whose key is it?", "svc-weak");
    await workbench.answer("When does it expire?", "never");
    await workbench.asked("The new key is stored. What gets it next?");
    await workbench.row(/^prod, fallible, .*accepted, role too weak/).waitFor();
    assert.equal(await replacing.scene.stored("fallible"), weak);
    await undo();
    replacing.scene.sdp.behaviour.buildInfo = true;
  });

  it("changes nothing while the keyring is locked, and stores it on Retry once that is unlocked", async () => {
    settings = await replacing.scene.editor.readSettings();
    const key = await untilExpiry();
    await replacing.scene.keyring.lock();
    await workbench.answer("When does it expire?", FAR);
    const notice = /The new key is not stored\. The keyring is locked/;
    await workbench.seen(notice);
    await replacing.scene.keyring.unlock();
    await unchanged();
    await workbench.notified(notice, "Retry");
    await workbench.asked("The new key is stored. What gets it next?");
    assert.equal(await replacing.scene.stored("fallible"), key);
    assert.equal(await replacing.previous("fallible"), old);
    await replacing.says("fallible", { kind: "integration", expires: FAR, issued: today() }, settings);
    await undo();
  });

  it("changes nothing while settings.json has unsaved changes, and stores it on Retry once that is saved", async () => {
    settings = await replacing.scene.editor.readSettings();
    await workbench.run("Edit in settings.json");
    await workbench.typeIntoFile("// first ");
    const key = await untilExpiry();
    await workbench.answer("When does it expire?", FAR);
    const notice = "The new key is not stored. settings.json has unsaved changes. Save it and retry.";
    await workbench.seen(notice);
    await unchanged();
    await workbench.row(/^prod, fallible, replacement not finished, valid/).waitFor();
    await workbench.save();
    await workbench.notified(notice, "Retry");
    await workbench.asked("The new key is stored. What gets it next?");
    assert.equal(await replacing.scene.stored("fallible"), key);
    await replacing.says("fallible", { kind: "integration", expires: FAR, issued: today() }, `// first ${settings}`);
    await workbench.escape();
  });
}
