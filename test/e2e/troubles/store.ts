import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { strangeKey, type Scene } from "../support/scene.ts";
import { addKey } from "../support/adding.ts";
import type { Workbench } from "../support/workbench.ts";

/** The keyring is locked or has another key, or settings.json cannot be written yet. */
export function describeStore(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    await scene.list({ lost: {}, gone: {} });
  });

  /** The text between the braces of a key's entry, undefined without one. */
  async function entry(name: string): Promise<string | undefined> {
    return new RegExp(`"${name}": ?\\{([^}]*)\\}`).exec(await scene.editor.readSettings())?.[1];
  }

  /** Waits until the keyring has this, and nothing else, for a key of `prod`: nothing in the window tells it. */
  async function untilStored(name: string, key: string | undefined): Promise<void> {
    let stored = await scene.stored(name);
    for (const deadline = Date.now() + 5_000; stored !== key && Date.now() < deadline; await delay(50)) {
      stored = await scene.stored(name);
    }
    assert.equal(stored, key);
  }

  describe("A key that is missing", () => {
    it("is entered with the button of its row", async () => {
      await workbench.run("Verify All Keys");
      await workbench.notified("2 of 2 keys need attention");
      await workbench.inline(workbench.row(/lost, no key on this machine/), "Enter Key…");
      await workbench.answer("Paste the key", scene.key);
      await workbench.answer("When does it expire", "never");
      await workbench.notified("lost is valid and stored");
      await workbench.row(/lost, valid, never expires/).waitFor();
      assert.equal(await scene.stored("lost"), scene.key);
      assert.match((await entry("lost")) ?? "", /"issued": "[\d-]{10}",\s*"expires": "never"/);
    });

    it("is entered from the menu of its row", async () => {
      await workbench.contextMenu(workbench.row(/gone, no key on this machine/), "Enter Key…");
      await workbench.answer("Paste the key", scene.key);
      await workbench.answer("When does it expire", "");
      await workbench.notified("gone is valid and stored");
      await workbench.row(/gone, valid, expiry unknown/).waitFor();
      assert.equal(await scene.stored("gone"), scene.key);
    });
  });

  describe("A key that another program has stored under the same account", () => {
    const foreign = strangeKey();
    const question = (): string => `The secret store holds another key for prod/shared@${scene.sdp.origin}`;

    before(() => scene.store("shared", foreign));

    it("stays when the person says no", async () => {
      const settings = await scene.editor.readSettings();
      await addKey(workbench, "shared", scene.key);
      await workbench.dialog(question());
      await workbench.press("Cancel");
      await workbench.run("Verify All Keys");
      await workbench.told("All 2 keys are valid");
      assert.equal(await scene.stored("shared"), foreign);
      assert.equal(await scene.editor.readSettings(), settings);
    });

    it("goes when the person says so", async () => {
      await addKey(workbench, "shared", scene.key);
      await workbench.dialog(question());
      assert.equal(await scene.stored("shared"), foreign);
      await workbench.press("Overwrite");
      await workbench.notified("shared is valid and stored");
      assert.equal(await scene.stored("shared"), scene.key);
    });
  });

  describe("A locked keyring", () => {
    it("takes no key, says that it is locked, and takes it on Retry once it is unlocked", async () => {
      const settings = await scene.editor.readSettings();
      await scene.keyring.lock();
      await addKey(workbench, "late", scene.key);
      const notice = /The key was not stored\. The keyring is locked/;
      await workbench.seen(notice);
      await scene.keyring.unlock();
      assert.equal(await scene.stored("late"), undefined);
      assert.equal(await scene.editor.readSettings(), settings);
      await workbench.notified(notice, "Retry");
      await workbench.notified("late is valid and stored");
      await workbench.row(/late, valid/).waitFor();
      assert.equal(await scene.stored("late"), scene.key);
      assert.ok((await entry("late")) !== undefined);
    });

    it("is no trouble for keys that were read before: this session keeps them", async () => {
      await scene.keyring.lock();
      await workbench.run("Verify All Keys");
      await workbench.told("All 4 keys are valid");
      assert.equal(await workbench.row(/Secret store not available/).count(), 0);
    });

    it("is told of by the view after a reload, where no key is then called missing", async () => {
      await workbench.reload();
      await workbench.row(/^prod, late/).waitFor();
      await workbench.run("Verify All Keys");
      await workbench.notified("The secret store does not work, so keys could not be checked");
      await workbench.row(/Secret store not available, .*locked/).waitFor();
      for (const name of ["lost", "gone", "shared", "late"]) {
        await workbench.row(new RegExp(`${name}, secret store not available`)).waitFor();
      }
      assert.equal(await workbench.row(/no key on this machine/).count(), 0);
    });

    it("is no trouble any more once it is unlocked and asked again", async () => {
      await scene.keyring.unlock();
      await workbench.run("Verify All Keys");
      await workbench.row(/Secret store not available/).waitFor({ state: "detached" });
      for (const name of ["lost", "gone", "shared", "late"])
        await workbench.row(new RegExp(`${name}, valid`)).waitFor();
    });
  });

  describe("A settings.json with unsaved changes", () => {
    const notice = "The key is stored, its entry is not written. settings.json has unsaved changes. Save it and retry.";

    it("gets the entry on Retry once it is saved", async () => {
      await workbench.run("Edit in settings.json");
      await workbench.typeIntoFile("// first ");
      await addKey(workbench, "patient", scene.key);
      await workbench.seen(notice);
      assert.equal(await scene.stored("patient"), scene.key);
      assert.equal(await entry("patient"), undefined);
      await workbench.save();
      await workbench.notified(notice, "Retry");
      await workbench.row(/patient, valid/).waitFor();
      assert.ok((await entry("patient")) !== undefined);
      assert.ok((await scene.editor.readSettings()).startsWith("// first // my settings\n"));
    });

    it("leaves no key in the keyring after Discard Key", async () => {
      await workbench.typeIntoFile("// second ");
      await addKey(workbench, "unwanted", scene.key);
      await workbench.seen(notice);
      assert.equal(await scene.stored("unwanted"), scene.key);
      await workbench.notified(notice, "Discard Key");
      await untilStored("unwanted", undefined);
      await workbench.save();
      assert.equal(await entry("unwanted"), undefined);
    });
  });
}
