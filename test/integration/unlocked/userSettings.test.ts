import assert from "node:assert/strict";
import { readFile, rename, writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import { UserSettings } from "../../../src/adapters/userSettings.ts";
import type { ConfigPath, EditFailure, Log } from "../../../src/core/ports.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const url = "https://sdp.example.com";
/** What the tests put into settings.json; the layout is part of it. */
const entry = `  "servicedeskPlus.servers": {
    // the one in Köln
    "prod": { "url": "${url}", "later": [1,2],  "keys": { "ci": {} } }, // stays
  },`;
const list = { prod: { url, later: [1, 2], keys: { ci: {} } } };

describe("the list of servers in the user's settings", () => {
  let file: string;
  let storage: vscode.Uri;
  let original: string;
  let written: string;
  let made: UserSettings[] = [];

  const open = (lock = new FakeLock()): UserSettings => {
    const settings = new UserSettings(storage, lock, log);
    made.push(settings);
    return settings;
  };
  /** Above this storage is no settings.json. */
  const elsewhere = (): UserSettings => {
    const settings = new UserSettings(vscode.Uri.joinPath(storage, "elsewhere/twice/over"), new FakeLock(), log);
    made.push(settings);
    return settings;
  };
  const onDisk = (): Promise<string> => readFile(file, "utf8");
  const inForce = (): unknown => vscode.workspace.getConfiguration("servicedeskPlus").inspect("servers")?.globalValue;

  /** From outside, as another program does; ends when the list says so. */
  const write = async (settings: UserSettings, text: string, value: unknown): Promise<void> => {
    const seen = readsAs(settings, value);
    await put(text);
    await seen;
  };
  /** Whole at once: VS Code offers a reload when it sees the other settings go. */
  const put = async (text: string): Promise<void> => {
    await writeFile(`${file}.part`, text);
    await rename(`${file}.part`, file);
  };
  const withSettings = (settings: string): string => original.replace(/\n\}\s*$/, `,\n${settings}\n}\n`);

  before(async () => {
    await vscode.commands.executeCommand("workbench.action.openSettingsJson");
    const uri = vscode.window.activeTextEditor?.document.uri;
    assert.ok(uri);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    file = uri.fsPath;
    storage = vscode.Uri.joinPath(uri, "../globalStorage/test.of-this");
    await vscode.workspace.getConfiguration("files").update("autoSave", "off", vscode.ConfigurationTarget.Global);
    original = await onDisk();
    written = withSettings(entry);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    const [settings] = made;
    if (settings) await write(settings, original, undefined);
    for (const each of made) each.dispose();
    made = [];
  });

  after(() =>
    vscode.workspace.getConfiguration("files").update("autoSave", undefined, vscode.ConfigurationTarget.Global),
  );

  it("is at first what the editor holds, as plain data", async () => {
    const value = { prod: { url, keys: {} } };
    await configure(value);
    const read = open().read() as { prod: { url: string } };
    assert.deepEqual(read, value);
    read.prod.url = "changed";
    assert.deepEqual(open().read(), value);
    await configure(undefined);
  });

  it("follows the editor at once", async () => {
    const settings = open();
    await configure({ prod: { url } });
    assert.deepEqual(settings.read(), { prod: { url } });
    await configure(undefined);
    assert.equal(settings.read(), undefined);
  });

  it("follows the file, however it is written", async () => {
    const settings = open();
    await write(settings, written, list);
    const seen = readsAs(settings, { a: 1 });
    await writeFile(file, withSettings('  "servicedeskPlus.servers": {"a": 1}'));
    await seen;
  });

  it("keeps what it was while the file is broken", async () => {
    const settings = open();
    await write(settings, written, list);
    await configured(list);
    await vscode.commands.executeCommand("workbench.action.openSettingsJson");
    const broken = { ...list, half: {} };
    const applied = configured(broken);
    await put(written.replace("// stays\n  },", '// stays\n "half": {} },').replace(/\}\s*$/, ""));
    await applied;
    await settled(settings);
    assert.deepEqual([settings.read(), await settings.readNow()], [list, list]);
  });

  it("read at this moment is what the file says, and counts from then on, with one event", async () => {
    const settings = open();
    // A value of its own: what another test wrote may still be in force, or come into force late.
    const at = (port: number): string => written.replace(url, `${url}:${port}`);
    const listAt = (port: number) => ({ prod: { ...list.prod, url: `${url}:${port}` } });
    await write(settings, at(1), listAt(1));
    let events = 0;
    settings.onDidChange(() => events++);
    await put(at(2));
    const read = (await settings.readNow()) as typeof list;
    assert.deepEqual([read, settings.read()], [listAt(2), listAt(2)]);
    read.prod.url = "changed";
    assert.deepEqual(await settings.readNow(), listAt(2));
    assert.equal(events, 1);
  });

  describe("an edit", () => {
    let settings: UserSettings;
    const edit = (path: string, value: unknown, onlyIfAbsent?: ConfigPath) =>
      settings.edit([{ path: path.split("/"), value }], { onlyIfAbsent });
    const rename = (path: string, to: string) => settings.edit([{ path: path.split("/"), rename: to }]);
    const start = async (text = written): Promise<void> => {
      settings = open();
      await write(settings, text, list);
    };
    const assertRefused = async (kind: EditFailure["kind"], outcome: ReturnType<typeof edit>): Promise<void> => {
      const result = await outcome;
      assert.equal(result.ok ? "written" : result.reason.kind, kind);
    };

    it("changes that property's bytes alone, at once, with one event, and comes into force", async () => {
      await start(written.replaceAll("\n", "\r\n"));
      let events = 0;
      settings.onDidChange(() => events++);
      const edited = { prod: { ...list.prod, verify: false } };
      const applied = configured(edited);
      assert.deepEqual(await edit("prod/verify", false), { ok: true, value: undefined });
      assert.equal(events, 1);
      assert.deepEqual(settings.read(), edited);
      const expected = written.replace('{ "ci": {} } }', '{ "ci": {} }, "verify": false }').replaceAll("\n", "\r\n");
      assert.equal(await onDisk(), expected);
      await applied;
      await settled(settings);
      assert.equal(events, 1);
    });

    it("is not taken back by the editor, which applies an earlier one later", async () => {
      await start();
      await configured(list);
      const seen: unknown[] = [];
      settings.onDidChange(() => seen.push(settings.read()));
      const first = { prod: { ...list.prod, verify: false } };
      const second = { prod: { ...list.prod, verify: true } };
      await edit("prod/verify", false);
      await edit("prod/verify", true);
      await configured(second);
      await settled(settings);
      assert.deepEqual(seen, [first, second]);
    });

    it("shows in every window", async () => {
      await start();
      const other = open();
      const seen = readsAs(other, { prod: { url, later: [1, 2], keys: {} } });
      await edit("prod/keys/ci", undefined);
      await seen;
    });

    it("shows in the open document at once", async () => {
      await start();
      await vscode.commands.executeCommand("workbench.action.openSettingsJson");
      const document = vscode.window.activeTextEditor?.document;
      assert.ok(document);
      await edit("fresh", { url });
      assert.equal(document.getText(), await onDisk());
      assert.equal(document.isDirty, false);
    });

    it("is made in the file as it is at that moment", async () => {
      await start();
      await put(written.replace("// stays", "// stays, still"));
      await edit("prod/keys/ci/expires", "never");
      assert.match(await onDisk(), /"expires": "never"[^]*\/\/ stays, still/);
    });

    it("makes the setting where there is none", async () => {
      settings = open();
      await put(original);
      assert.deepEqual(await edit("prod", { url }, ["prod"]), { ok: true, value: undefined });
      assert.deepEqual(settings.read(), { prod: { url } });
      const added = `  "servicedeskPlus.servers": {\n    "prod": {\n      "url": "${url}"\n    }\n  }`;
      assert.equal(await onDisk(), withSettings(added));
    });

    it("goes through the editor where the file cannot be had", async () => {
      await start();
      await configured(list);
      settings = elsewhere();
      await assertRefused("taken", edit("prod", {}, ["prod"]));
      assert.deepEqual(await edit("prod/later", undefined), { ok: true, value: undefined });
      assert.deepEqual(settings.read(), { prod: { url, keys: { ci: {} } } });
      assert.deepEqual(JSON.parse(JSON.stringify(inForce())), settings.read());
      assert.equal(await settings.locate([[]]), undefined);
    });

    it("renames a property and leaves what is in it, at once and in force", async () => {
      await start();
      const renamed = { prod: { ...list.prod, keys: { build: {} } } };
      const applied = configured(renamed);
      assert.deepEqual(await rename("prod/keys/ci", "build"), { ok: true, value: undefined });
      assert.deepEqual(settings.read(), renamed);
      assert.equal(await onDisk(), written.replace('"ci"', '"build"'));
      await applied;
    });

    it("renames through the editor where the file cannot be had", async () => {
      await start();
      await configured(list);
      settings = elsewhere();
      await assertRefused("absent", rename("test", "prod"));
      assert.deepEqual(await rename("prod", "test"), { ok: true, value: undefined });
      assert.deepEqual([settings.read(), await settings.readNow()], [{ test: list.prod }, { test: list.prod }]);
      assert.deepEqual(JSON.parse(JSON.stringify(inForce())), { test: list.prod });
    });

    it("renames nothing that is not there", async () => {
      await start();
      await assertRefused("absent", rename("prod/keys/none", "build"));
      assert.equal(await onDisk(), written);
    });

    it("is made under the lock that is held", async () => {
      const lock = new FakeLock();
      settings = open(lock);
      await write(settings, written, list);
      const within = new FakeLock();
      const path = ["prod", "verify"];
      assert.deepEqual(await settings.edit([{ path, value: false }], { within }), { ok: true, value: undefined });
      assert.deepEqual([lock.asked, within.asked], [0, 1]);
    });

    it("is not made over what is there already", async () => {
      await start();
      await assertRefused("taken", edit("prod", { url: "x" }, ["prod"]));
      assert.equal(await onDisk(), written);
    });

    it("is not made in a broken file", async () => {
      await start();
      const broken = written.replace(/\}\s*$/, "");
      await put(broken);
      await assertRefused("broken", edit("prod/verify", false));
      assert.equal(await onDisk(), broken);
    });

    it("is not made while the document is not saved", async () => {
      await start();
      await vscode.commands.executeCommand("workbench.action.openSettingsJson");
      const editor = vscode.window.activeTextEditor;
      await editor?.edit((change) => change.insert(new vscode.Position(0, 0), "// typed\n"));
      assert.equal(editor?.document.isDirty, true);
      await assertRefused("unsaved", edit("prod/verify", false));
      assert.equal(await onDisk(), written);
    });

    it("is not made without the lock", async () => {
      const lock = new FakeLock();
      lock.busy = "held by another window";
      settings = open(lock);
      await write(settings, written, list);
      assert.deepEqual(await edit("prod/verify", false), {
        ok: false,
        reason: { kind: "failed", detail: "held by another window" },
      });
      assert.equal(await onDisk(), written);
    });
  });

  describe("the place of a property", () => {
    const assertPlace = async (settings: UserSettings, path: ConfigPath, name: string): Promise<void> => {
      const located = await settings.locate([path]);
      const place = located?.places[0];
      assert.ok(located && place);
      assert.equal(vscode.Uri.parse(located.uri).fsPath, file);
      assert.equal(located.text.slice(place.name.start, place.name.end), name);
    };

    it("is in the file, and in the text not yet saved", async () => {
      const settings = open();
      await write(settings, written, list);
      await assertPlace(settings, ["prod", "keys", "ci"], '"ci"');
      await vscode.commands.executeCommand("workbench.action.openSettingsJson");
      const changed = until((listener) => settings.onDidChangeText(listener));
      await vscode.window.activeTextEditor?.edit((change) => change.insert(new vscode.Position(0, 0), "// typed\n"));
      await changed;
      assert.match((await settings.locate([]))?.text ?? "", /^\/\/ typed/);
      await assertPlace(settings, ["prod", "keys", "ci", "expires"], '"ci"');
    });
  });

  function configure(value: unknown): Thenable<void> {
    return vscode.workspace
      .getConfiguration("servicedeskPlus")
      .update("servers", value, vscode.ConfigurationTarget.Global);
  }

  /** Ends when the list is that. */
  async function readsAs(settings: UserSettings, list: unknown): Promise<void> {
    const is = (): boolean => JSON.stringify(settings.read()) === JSON.stringify(list);
    if (!is()) await until((listener) => settings.onDidChange(listener), is);
  }

  /** Ends when the editor itself has the value in force. */
  async function configured(value: unknown): Promise<void> {
    const is = (): boolean => JSON.stringify(inForce()) === JSON.stringify(value);
    if (!is()) await until(vscode.workspace.onDidChangeConfiguration, is);
  }
});

/** Ends after a reading that was begun before: this one begins later and takes the same steps. */
async function settled(settings: UserSettings): Promise<void> {
  await settings.locate([[]]);
}

/** Ends after an event by which the condition holds; the limit of the test ends the waiting. */
function until(listen: (listener: () => void) => { dispose(): unknown }, is = (): boolean => true): Promise<void> {
  return new Promise((resolve) => {
    const subscription = listen(() => {
      if (!is()) return;
      subscription.dispose();
      resolve();
    });
  });
}
