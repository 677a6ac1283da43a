// Makes sure that what a script needs is there, then runs it with Node 24:
//   node scripts/setup.mjs scripts/test.ts unit
// Plain JavaScript without packages, for Node 20 or later: it runs before anything is installed.
import { spawn } from "node:child_process";
import { basename } from "node:path";
import { alone } from "./setup/lock.mjs";
import { findNode, hasHeaders, installNode } from "./setup/node.mjs";
import { installPackages, installServer, packagesReady, serverReady } from "./setup/packages.mjs";
import { root } from "./setup/paths.mjs";
import { SetupError, withNodeFirst } from "./setup/run.mjs";
import { installSystemPackages, missingSystemPackages } from "./setup/system.mjs";

/** Whether a script starts VS Code: npm start does, and so do two stages of npm test. @param {string[]} command */
function needsHost([script = "", ...args]) {
  if (basename(script) === "start.ts") return true;
  return (
    basename(script) === "test.ts" && (args.length === 0 || args.some((stage) => /^(integration|e2e)$/.test(stage)))
  );
}

/** Installs what is missing. @param {boolean} host whether VS Code will be started @returns {Promise<string>} Node's path */
async function ensure(host) {
  const systemPackages = () => (host ? missingSystemPackages(!serverReady()) : []);
  const node = findNode(host);
  if (node && packagesReady() && (!host || serverReady()) && systemPackages().length === 0) return node;
  return await alone(() => {
    const wanted = systemPackages();
    if (wanted.length > 0) installSystemPackages(wanted);
    const usable = findNode(host) ?? installNode();
    if (!packagesReady()) installPackages(usable);
    if (host && !serverReady()) installServer(hasHeaders(usable) ? usable : installNode());
    return usable;
  });
}

const command = process.argv.slice(2);
try {
  const node = await ensure(needsHost(command));
  const child = spawn(node, command, { cwd: root, stdio: "inherit", env: withNodeFirst(node) });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => (process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143)));
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
