// Builds and packs the extension: npm run package [-- --target linux-x64]
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";
import { build } from "./build.ts";

const root = join(import.meta.dirname, "..");

/**
 * Writes the .vsix to the repository's root.
 * @param target a VS Code target, for a package with only that target's binary; without one, for all of them
 * @returns its path
 */
export async function pack(target?: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Record<string, string>;
  const packagePath = join(root, [name, ...(target ? [target] : []), `${version}.vsix`].join("-"));
  await build(target ? { targets: [target] } : {});
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    ...(target ? { target } : {}),
  });
  return packagePath;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { target: { type: "string" } } });
  console.log(await pack(values.target));
}
