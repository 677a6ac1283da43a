// Running a program, and what is said when it cannot be done.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

/** A failure with a remedy: printed without a stack. */
export class SetupError extends Error {}

/** One short line for a step that takes time. @param {string} text */
export function say(text) {
  console.log(`set-up: ${text}`);
}

/**
 * Runs a program to its end, its output shown only when it fails.
 * @param {string} program @param {string[]} args @param {import("node:child_process").SpawnSyncOptions} [options]
 * @throws {SetupError} when it does not exit with 0.
 */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28, ...options });
  if (result.status === 0) return;
  const command = [program, ...args].join(" ");
  if (result.error) throw new SetupError(`${command}: ${result.error.message}`);
  const output = `${result.stdout}${result.stderr}`.trimEnd().split("\n").slice(-40).join("\n");
  throw new SetupError(`${output}\n${command}: ${result.signal ?? `exit code ${result.status}`}`);
}

/**
 * Runs npm with the given Node, so that what it installs and compiles fits that Node.
 * @param {string} node path of the Node binary
 * @param {string[]} args @param {{cwd: string, env?: Record<string, string>}} options
 * @throws {SetupError} when npm is not there or fails.
 */
export function runNpm(node, args, { cwd, env = {} }) {
  const cli = process.env.npm_execpath ?? "";
  const [program, first] = basename(cli) === "npm-cli.js" ? [node, [cli]] : ["npm", []];
  run(program, [...first, ...args], {
    cwd,
    env: {
      // A company's proxy may sign with a certificate that only the system knows.
      NODE_USE_SYSTEM_CA: "1",
      ...withNodeFirst(node),
      // What an npm around this script says of itself: code-server reads its Node's version from it.
      npm_config_user_agent: undefined,
      npm_config_local_prefix: undefined,
      ...env,
    },
    shell: program === "npm" && process.platform === "win32",
  });
}

/**
 * The environment with this Node's directory first on PATH.
 * @param {string} node path of the Node binary @returns {NodeJS.ProcessEnv}
 */
export function withNodeFirst(node) {
  return { ...process.env, PATH: [join(node, ".."), process.env.PATH ?? ""].join(delimiter) };
}

/** Whether a program of this name is on PATH. @param {string} name */
export function onPath(name) {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  const directories = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return directories.some((directory) => names.some((file) => existsSync(join(directory, file))));
}
