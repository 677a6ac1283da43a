import assert from "node:assert/strict";
import { secretTool } from "../../support/keyring/secretTool.ts";
import type { Scene } from "../support/scene.ts";
import type { Workbench } from "../support/workbench.ts";

/** Somebody changed a name or an address in settings.json: the stored key is used again only after a person said so. */
export function describeRelinking(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    await scene.store("relinked", scene.key);
    await scene.list({ relinked: { expires: "never" } });
    await workbench.run("Verify All Keys");
    await workbench.row(/^prod, relinked, valid/).waitFor();
  });

  const lookup = (account: string): Promise<string | undefined> => secretTool(scene.keyring.env, account);

  it("asks before a key is used under another name, and moves it in the keyring then", async () => {
    const { origin } = scene.sdp;
    await scene.list({ renamed: { expires: "never" } });
    const row = workbench.row(/^prod, renamed, no key on this machine/);
    await row.waitFor();
    await row.hover();
    await workbench.page.locator(".monaco-hover").getByText("A key is stored for prod/relinked").waitFor();
    await workbench.inline(row, "Use Stored Key…");
    await workbench.dialog("Use the key stored as prod/relinked for prod/renamed?");
    await workbench.press("Cancel");
    await row.waitFor();
    assert.equal(await lookup(`prod/relinked@${origin}`), scene.key);
    assert.equal(await lookup(`prod/renamed@${origin}`), undefined);
    await workbench.inline(row, "Use Stored Key…");
    await workbench.press("Use Stored Key");
    await workbench.row(/^prod, renamed, valid, never expires/).waitFor();
    assert.equal(await lookup(`prod/relinked@${origin}`), undefined);
    assert.equal(await lookup(`prod/renamed@${origin}`), scene.key);
  });

  it("sends a key to a changed address only after both were shown and agreed to", async () => {
    const { origin, port } = scene.sdp;
    const next = `https://localhost:${port}`;
    const sentThere = (): readonly unknown[] =>
      scene.sdp.requests.filter(({ headers, key }) => headers.host === `localhost:${port}` && key !== undefined);
    await scene.listServers({ prod: { url: next, keys: { renamed: { expires: "never" } } } });
    const row = workbench.row(/^prod, renamed, key stored for another address/);
    await row.waitFor();
    await workbench.openProblems();
    await workbench.problem(`The stored key was entered for ${origin}.`).waitFor();
    await workbench.run("Verify All Keys");
    await workbench.notified("The key needs attention");
    await row.waitFor();
    await workbench.inline(row, "Use Stored Key…");
    const dialog = await workbench.dialog("Use the stored key with the new address?");
    assert.ok(dialog.includes(origin) && dialog.includes(next), dialog);
    await workbench.press("Cancel");
    assert.equal(await lookup(`prod/renamed@${next}`), undefined);
    assert.deepEqual(sentThere(), []);
    await workbench.inline(row, "Use Stored Key…");
    await workbench.press("Use Stored Key");
    await workbench.row(/^prod, renamed, valid, never expires/).waitFor();
    assert.ok(sentThere().length > 0);
    assert.equal(await lookup(`prod/renamed@${next}`), scene.key);
    assert.equal(await lookup(`prod/renamed@${origin}`), undefined);
  });

  it("asks the same for a changed context path", async () => {
    const next = `https://localhost:${scene.sdp.port}/sdp`;
    scene.sdp.behaviour.contextPath = "/sdp";
    const sent = scene.sent().length;
    await scene.listServers({ prod: { url: next, keys: { renamed: { expires: "never" } } } });
    const row = workbench.row(/^prod, renamed, key stored for another address/);
    await row.waitFor();
    await workbench.run("Verify All Keys");
    await workbench.notified("The key needs attention");
    await workbench.inline(row, "Use Stored Key…");
    const dialog = await workbench.dialog("Use the stored key with the new address?");
    assert.ok(dialog.includes(`entered for https://localhost:${scene.sdp.port},`) && dialog.includes(next), dialog);
    assert.equal(scene.sent().length, sent);
    await workbench.press("Use Stored Key");
    await workbench.row(/^prod, renamed, valid, never expires/).waitFor();
    assert.ok(scene.sdp.requests.some(({ path, key }) => path.startsWith("/sdp/") && key === scene.key));
  });

  after(() => {
    scene.sdp.behaviour.contextPath = "";
  });
}
