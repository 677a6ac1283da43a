import assert from "node:assert/strict";
import type { ReplacingScene } from "../support/replacing.ts";
import type { Workbench } from "../support/workbench.ts";

/** A person leaves half way, or the window closes. */
export function describeLeaving(shared: () => ReplacingScene): void {
  let replacing: ReplacingScene;
  let workbench: Workbench;
  let settings: string;
  let old: string;

  before(async () => {
    replacing = shared();
    ({ workbench } = replacing);
    old = replacing.technician("svc-left");
    settings = await replacing.have("left", old, { kind: "technician", owner: "svc-left", expires: "never" });
    await workbench.contextMenu(workbench.row(/^prod, left,/), "Verify Key");
    await unchanged();
  });

  /** The tree knows of no replacement, and nothing of it is stored. */
  async function unchanged(): Promise<void> {
    await workbench.row(/^prod, left, valid, never expires$/).waitFor();
    assert.equal(await workbench.page.locator(".statusbar").getByText("Outage").count(), 0);
    assert.equal(await replacing.scene.stored("left"), old);
    assert.equal(await replacing.previous("left"), undefined);
    assert.equal(await replacing.scene.editor.readSettings(), settings);
  }

  const atWay = async (): Promise<void> => {
    await workbench.contextMenu(workbench.row(/^prod, left,/), "Replace Key…");
    await workbench.asked("How is the new key made?");
  };
  const inDialog = async (): Promise<void> => {
    await atWay();
    await workbench.pick("Re-generate the Technician's Key");
    await workbench.dialog("Re-generating stops the old key at once for whatever uses it.");
  };
  const atKey = async (): Promise<void> => {
    await inDialog();
    await workbench.press("Go On");
    await replacing.pages.close(1);
    await workbench.asked(/Re-generate > Save\. Then paste the new key/);
  };
  const atOwner = async (): Promise<void> => {
    await atWay();
    await workbench.pick("Make an Integration Key");
    await replacing.pages.close(1);
    await workbench.asked(/New > Generate\. Then paste the new key/);
    await replacing.paste(replacing.integrationKey(`left ${String(replacing.made.length)}`));
    await workbench.asked("Who owns the Integration Key?");
  };
  const atExpiry = async (): Promise<void> => {
    await atOwner();
    await workbench.answer("Who owns the Integration Key?", "boss");
    await workbench.asked("When does it expire?");
  };

  describe("leaves everything as it was", () => {
    it("after Escape at the choice of the way", async () => {
      await atWay();
      await workbench.escape();
      await unchanged();
    });

    it("after Cancel in the dialog that says what stops", async () => {
      await inDialog();
      await workbench.press("Cancel");
      await unchanged();
    });

    for (const [where, go] of Object.entries({ key: atKey, owner: atOwner, expiry: atExpiry })) {
      it(`after Escape at the ${where}, when the server still accepts the old key`, async () => {
        await go();
        await workbench.escape();
        await unchanged();
        await workbench.told("The key was not replaced, and still works.");
      });
    }

    it("for windows that are opened later, too", async () => {
      await workbench.reload();
      await workbench.row(/^prod, left, not checked yet, never expires$/).waitFor();
    });
  });

  it("is not finished when the window is reloaded before the last answer, and can be left there", async () => {
    await atExpiry();
    await workbench.reload();
    await workbench.row(/^prod, left, replacement not finished, not checked yet/).waitFor();
    assert.equal(await replacing.scene.stored("left"), old);
    assert.equal(await replacing.scene.editor.readSettings(), settings);
    await workbench.inline(workbench.row(/^prod, left,/), "Continue Replacement…");
    await workbench.asked(/New > Generate/);
    await workbench.escape();
    await unchanged();
  });

  describe("after the key was re-generated", () => {
    /** Goes on at the paste box, to the end. */
    async function finish(key: string): Promise<void> {
      await workbench.asked(/Re-generate > Save\. Then paste the new key/);
      await replacing.paste(key);
      await workbench.answer("When does it expire?", "never");
      await workbench.asked("The new key is stored. What gets it next?");
      await workbench.pick("Everything that uses this key");
      await workbench.pick("It Has the New Key");
      await workbench.seen("The replacement of prod / left is finished.");
      old = key;
      await workbench.row(/^prod, left, valid, never expires$/).waitFor();
      assert.equal(await replacing.scene.stored("left"), key);
      assert.equal(await replacing.previous("left"), undefined);
    }

    it("says on Escape at the key that the replacement is not finished, and goes on there", async () => {
      await atKey();
      const fresh = replacing.regenerate("svc-left");
      await workbench.escape();
      const notice = "The replacement of prod / left is not finished: the server refuses the old key.";
      await workbench.seen(notice);
      await workbench.row(/^prod, left, replacement not finished, outage since \d.*, refused/).waitFor();
      assert.equal(await replacing.scene.stored("left"), old);
      assert.equal(await replacing.scene.editor.readSettings(), settings);
      await workbench.inline(workbench.row(/^prod, left,/), "Continue Replacement…");
      await finish(fresh);
    });

    it("goes on after a reload of the window at the key", async () => {
      await atKey();
      const fresh = replacing.regenerate("svc-left");
      await workbench.reload();
      await workbench.row(/^prod, left, replacement not finished, outage since/).waitFor();
      await workbench.told(/Outage \d+:\d\d: prod \/ left/);
      assert.equal(await replacing.scene.stored("left"), old);
      await workbench.page.locator(".statusbar").getByText("Outage").click();
      await finish(fresh);
    });
  });
}
