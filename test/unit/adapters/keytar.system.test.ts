import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onPath } from "../../../scripts/setup/run.mjs";
import { startKeyring, type Environment, type KeyringState } from "../../support/keyring/keyring.ts";
import { secretTool } from "../../support/keyring/secretTool.ts";
import { keyText } from "../../support/fakes/factories.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const ACCOUNT = "prod/key-0@https://sdp.example.com";
const LOCKED = "unavailable: Cannot create an item in a locked collection";
const CRASHED = "unavailable: Listing what the keyring holds ended with SIGSEGV.";
const NO_DBUS = "unavailable: Cannot autolaunch D-Bus without X11 $DISPLAY";
const prebuilds = fileURLToPath(new URL("../../../node_modules/keytar/prebuilds", import.meta.url));
const target = `${process.platform}-${process.arch}`;
const script = fileURLToPath(new URL("children/keytarCalls.ts", import.meta.url));

/** A private keyring in this state, and a process that uses it. */
async function startSession(state: KeyringState, directory = prebuilds) {
  await using made = new AsyncDisposableStack();
  const keyring = made.use(await startKeyring(state));
  const child = spawn(process.execPath, [script, directory], {
    env: { ...process.env, ...keyring.env },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "exit").then(([code, signal]) => `ended: ${code ?? signal}`);
  made.defer(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const answers = createInterface(child.stdout);
  const owned = made.move();
  return {
    keyring,
    /** Has the process make this call, and expects this answer. */
    async assertSays(call: string, answer: string): Promise<void> {
      const line = once(answers, "line").then(([text]) => String(text));
      child.stdin.write(`${call}\n`);
      assert.equal(await Promise.race([line, ended]), answer, call);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Stores an item of ours that keytar's schema allows and keytar does not expect: without an account. */
async function storeWithoutAccount(env: Environment): Promise<void> {
  const attributes = ["service", "servicedesk-plus-keys", "xdg:schema", "org.freedesktop.Secret.Generic"];
  const stored = promisify(execFile)("secret-tool", ["store", "--label=ours", ...attributes], {
    env: { ...process.env, ...env },
  });
  stored.child.stdin?.end(keyText());
  await stored;
}

/** The set-up of `npm test` installs them; elsewhere than on Linux there is no such keyring. */
const programs = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool"];
const hasKeyring = ["linux-x64", "linux-arm64"].includes(target) && programs.every(onPath);

(hasKeyring ? describe : () => undefined)("KeytarStore with the real native file", function () {
  this.timeout(30_000);

  for (const store of ["raw", "guarded"]) {
    it(`${store}: stores, reads and deletes in an unlocked keyring`, async () => {
      await using session = await startSession("unlocked");
      await session.assertSays(`${store} get`, "nothing");
      await session.assertSays(`${store} delete`, "false");
      await session.assertSays(`${store} set`, "nothing");
      await session.assertSays(`${store} get`, "the key");
      assert.notEqual(await secretTool(session.keyring.env, ACCOUNT), undefined);
      await session.assertSays(`${store} delete`, "true");
      assert.equal(await secretTool(session.keyring.env, ACCOUNT), undefined);
    });
  }

  for (const store of ["raw", "guarded"]) {
    it(`${store}: lists what is stored, and nothing else`, async () => {
      await using session = await startSession("unlocked");
      await session.assertSays(`${store} list`, "no items");
      await session.assertSays(`${store} set`, "nothing");
      await session.assertSays(`${store} list`, `${ACCOUNT}: the key`);
      await session.assertSays(`${store} delete`, "true");
      await session.assertSays(`${store} list`, "no items");
    });
  }

  it("guarded: lists in a locked keyring nothing that would end the process, and all when it is unlocked", async () => {
    await using session = await startSession("unlocked");
    await session.assertSays("guarded set", "nothing");
    await session.keyring.lock();
    await session.assertSays("guarded list", LOCKED);
    await session.assertSays("guarded list 20", LOCKED);
    await session.keyring.unlock();
    await session.assertSays("guarded list", `${ACCOUNT}: the key`);
  });

  for (const store of ["raw", "guarded"]) {
    it(`${store}: an item without an account ends the listing, and not the process`, async () => {
      await using session = await startSession("unlocked");
      await storeWithoutAccount(session.keyring.env);
      await session.assertSays(`${store} set`, "nothing");
      await session.assertSays(`${store} list`, CRASHED);
      await session.assertSays(`${store} get`, "the key");
    });
  }

  it("raw: a locked keyring seems empty to a read and a delete, and refuses a write", async () => {
    await using session = await startSession("locked");
    await session.assertSays("raw get", "nothing");
    await session.assertSays("raw delete", "false");
    await session.assertSays("raw set", LOCKED);
  });

  it("guarded: a locked keyring is unavailable for all, and works when it is unlocked", async () => {
    await using session = await startSession("locked");
    await session.assertSays("guarded get", LOCKED);
    await session.assertSays("guarded delete", LOCKED);
    await session.assertSays("guarded set", LOCKED);
    await session.keyring.unlock();
    await session.assertSays("guarded set", "nothing");
    await session.assertSays("guarded get", "the key");
  });

  it("guarded: a keyring that gets locked does not hang, however many keys are read at once", async () => {
    await using session = await startSession("unlocked");
    await session.assertSays("guarded set 100", "nothing");
    await session.assertSays("guarded get 100", "the key");
    await session.keyring.lock();
    await session.assertSays("guarded get 100", LOCKED);
    await session.keyring.unlock();
    await session.assertSays("guarded get 100", "the key");
  });

  for (const operation of ["get", "set", "delete", "list"]) {
    it(`without D-Bus ${operation} is unavailable, in the system's words`, async () => {
      await using session = await startSession("none");
      await session.assertSays(`raw ${operation}`, NO_DBUS);
      await session.assertSays(`guarded ${operation}`, NO_DBUS);
    });
  }

  it("a file that is missing or broken is unavailable in the loader's words, until it is there", async () => {
    await using directory = temporaryDirectory("keytar");
    const file = join(directory.path, target, "keytar.node");
    await using session = await startSession("none", directory.path);
    await session.assertSays("raw get", `unavailable: Cannot find module '${file}'`);
    await mkdir(join(directory.path, target));
    await writeFile(file, "not a library");
    await session.assertSays("raw get", `unavailable: ${file}: file too short`);
    await copyFile(join(prebuilds, target, "keytar.node"), file);
    await session.assertSays("raw get", NO_DBUS);
  });
});
