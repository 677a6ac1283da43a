import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startOther, type OtherServer } from "../../support/sdp/otherServer.ts";
import { temporaryDirectory } from "../../support/temporary.ts";
import type { Scene } from "../support/scene.ts";
import type { Workbench } from "../support/workbench.ts";

/** How soon the other windows of the editor show a change, in milliseconds. */
const soon = { timeout: 2_000 };

/** A setting of the folder that counts: it shows that the folder's settings were read. */
const title = "with settings of its own";

/** The certificate changes; a second window shows a folder that brings settings of its own. */
export function describeWindows(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;
  let settings: string;
  let other: OtherServer;
  let folder: ReturnType<typeof temporaryDirectory>;
  /** A second window, of another browser profile. */
  let second: Workbench;

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    other = await startOther();
    folder = temporaryDirectory("folder");
    const servers = Object.fromEntries(["evil", "prod"].map((name) => [name, { url: other.url, keys: { one: {} } }]));
    await mkdir(join(folder.path, ".vscode"));
    await writeFile(
      join(folder.path, ".vscode/settings.json"),
      JSON.stringify({ "window.title": title, "servicedeskPlus.servers": servers }),
    );
    await scene.store("one", scene.key);
    settings = await scene.list({ one: { expires: "never" } });
    second = await scene.openWindow(folder.path);
    await second.row(/^server prod/).waitFor();
  });

  after(async () => {
    await second.page.close();
    await Promise.all([other.close(), folder[Symbol.asyncDispose]()]);
  });

  /** What the second window shows of the user's own list, when everything is verified. */
  async function verifiesOwnList(): Promise<void> {
    const requests = scene.sdp.requests.length;
    const elsewhere = other.connections;
    await second.run("Verify All Keys");
    await scene.sdp.whenRequested(requests + 2);
    await second.row(/^prod, one, valid/).waitFor();
    assert.equal(await second.row(/evil/).count(), 0);
    assert.equal(other.connections, elsewhere);
  }

  it("sends no key to a certificate that is not the trusted one, and trusts it only after both were shown", async () => {
    const { sdp } = scene;
    const readable = (fingerprint: string): string => fingerprint.toUpperCase().match(/../g)?.join(":") ?? "";
    await workbench.run("Verify All Keys");
    await workbench.row(/one, valid/).waitFor();
    const before = sdp.fingerprint;
    const sent = scene.sent().length;
    sdp.useCertificate("self-signed");
    await workbench.run("Verify All Keys");
    await workbench.row(/server prod, .*certificate not trusted/).waitFor();
    await workbench.row(/one, certificate not trusted/).waitFor();
    await workbench.contextMenu(workbench.row(/server prod/), "Trust This Certificate…");
    const dialog = await workbench.dialog("Trust this certificate of 127.0.0.1?");
    assert.match(dialog, /It is NOT the certificate that you trusted before/);
    assert.ok(dialog.includes(`Fingerprint (SHA-256): ${readable(sdp.fingerprint)}`), dialog);
    assert.ok(dialog.includes(`Trusted before: ${readable(before)}`), dialog);
    assert.equal(scene.sent().length, sent);
    await workbench.press("Trust This Certificate");
    await workbench.row(/one, valid/).waitFor();
    assert.ok(scene.sent().length > sent);
    assert.equal(await scene.editor.readSettings(), settings.replace(before, sdp.fingerprint));
  });

  it("takes no servers from the settings of a folder in Restricted Mode, where view and Verify work", async () => {
    await second.page.locator(".statusbar").getByText("Restricted Mode").waitFor();
    await second.page.getByText(title).waitFor();
    await second.row(/^prod, one, not checked yet/).waitFor();
    await verifiesOwnList();
  });

  it("takes none from a trusted folder either", async () => {
    await second.trustFolder();
    await verifiesOwnList();
  });

  it("shows in every window at once what is added and removed in one", async () => {
    await second.run("Add Server…");
    await second.answer("Paste the address", other.httpUrl);
    await second.answer("Press Enter again", other.httpUrl);
    await second.answer("A short name", "another");
    await workbench.row(/^server another, .*no keys yet/).waitFor(soon);
    await second.asked("A name for this key");
    await second.escape();
    await workbench.contextMenu(workbench.row(/^server another/), "Remove…");
    await workbench.press("Remove");
    await second.row(/^server another/).waitFor({ state: "detached", ...soon });
    await workbench.row(/^server another/).waitFor({ state: "detached" });
    await second.row(/^server prod/).waitFor();
  });
}
