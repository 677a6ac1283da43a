import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { FileWatch } from "../../../src/adapters/fileWatch.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

describe("a watched file", () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let folder: string;
  let clock: FakeClock;
  let watch: FileWatch;
  let told: number;
  let watcher: vscode.FileSystemWatcher;
  /** The files of the folder that VS Code has told of, to whomever. */
  let seen: string[];

  beforeEach(async () => {
    home = temporaryDirectory("watch");
    folder = join(home.path, "shared");
    clock = new FakeClock();
    [told, seen] = [0, []];
    const uri = vscode.Uri.file(folder);
    watch = new FileWatch(uri, "index.json", clock);
    watch.onDidChange(() => told++);
    // VS Code does not watch for a folder that is not there. Made by the watch under test, it is there in a moment.
    while (!existsSync(folder)) await delay(5);
    watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, "*.json"));
    const noted = ({ path }: vscode.Uri): unknown => seen.push(path.slice(path.lastIndexOf("/") + 1));
    watcher.onDidCreate(noted);
    watcher.onDidChange(noted);
    watcher.onDidDelete(noted);
  });
  afterEach(async () => {
    watch.dispose();
    watcher.dispose();
    await home[Symbol.asyncDispose]();
  });

  /** As another window does: beside the file, and then moved into place. */
  async function write(name: string): Promise<void> {
    await writeFile(join(folder, "part"), String(Math.random()));
    await rename(join(folder, "part"), join(folder, name));
  }
  /** Does it until VS Code has told of the file: nothing says when its watch begins, and one that is busy it puts off. */
  async function until(name: string, action: (name: string) => Promise<void>): Promise<void> {
    const before = count(name);
    for (let tries = 0; count(name) === before; tries++) {
      if (tries % 50 === 0) await action(name);
      await delay(20);
    }
  }
  const written = (name: string): Promise<void> => until(name, write);
  const count = (name: string): number => seen.filter((each) => each === name).length;

  it("tells that it was written, also for the first time", async () => {
    await written("index.json");
    clock.advance(100);
    assert.equal(told, 1);
  });

  it("tells that it was deleted", async () => {
    await written("index.json");
    clock.advance(100);
    await until("index.json", (name) => rm(join(folder, name), { force: true }));
    clock.advance(100);
    assert.equal(told, 2);
  });

  it("tells of a burst once, 100 ms after it began", async () => {
    await written("index.json");
    clock.advance(99);
    await written("index.json");
    await written("index.json");
    assert.equal(told, 0);
    clock.advance(1);
    assert.equal(told, 1);
    clock.advance(1_000);
    assert.equal(told, 1);
  });

  it("tells of the next burst again", async () => {
    await written("index.json");
    clock.advance(100);
    await written("index.json");
    clock.advance(100);
    assert.equal(told, 2);
  });

  it("tells of no other file", async () => {
    await written("consents.json");
    assert.equal(clock.pending, 0);
  });

  it("tells nothing after it was disposed", async () => {
    await written("index.json");
    clock.advance(100);
    watch.dispose();
    await written("index.json");
    assert.equal(clock.pending, 0);
  });

  it("does not tell what was gathered when it was disposed", async () => {
    await written("index.json");
    watch.dispose();
    assert.equal(clock.pending, 0);
  });
});
