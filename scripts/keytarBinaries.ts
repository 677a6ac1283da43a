// keytar's prebuilt binaries, one for each VS Code target that has one.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { machineType } from "./machineType.ts";

/**
 * VS Code target → the package's directory and what the file in it must be.
 * Its `linux-arm`, `linuxmusl-arm` and `linuxmusl-arm64` hold another machine's file, so alpine-arm64 has none.
 */
const binaries: Record<string, { directory: string; machine: string } | undefined> = {
  "win32-x64": { directory: "win32-x64", machine: "win32-x64" },
  "win32-arm64": { directory: "win32-arm64", machine: "win32-arm64" },
  "darwin-x64": { directory: "darwin-x64", machine: "darwin-x64" },
  "darwin-arm64": { directory: "darwin-arm64", machine: "darwin-arm64" },
  "linux-x64": { directory: "linux-x64", machine: "linux-x64" },
  "linux-arm64": { directory: "linux-arm64", machine: "linux-arm64" },
  "linux-armhf": { directory: "linux-armv7l", machine: "linux-arm" },
  "alpine-x64": { directory: "linuxmusl-x64", machine: "linuxmusl-x64" },
  "alpine-arm64": undefined,
};

/** Every VS Code target the extension is packed for; alpine-arm64 is without an OS store. */
export const targets = Object.keys(binaries);

/**
 * Copies the binaries of these targets to `<to>/<target>/keytar.node`, and nothing else stays in `to`.
 * @param from the package's `prebuilds` directory
 * @throws {Error} for an unknown target, and when a file is for another machine than its target.
 */
export async function copyKeytarBinaries(from: string, to: string, wanted: readonly string[]): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const target of wanted) {
    if (!(target in binaries)) throw new Error(`unknown target ${target}; known: ${targets.join(", ")}`);
    const binary = binaries[target];
    if (!binary) continue;
    const file = await readFile(join(from, binary.directory, "keytar.node"));
    const machine = machineType(file);
    if (machine !== binary.machine) {
      throw new Error(`keytar's ${binary.directory} holds a file for ${machine}; ${target} needs ${binary.machine}`);
    }
    await mkdir(join(to, target));
    await writeFile(join(to, target, "keytar.node"), file);
  }
}
