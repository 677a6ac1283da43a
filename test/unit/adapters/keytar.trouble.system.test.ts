import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onPath } from "../../../scripts/setup/run.mjs";
import { troubleOf, type StoreTrouble } from "../../../src/core/stores/storeTrouble.ts";
import { startChild } from "../../support/host/child.ts";
import { startKeyring, unlockKeyring, type Environment } from "../../support/keyring/keyring.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const exec = promisify(execFile);
const prebuilds = fileURLToPath(new URL("../../../node_modules/keytar/prebuilds", import.meta.url));
const target = `${process.platform}-${process.arch}`;
const script = fileURLToPath(new URL("children/keytarCalls.ts", import.meta.url));

/** A process that uses the store of this environment, started now. */
function startUser(env: Environment, directory = prebuilds) {
  const child = spawn(process.execPath, [script, directory], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const answers = createInterface(child.stdout);
  const ask = async (call: string): Promise<string> => {
    const line = once(answers, "line");
    child.stdin.write(`${call}\n`);
    return String(await line);
  };
  return {
    /** What the store says to this operation is this trouble. */
    async assertTrouble(operation: string, trouble: StoreTrouble): Promise<void> {
      const answer = await ask(`raw ${operation}`);
      assert.match(answer, /^unavailable: /, operation);
      const detail = answer.slice("unavailable: ".length);
      assert.equal(troubleOf({ kind: "unavailable", detail }), trouble, `${operation}: ${detail}`);
    },
    async assertSays(operation: string, answer: string): Promise<void> {
      assert.equal(await ask(`raw ${operation}`), answer, operation);
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A bus that starts the keyring by this program, which is no keyring. */
async function startBus(env: Environment, keyringProgram: string) {
  const directory = String(env.XDG_RUNTIME_DIR);
  const service = `[D-BUS Service]\nName=org.freedesktop.secrets\nExec=${keyringProgram}\n`;
  await writeFile(join(directory, "org.freedesktop.secrets.service"), service);
  const rules = '<allow user="*"/><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/>';
  const policy = `<policy context="default">${rules}</policy>`;
  const listen = `<listen>unix:dir=${directory}</listen><servicedir>${directory}</servicedir>`;
  const configuration = join(directory, "bus.conf");
  await writeFile(configuration, `<busconfig><type>session</type>${listen}${policy}</busconfig>`);
  const args = [`--config-file=${configuration}`, "--print-address", "--nofork"];
  const bus = startChild("dbus-daemon", args, { env: { ...process.env, ...env } });
  const [address] = await bus.says(/unix:\S+/);
  return { env: { ...env, DBUS_SESSION_BUS_ADDRESS: address }, [Symbol.asyncDispose]: () => bus.stop() };
}

/** A keyring's daemon on this bus: as after its login, but with nothing unlocked. */
async function startDaemon(env: Environment) {
  const args = ["--foreground", "--components=secrets"];
  await using made = new AsyncDisposableStack();
  const daemon = made.use(startChild("gnome-keyring-daemon", args, { env: { ...process.env, ...env } }));
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await delay(20)) {
    if ((await askBus(env, "NameHasOwner", "org.freedesktop.secrets")).includes("true")) return made.move();
  }
  throw new Error(`gnome-keyring-daemon does not come up:\n${daemon.output()}`);
}

/** Ends what owns this name on the bus, without a farewell. */
async function kill(env: Environment, name: string): Promise<void> {
  const [pid] = /(?<=uint32 )\d+/.exec(await askBus(env, "GetConnectionUnixProcessID", name)) ?? [];
  process.kill(Number(pid), "SIGKILL");
}

async function askBus(env: Environment, method: string, name: string): Promise<string> {
  const call = ["--dest=org.freedesktop.DBus", "/", `org.freedesktop.DBus.${method}`, `string:${name}`];
  const args = ["--session", "--print-reply", ...call];
  return (await exec("dbus-send", args, { env: { ...process.env, ...env } })).stdout;
}

/** The set-up of `npm test` installs them; elsewhere than on Linux there is no such keyring. */
const programs = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"];
const hasKeyring = ["linux-x64", "linux-arm64"].includes(target) && programs.every(onPath);

(hasKeyring ? describe : () => undefined)("The trouble that a real store says it is in", function () {
  this.timeout(30_000);
  const operations = ["get", "set", "delete"];

  for (const address of [undefined, "disabled:", "unix:path=/nonexistent/bus"]) {
    it(`no bus: its address is ${address ?? "not set"}`, async () => {
      await using keyring = await startKeyring("none");
      await using user = startUser({ ...keyring.env, DBUS_SESSION_BUS_ADDRESS: address });
      for (const operation of operations) await user.assertTrouble(operation, "no-bus");
    });
  }

  it("no bus: there is a display, and no dbus-launch to start one on it", async () => {
    await using keyring = await startKeyring("none");
    await using user = startUser({ ...keyring.env, DISPLAY: ":99", PATH: "/nonexistent" });
    await user.assertTrouble("get", "no-bus");
  });

  it("a library that is not installed, and a file that is none", async () => {
    await using directory = temporaryDirectory("keytar");
    await using keyring = await startKeyring("none");
    await mkdir(join(directory.path, target));
    const file = join(directory.path, target, "keytar.node");
    await using user = startUser(keyring.env, directory.path);
    await user.assertTrouble("get", "bad-binary");
    await writeFile(file, "not a library");
    await user.assertTrouble("get", "bad-binary");
    // A libsecret that no machine has: the same length, so that the file stays sound.
    const native = await readFile(join(prebuilds, target, "keytar.node"), "latin1");
    await writeFile(file, native.replaceAll("libsecret-1.so.0", "libsecret-1.so.9"), "latin1");
    await user.assertTrouble("get", "no-library");
  });

  it("a keyring that is locked", async () => {
    await using keyring = await startKeyring("locked");
    await using user = startUser(keyring.env);
    await user.assertTrouble("set", "locked");
  });

  it("a keyring that ends: none, and lost for those who used it, also when it is there again", async () => {
    await using keyring = await startKeyring("unlocked");
    await using user = startUser(keyring.env);
    await user.assertSays("set", "nothing");
    await kill(keyring.env, "org.freedesktop.secrets");
    await user.assertTrouble("get", "disconnected");
    await user.assertTrouble("delete", "disconnected");
    await user.assertTrouble("set", "no-service");
    await using other = startUser(keyring.env);
    for (const operation of operations) await other.assertTrouble(operation, "no-service");

    await using restarted = new AsyncDisposableStack();
    restarted.use(await startDaemon(keyring.env));
    await unlockKeyring(keyring.env);
    for (const operation of operations) await user.assertTrouble(operation, "disconnected");
    await other.assertSays("get", "another key");
  });

  it("a second collection that is locked and holds a key: listing ends, and nothing else", async () => {
    await using keyring = await startKeyring("unlocked");
    await using before = startUser(keyring.env);
    await before.assertSays("set", "nothing");
    await kill(keyring.env, "org.freedesktop.secrets");
    const keyrings = join(String(keyring.env.XDG_DATA_HOME), "keyrings");
    await copyFile(join(keyrings, "login.keyring"), join(keyrings, "second.keyring"));
    await using restarted = new AsyncDisposableStack();
    restarted.use(await startDaemon(keyring.env));
    await unlockKeyring(keyring.env);
    await using user = startUser(keyring.env);
    await user.assertSays("list", "unavailable: Listing what the keyring holds ended with SIGSEGV.");
    await user.assertSays("get", "another key");
  });

  it("a bus that ends: lost for those who used it, and none for others", async () => {
    await using keyring = await startKeyring("unlocked");
    await using user = startUser(keyring.env);
    await user.assertSays("set", "nothing");
    await kill(keyring.env, "org.freedesktop.DBus");
    for (const operation of operations) await user.assertTrouble(operation, "disconnected");
    await using other = startUser(keyring.env);
    for (const operation of operations) await other.assertTrouble(operation, "no-bus");
  });

  for (const program of ["/bin/false", "/nonexistent/keyring"]) {
    it(`a keyring that does not start: ${program}`, async () => {
      await using none = await startKeyring("none");
      await using bus = await startBus(none.env, program);
      await using user = startUser(bus.env);
      for (const operation of operations) await user.assertTrouble(operation, "not-started");
    });
  }

  it("a keyring without a default collection takes nothing, and seems empty", async () => {
    await using none = await startKeyring("none");
    await using bus = await startBus(none.env, "/bin/false");
    await using started = new AsyncDisposableStack();
    started.use(await startDaemon(bus.env));
    await using user = startUser(bus.env);
    await user.assertTrouble("set", "no-collection");
    await user.assertSays("get", "nothing");
    await user.assertSays("delete", "false");
  });
});
