import assert from "node:assert/strict";
import type { Scene } from "../support/scene.ts";
import type { Workbench } from "../support/workbench.ts";

/** Keys go to VS Code's own store, where it is known to keep them, and back. */
export function describeMoving(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    await scene.store("first", scene.key);
    await scene.store("second", scene.otherKey);
    await scene.list({ first: { expires: "never" }, second: { expires: "never" } });
    await verifyAll();
  });

  async function verifyAll(): Promise<void> {
    await workbench.run("Verify All Keys");
    for (const name of ["first", "second"]) await workbench.row(new RegExp(`^prod, ${name}, valid`)).waitFor();
  }

  const inKeyring = (): Promise<unknown> => Promise.all(["first", "second"].map((name) => scene.stored(name)));

  it("does not move keys before it is known whether the store keeps them over a reload", async () => {
    await workbench.run("Move Keys to…");
    await workbench.asked("Where to?");
    await workbench.pick("VS Code's own secret store");
    const notice = "It is not known yet whether VS Code's store survives a reload.";
    await workbench.seen(notice);
    assert.deepEqual(await inKeyring(), [scene.key, scene.otherKey]);
    await Promise.all([workbench.page.waitForEvent("load"), workbench.notified(notice, "Reload Window")]);
    await workbench.begin();
  });

  it("moves them then: the keyring has none of them any more, and they are valid as before", async () => {
    await workbench.row(/^prod, second/).waitFor();
    await workbench.run("Move Keys to…");
    await workbench.pick("VS Code's own secret store");
    const dialog = await workbench.dialog("Move 2 keys to VS Code's secret store?");
    assert.match(dialog, /From the operating system's secret store: prod \/ first, prod \/ second/);
    await workbench.press("Move Keys");
    await workbench.seen("2 keys are in VS Code's secret store.");
    await workbench.notified("2 keys are in VS Code's secret store.");
    assert.deepEqual(await inKeyring(), [undefined, undefined]);
    await workbench.message("2 keys are in VS Code's secret store.").waitFor();
    await verifyAll();
    await workbench.reload();
    await workbench.row(/^prod, second/).waitFor();
    await verifyAll();
  });

  it("moves them back", async () => {
    await workbench.run("Move Keys to…");
    await workbench.pick("The operating system's secret store");
    await workbench.dialog("Move 2 keys to the operating system's secret store?");
    await workbench.press("Move Keys");
    await workbench.notified("2 keys are in the operating system's secret store.");
    assert.deepEqual(await inKeyring(), [scene.key, scene.otherKey]);
    await workbench.message(/secret store/).waitFor({ state: "hidden" });
    await verifyAll();
  });
}
