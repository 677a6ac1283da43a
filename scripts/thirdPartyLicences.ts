// The licences of what is packed with the extension: theirs ask that the text goes along.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/**
 * The text of `third-party-licences.txt`: each package that went into these bundles, and `others`, with its licence.
 * A package without a licence file is listed with the licence its package.json names.
 */
export async function thirdPartyLicences(root: string, bundles: Metafile[], others: string[]): Promise<string> {
  const inputs = bundles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.keys(output.inputs)),
  );
  const directories = inputs.flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const packages = [...new Set([...directories, ...others.map((name) => `node_modules/${name}`)])].sort();
  return (await Promise.all(packages.map((directory) => licence(join(root, directory))))).join("\n\n");
}

async function licence(directory: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as {
    [field in "name" | "version" | "license"]: string;
  };
  const file = (await readdir(directory)).find((entry) => /^licen[sc]e(\.(md|txt))?$/i.test(entry));
  const text = file === undefined ? "" : await readFile(join(directory, file), "utf8");
  return `${name} ${version} (${license})\n${"-".repeat(72)}\n${text.trim()}`.trimEnd() + "\n";
}
