import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clearSecrets, secretTool, storeSecret } from "../../support/keyring/secretTool.ts";
import { listen } from "../support/notifications.ts";
import { strangeKey, type Scene } from "../support/scene.ts";
import type { Workbench } from "../support/workbench.ts";

/** Every key under our service, whoever stored it: looked at, deleted singly, and the listed ones all at once. */
export function describeWhereabouts(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;
  let said: () => Promise<string>;
  const former = "prod/moved@https://former.example.com";
  const unlisted = "elsewhere/one@https://elsewhere.example.com";
  const alsoUnlisted = "elsewhere/two@https://elsewhere.example.com";
  /** Keys whose ends are nowhere else, by account. */
  const strange: Record<string, string> = {};
  for (const [index, account] of [former, unlisted, alsoUnlisted].entries()) {
    strange[account] = `${strangeKey().slice(0, -4)}QZ${index}X`;
  }

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    said = await listen(workbench.page);
    await clearSecrets(scene.keyring.env);
    for (const [account, key] of Object.entries(strange)) await storeSecret(scene.keyring.env, account, key);
    await scene.store("used", scene.key);
    await scene.list({ used: { expires: "never" }, moved: {}, keyless: {} });
  });

  const lookup = (account: string): Promise<string | undefined> => secretTool(scene.keyring.env, account);

  /** The lines below each heading, which a screen reader says after the first of them. */
  async function groups(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    let heading = "";
    for (const line of await workbench.choices()) {
      heading = /, ([^,]+ \(\d+\))$/.exec(line)?.[1] ?? heading;
      (found[heading] ??= []).push(line.replace(`, ${heading}`, ""));
    }
    return found;
  }

  const endOf = (account: string): string => `…${strange[account]?.slice(-4)}`;

  it("shows each key under the heading of what it is, with its account and its last four characters", async () => {
    await workbench.run("Where Are My Keys?");
    await workbench.asked("keys found");
    const { origin } = scene.sdp;
    const ownEnd = `…${scene.key.slice(-4)}`;
    const { "Missing (2)": missing, ...found } = await groups();
    assert.deepEqual(found, {
      "Used by an entry (1)": [`prod / used, ${ownEnd}, prod/used@${origin}`],
      "Entered for another address (1)": [`prod / moved, ${endOf(former)}, ${former}: now ${origin}`],
      "Not in this editor's list (2)": [
        `elsewhere / one, ${endOf(unlisted)}, ${unlisted}`,
        `elsewhere / two, ${endOf(alsoUnlisted)}, ${alsoUnlisted}`,
      ],
    });
    assert.ok(missing?.includes(`prod / keyless, prod/keyless@${origin}`), missing?.join("\n"));
  });

  it("deletes a key that is not in the list alone, after it was named, and goes back", async () => {
    await workbench.pick("elsewhere / one");
    await workbench.asked("Delete from This Machine…");
    await workbench.back();
    await workbench.asked("keys found");
    await workbench.pick("elsewhere / one");
    await workbench.pick("Delete from This Machine…");
    const dialog = await workbench.dialog("Delete the key of elsewhere / one?");
    assert.ok(dialog.includes(unlisted), dialog);
    await workbench.press("Delete");
    await workbench.asked("keys found");
    assert.ok(!(await workbench.choices()).join().includes("elsewhere / one"));
    await workbench.escape();
    assert.equal(await lookup(unlisted), undefined);
    for (const account of [former, alsoUnlisted]) assert.equal(await lookup(account), strange[account]);
    assert.equal(await scene.stored("used"), scene.key);
  });

  it("Remove All Keys… removes those of the list, and no entry", async () => {
    const settings = await scene.editor.readSettings();
    await workbench.run("Remove All Keys…");
    await workbench.dialog("Remove the keys of all 3 entries from this machine?");
    await workbench.press("Remove All Keys");
    await workbench.seen("The keys of all 3 entries are removed from this machine.");
    await workbench.notified("The keys of all 3 entries are removed from this machine.");
    assert.equal(await scene.stored("used"), undefined);
    assert.equal(await lookup(alsoUnlisted), strange[alsoUnlisted]);
    assert.equal(await scene.editor.readSettings(), settings);
    await workbench.run("Verify All Keys");
    await workbench.notified("3 of 3 keys need attention");
    for (const name of ["used", "moved", "keyless"]) {
      await workbench.row(new RegExp(`^prod, ${name}, no key on this machine`)).waitFor();
    }
  });

  it("told the end of no key in a notification or the log", async () => {
    const notifications = await said();
    assert.match(notifications, /The keys of all 3 entries are removed/);
    const data = join(scene.editor.server.settingsFile, "../..");
    const logs = globSync(join(data, "logs/**/*.log")).map((path) => readFileSync(path, "utf8"));
    const text = logs.join("\n");
    assert.match(text, /prod\/used: missing/);
    for (const ending of [...Object.values(strange).map((key) => key.slice(-4)), scene.key]) {
      assert.ok(!notifications.includes(ending) && !text.includes(ending));
    }
  });
}
