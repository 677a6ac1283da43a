// The project's npm packages, and code-server: VS Code as a server, from npm.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, serverMain, serverPrefix } from "./paths.mjs";
import { runNpm, say, SetupError } from "./run.mjs";

const codeServer = "code-server@4.139.1";
const platform = `${process.platform}-${process.arch}`;

/**
 * A directory and the file in it that says for what it is complete. The file is written last and goes with
 * the directory, so whatever was interrupted is done again.
 * @typedef {{file: string, content: string}} Stamp
 */

/** @returns {Stamp} */
function packagesStamp() {
  const lockfile = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  return { file: join(root, "node_modules/.set-up"), content: `${platform} ${lockfile}` };
}

/** @type {Stamp} */
const serverStamp = { file: join(serverPrefix, ".set-up"), content: `${platform} ${codeServer}` };

/** @param {Stamp} stamp */
function holds({ file, content }) {
  return existsSync(file) && readFileSync(file, "utf8") === content;
}

/** Whether `npm ci` has been done for this package-lock.json. */
export function packagesReady() {
  return holds(packagesStamp());
}

/** Whether code-server is completely installed. */
export function serverReady() {
  return holds(serverStamp) && existsSync(serverMain);
}

/** Installs what package-lock.json says. @param {string} node path of the Node binary */
export function installPackages(node) {
  say("installing npm packages (npm ci)");
  runNpm(node, ["ci", "--no-audit"], { cwd: root });
  const { file, content } = packagesStamp();
  writeFileSync(file, content);
}

/**
 * Installs code-server, compiling its native modules.
 * @param {string} node path of a Node binary with its headers beside it
 * @throws {SetupError} when the install ends without VS Code's server in it.
 */
export function installServer(node) {
  say(`installing ${codeServer} into .vscode-test/server (some minutes, 600 MB)`);
  rmSync(serverPrefix, { recursive: true, force: true });
  mkdirSync(serverPrefix, { recursive: true });
  writeFileSync(join(serverPrefix, "package.json"), `{"private": true}`);
  runNpm(node, ["install", "--no-save", "--no-audit", "--no-fund", codeServer], {
    cwd: serverPrefix,
    env: {
      // By environment, not by flag: code-server's postinstall calls npm again.
      npm_config_ignore_scripts: "false",
      npm_config_nodedir: join(node, "../.."),
    },
  });
  if (!existsSync(serverMain)) throw new SetupError(`${codeServer} was installed without VS Code's server.`);
  writeFileSync(serverStamp.file, serverStamp.content);
}
