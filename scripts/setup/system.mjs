// What the test host needs from the operating system: a browser, a keyring, and a compiler for code-server.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { onPath, run, say, SetupError } from "./run.mjs";

const browsers = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const keyring = ["libsecret-1-0", "libsecret-tools", "dbus", "gnome-keyring"];
const compiler = ["python3", "make", "g++", "libkrb5-dev"];

/** @param {string[]} packages @returns {string[]} those that dpkg does not have */
function missing(packages) {
  const { stdout } = spawnSync("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n", ...packages], {
    encoding: "utf8",
  });
  const installed = new Set(stdout.split("\n").filter((line) => line.endsWith(" installed")));
  return packages.filter((name) => !installed.has(`${name} installed`));
}

/**
 * The Debian packages to install.
 * @param {boolean} compiling whether code-server is still to be installed
 * @throws {SetupError} where this script cannot install them, saying exactly what to install.
 */
export function missingSystemPackages(compiling) {
  if (process.platform !== "linux") throw new SetupError(elsewhere());
  if (!existsSync("/usr/bin/dpkg-query")) return missingPrograms(compiling);
  const wanted = [
    ...(browsers.some(onPath) ? [] : ["chromium"]),
    ...missing([...keyring, "libkrb5-3", ...(compiling ? compiler : [])]),
  ];
  if (wanted.length === 0 || process.getuid?.() === 0) return wanted;
  throw new SetupError(`Install what is missing and run this again:\n  sudo apt-get install -y ${wanted.join(" ")}`);
}

/** Installs Debian packages, as root. @param {string[]} wanted */
export function installSystemPackages(wanted) {
  say(`installing Debian packages: ${wanted.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], { env });
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...wanted], { env });
}

/** The same for Linux without dpkg, by program names: none, or an error. @param {boolean} compiling @returns {string[]} */
function missingPrograms(compiling) {
  const programs = [
    "dbus-daemon",
    "gnome-keyring-daemon",
    "secret-tool",
    ...(compiling ? ["python3", "make", "g++"] : []),
  ];
  const absent = [...(browsers.some(onPath) ? [] : ["chromium"]), ...programs.filter((name) => !onPath(name))];
  if (absent.length === 0) return [];
  throw new SetupError(
    `Install these programs with your package manager and run this again: ${absent.join(", ")}` +
      (compiling ? "; and the development files of Kerberos 5 (krb5-devel or krb5)" : ""),
  );
}

function elsewhere() {
  return (
    "The editor tests and npm start use a Linux keyring and VS Code's server, so they need Linux: a container, a virtual machine or WSL.\n" +
    "Everything else works here: npm run build, npm run package, npm run sdp, npm test -- types lint format unit"
  );
}
