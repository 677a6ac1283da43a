import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { KeytarStore } from "../../../src/adapters/keytar.ts";
import { accountOf } from "../../../src/core/names.ts";
import { aSecret } from "../../support/fakes/factories.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { extension, setServers, verify } from "../support/editor.ts";

const SCHEME = "servicedesk-plus-activity";

describe("the activity, inside VS Code", () => {
  let sdp: Sdp;
  const refused = aSecret();

  before(async () => {
    sdp = await startSdp();
    const { extensionPath } = await extension();
    const store = new KeytarStore(join(extensionPath, "dist/keytar"), join(extensionPath, "dist/list-keyring.cjs"));
    await store.set(accountOf("noted", "dead", sdp.origin), refused);
    const tls = { pin: `sha256/${sdp.fingerprint}` };
    await setServers({ noted: { url: sdp.url, tls, keys: { dead: {}, gone: {} } } });
  });

  afterEach(async () => {
    await setEnabled(undefined);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  after(async () => {
    await setServers(undefined);
    await sdp.close();
  });

  function setEnabled(value: boolean | undefined): Thenable<void> {
    const settings = vscode.workspace.getConfiguration("servicedeskPlus");
    return settings.update("activity.enabled", value, vscode.ConfigurationTarget.Global);
  }

  /** The document as it is shown, as soon as it fits; the mocha limit ends the waiting. */
  async function shownWhen(fits: (text: string) => boolean): Promise<string> {
    await vscode.commands.executeCommand("servicedeskPlus.showActivity");
    const { document } = vscode.window.activeTextEditor ?? assert.fail("no document is shown");
    assert.equal(document.uri.scheme, SCHEME);
    if (fits(document.getText())) return document.getText();
    return new Promise((resolve) => {
      const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || !fits(document.getText())) return;
        subscription.dispose();
        resolve(document.getText());
      });
    });
  }

  /** All that was noted by then. */
  async function copied(): Promise<string> {
    await vscode.commands.executeCommand("servicedeskPlus.copyActivity");
    return vscode.env.clipboard.readText();
  }

  /** Where the extension keeps it: beside the user's settings.json. */
  async function activityFile(): Promise<string> {
    await vscode.commands.executeCommand("workbench.action.openSettingsJson");
    const settings = vscode.window.activeTextEditor?.document.uri ?? assert.fail("settings.json does not open");
    const { id } = await extension();
    return vscode.Uri.joinPath(settings, "../globalStorage", id, "activity.json").fsPath;
  }

  const rounds = (text: string): number => text.split("\n").filter((line) => line.includes("2 keys: ")).length;

  it("shows a round that a person asked for, and the next while it is open", async () => {
    await verify("verifyAll");
    const before = rounds(await copied());
    const first = await shownWhen((text) => rounds(text) === before);
    assert.match(first, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}you +Verify +all +done +2 keys: 1 invalid, 1 missing\n/);
    const second = shownWhen((text) => rounds(text) > before);
    await verify("verifyAll");
    assert.equal(rounds(await second), before + 1);
  });

  it("names the server and the key", async () => {
    await verify("verifyServer", "noted");
    await verify("verifyKey", "noted", "dead");
    const text = await shownWhen((shown) => shown.includes("noted/dead"));
    assert.match(text, /you +Verify +noted\/dead +done +invalid\n/);
    assert.match(text, /you +Verify +noted +done +2 keys: 1 invalid, 1 missing\n/);
  });

  it("goes to the clipboard as it is shown", async () => {
    await verify("verifyKey", "noted", "gone");
    const text = await shownWhen((shown) => shown.includes("noted/gone"));
    assert.equal(await copied(), text);
  });

  it("says that it is switched off, and notes nothing then", async () => {
    await verify("verifyAll");
    const before = await copied();
    await setEnabled(false);
    await verify("verifyAll");
    assert.equal(await copied(), before);
    const text = await shownWhen((shown) => shown.startsWith("Activity is switched off."));
    assert.match(text, /^.* change the setting servicedeskPlus\.activity\.enabled\.\n\n\d/);
  });

  it("holds no key, in the document and in the file", async () => {
    await verify("verifyKey", "noted", "dead");
    const text = await shownWhen((shown) => shown.includes("noted/dead"));
    for (const sink of [text, await readFile(await activityFile(), "utf8")]) {
      assert.ok(sink.includes("dead"));
      assert.equal(sink.includes(refused.reveal().slice(0, 8)), false);
    }
  });
});
