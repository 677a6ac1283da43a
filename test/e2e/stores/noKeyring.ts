import assert from "node:assert/strict";
import { addKey } from "../support/adding.ts";
import type { Scene } from "../support/scene.ts";
import type { Workbench } from "../support/workbench.ts";

/** The system has no keyring: VS Code's own store takes its place, if the person agrees. */
export function describeNoKeyring(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;
  let settings: string;
  const notice = "The key was not stored. There is no D-Bus session.";
  const question = "Keep keys in VS Code's own secret store on this machine?";

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    settings = await scene.list({});
  });

  it("stores nothing before the person has agreed to VS Code's store", async () => {
    await addKey(workbench, "kept", scene.key);
    await workbench.seen(notice);
    await workbench.notified(notice, "Use VS Code's Store…");
    await workbench.dialog(question);
    await workbench.press("Cancel");
    await workbench.seen(notice);
    assert.equal(await scene.editor.readSettings(), settings);
  });

  it("stores the key there then, and says where", async () => {
    await workbench.notified(notice, "Use VS Code's Store…");
    await workbench.dialog(question);
    await workbench.press("Use VS Code's Store");
    await workbench.seen("kept is valid and stored in VS Code's secret store.");
    await workbench.notified("kept is valid and stored in VS Code's secret store.");
    await workbench.row(/^prod, kept, valid, never expires/).waitFor();
    await workbench.message("One key is in VS Code's secret store.").waitFor();
    assert.match(await scene.editor.readSettings(), /"kept": ?\{[^}]*"expires": "never"/);
  });

  it("finds it again after a reload", async () => {
    await workbench.reload();
    await workbench.row(/^prod, kept, not checked yet/).waitFor();
    await workbench.run("Verify All Keys");
    await workbench.row(/^prod, kept, valid/).waitFor();
    await workbench.message(/^One key is in VS Code's secret store\.$/).waitFor();
  });

  describe("in another browser profile, which has another such store", () => {
    let second: Workbench;

    before(async () => {
      second = await scene.openWindow();
      await second.row(/^prod, kept/).waitFor();
    });

    after(() => second.page.close());

    it("says that the key was not kept, and calls nothing valid", async () => {
      const sent = scene.sent().length;
      await second.run("Verify All Keys");
      await second.notified("The key needs attention");
      const row = second.row(/^prod, kept, no key on this machine/);
      await row.waitFor();
      await row.hover();
      await second.page.locator(".monaco-hover").getByText("not kept over a reload").waitFor();
      assert.equal(await second.message(/secret store/).count(), 0);
      assert.equal(await second.row(/valid/).count(), 0);
      assert.equal(scene.sent().length, sent);
    });

    it("keeps it until the window closes once it is entered there too, and says so", async () => {
      await second.inline(second.row(/^prod, kept/), "Enter Key…");
      await second.answer("Paste the key", scene.key);
      await second.answer("When does it expire", "never");
      await second.notified("kept is valid and stored in VS Code's secret store.");
      await second.message("One key is in VS Code's secret store, and kept until this window closes.").waitFor();
    });

    it("moves no keys there", async () => {
      await second.run("Move Keys to…");
      await second.pick("VS Code's own secret store");
      await second.seen("VS Code's store does not survive a reload here, so no key is moved to it.");
    });
  });
}
