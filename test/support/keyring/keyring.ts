// A private Secret Service (D-Bus and gnome-keyring) with its own home directory: nothing touches the user's keyring.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { startChild, type Child } from "../host/child.ts";
import { temporaryDirectory } from "../temporary.ts";
import { unlockLogin } from "./control.ts";

const exec = promisify(execFile);

/** Variables to lay over an environment; undefined takes one away. */
export type Environment = Record<string, string | undefined>;

/** `unlocked` and `locked` are a keyring that has the collection `login`; `none` is a session without D-Bus. */
export type KeyringState = "unlocked" | "locked" | "none";

export interface Keyring extends AsyncDisposable {
  /** What a program needs to use this keyring. */
  readonly env: Environment;
  /** Locks the collection, as the desktop does. @throws {Error} with state `none`. */
  lock(): Promise<void>;
  /** Unlocks it, as a login does. @throws {Error} with state `none`, and when the keyring refuses. */
  unlock(): Promise<void>;
  /** Ends the daemon as a crash does; the bus and what was stored stay. @throws {Error} with state `none`. */
  crash(): Promise<void>;
  /** Starts it after that, unlocked. Who used the one before does not reach it (docs/platform.md 3). */
  restart(): Promise<void>;
}

const password = "keyring";
const secrets = "org.freedesktop.secrets";
const login = "/org/freedesktop/secrets/collection/login";

/** A bus that starts no service by itself: the desktop's own would bring up a second, locked keyring. */
const busConfiguration = (directory: string) => `<busconfig>
  <type>session</type>
  <listen>unix:dir=${directory}</listen>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** Starts a keyring in this state. Disposing ends it and deletes its directory. */
export async function startKeyring(state: KeyringState): Promise<Keyring> {
  await using made = new AsyncDisposableStack();
  const home = made.use(temporaryDirectory("keyring")).path;
  const env = state === "none" ? await withoutBus(home) : await startBus(home, made);
  let daemon = state === "none" ? undefined : made.use(await startDaemon(env));
  if (state === "locked") await lockKeyring(env);
  const owned = made.move();
  return {
    env,
    lock: () => lockKeyring(env),
    unlock: () => unlockKeyring(env),
    crash: async () => {
      if (daemon === undefined) throw new Error("there is no daemon");
      process.kill(daemon.pid, "SIGKILL");
      await daemon.ended;
    },
    restart: async () => void (daemon = owned.use(await startDaemon(env))),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Locks the collection of the keyring in this environment. @throws {Error} when there is none or it stays unlocked. */
export async function lockKeyring(env: Environment): Promise<void> {
  await call(env, secrets, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", `array:objpath:${login}`);
  if ((await isLocked(env)) !== true) throw new Error("the keyring did not lock");
}

/** Unlocks it. @throws {Error} when there is none or it refuses. */
export async function unlockKeyring(env: Environment): Promise<void> {
  await unlockLogin(join(env.XDG_RUNTIME_DIR ?? "", "keyring/control"), password);
}

async function withoutBus(home: string): Promise<Environment> {
  const runtime = join(home, "run");
  await mkdir(runtime, { mode: 0o700 });
  return {
    HOME: home,
    XDG_DATA_HOME: join(home, "data"),
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_RUNTIME_DIR: runtime,
    DBUS_SESSION_BUS_ADDRESS: undefined,
    DISPLAY: undefined,
    WAYLAND_DISPLAY: undefined,
  };
}

async function startBus(home: string, made: AsyncDisposableStack): Promise<Environment> {
  const base = await withoutBus(home);
  const configuration = join(home, "bus.conf");
  await writeFile(configuration, busConfiguration(join(home, "run")));
  const bus = made.use(
    startChild("dbus-daemon", [`--config-file=${configuration}`, "--print-address", "--nofork"], {
      env: { ...process.env, ...base },
    }),
  );
  const [address] = await bus.says(/unix:\S+/);
  return { ...base, DBUS_SESSION_BUS_ADDRESS: address };
}

/** An unlocked keyring on the bus of this environment. */
async function startDaemon(env: Environment): Promise<Child> {
  const args = ["--foreground", "--unlock", "--components=secrets"];
  const daemon = startChild("gnome-keyring-daemon", args, { env: { ...process.env, ...env }, stdin: password });
  await untilServed(env, daemon).catch(async (error: unknown) => {
    await daemon.stop();
    throw error;
  });
  return daemon;
}

/** Waits until the daemon has put its collection on the bus. @throws {Error} with its output after 10 s. */
async function untilServed(env: Environment, daemon: Child): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await delay(20)) {
    const owned = await call(
      env,
      "org.freedesktop.DBus",
      "/",
      "org.freedesktop.DBus.NameHasOwner",
      `string:${secrets}`,
    );
    if (owned.includes("true") && (await isLocked(env)) === false) return;
  }
  throw new Error(`gnome-keyring-daemon does not serve ${secrets}:\n${daemon.output()}`);
}

/** Whether the collection is locked; undefined when it is not there. */
async function isLocked(env: Environment): Promise<boolean | undefined> {
  const get = ["string:org.freedesktop.Secret.Collection", "string:Locked"];
  const reply = await call(env, secrets, login, "org.freedesktop.DBus.Properties.Get", ...get).catch(() => "");
  return reply ? reply.includes("boolean true") : undefined;
}

/** Calls a method on the session bus. @returns the reply as dbus-send prints it @throws {Error} when it is refused. */
async function call(env: Environment, service: string, path: string, ...method: string[]): Promise<string> {
  const args = ["--session", "--print-reply", "--reply-timeout=5000", `--dest=${service}`, path, ...method];
  return (await exec("dbus-send", args, { env: { ...process.env, ...env } })).stdout;
}
