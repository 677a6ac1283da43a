import assert from "node:assert/strict";
import { secretTool } from "../../support/keyring/secretTool.ts";
import type { Scene } from "../support/scene.ts";
import type { Workbench } from "../support/workbench.ts";

/** Servers and keys get other names, and their keys the accounts that go with them. */
export function describeRenaming(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;
  let settings: string;
  /** How many requests the server had before anything was renamed. */
  let requests: number;

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    await scene.store("endpoint-central", scene.key);
    await scene.store("nightly", scene.otherKey);
    settings = await scene.list({ "endpoint-central": { expires: "never" }, nightly: { expires: "never" } });
    await workbench.run("Verify All Keys");
    await workbench.row(/^prod, endpoint-central, valid/).waitFor();
    await workbench.row(/^prod, nightly, valid/).waitFor();
    requests = scene.sdp.requests.length;
  });

  const lookup = (server: string, key: string): Promise<string | undefined> =>
    secretTool(scene.keyring.env, `${server}/${key}@${scene.sdp.origin}`);

  it("refuses a taken name while it is typed, and changes nothing after Escape", async () => {
    await workbench.run("Rename…");
    await workbench.asked("Rename which server or key?");
    await workbench.pick("nightly");
    await workbench.asked("Another name");
    assert.equal(await workbench.inputText(), "nightly");
    await workbench.type("Another name", "Endpoint-Central");
    await workbench.asked('"endpoint-central" is there already.');
    await workbench.escape();
    assert.equal(await scene.editor.readSettings(), settings);
    assert.equal(await lookup("prod", "nightly"), scene.otherKey);
  });

  it("gives a key another name: the keyring and settings.json have it, and nothing else changes", async () => {
    await workbench.run("Rename…");
    await workbench.pick("nightly");
    await workbench.answer("Another name", "weekly");
    await workbench.row(/^prod, weekly, valid, never expires/).waitFor();
    await workbench.row(/^prod, nightly/).waitFor({ state: "detached" });
    settings = settings.replace('"nightly":', '"weekly":');
    assert.equal(await scene.editor.readSettings(), settings);
    assert.equal(await lookup("prod", "weekly"), scene.otherKey);
    assert.equal(await lookup("prod", "nightly"), undefined);
  });

  it("gives a server another name, from the menu of its row: all its keys go along", async () => {
    await workbench.contextMenu(workbench.row(/^server prod/), "Rename…");
    await workbench.asked("Another name");
    await workbench.answer("Another name", "live");
    await workbench.row(/^live, weekly, valid, never expires/).waitFor();
    await workbench.row(/^live, endpoint-central, valid, never expires/).waitFor();
    await workbench.row(/^server prod/).waitFor({ state: "detached" });
    settings = settings.replace('"prod":', '"live":');
    assert.equal(await scene.editor.readSettings(), settings);
    assert.deepEqual(
      await Promise.all(["live", "prod"].flatMap((name) => [lookup(name, "weekly"), lookup(name, "endpoint-central")])),
      [scene.otherKey, scene.key, undefined, undefined],
    );
  });

  it("asked the server nothing", () => assert.equal(scene.sdp.requests.length, requests));
}
