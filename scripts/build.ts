// Bundles the extension into dist/: npm run build [-- --dev]
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build as bundle, type BuildOptions, type Plugin } from "esbuild";
import { copyKeytarBinaries, targets as allTargets } from "./keytarBinaries.ts";
import { thirdPartyLicences } from "./thirdPartyLicences.ts";

const root = join(import.meta.dirname, "..");

/** Packages that a start should not pay for: each is its own file, loaded at the first `await import("<name>")`. */
export const lazyModules = ["got", "jsonc-parser"];

/**
 * Turns `import("got")` into a lazy `require("./got.cjs")`. A static import would load it at start, so it is an error.
 * The module in between makes default and named exports come out as they do in Node: from a package of type "module",
 * esbuild would give the whole of a required file as its default export.
 */
const lazy: Plugin = {
  name: "lazy",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${lazyModules.join("|")})$`) }, ({ path, kind }) =>
      kind === "dynamic-import"
        ? { path, namespace: "lazy" }
        : { errors: [{ text: `${path} is loaded lazily: use await import("${path}")` }] },
    );
    onResolve({ filter: /\.cjs$/, namespace: "lazy" }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => ({
      contents: `export * from "./${path}.cjs"; export { default } from "./${path}.cjs";`,
    }));
  },
};

/** What every bundle for VS Code's extension host has in common. */
export const forExtensionHost: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  mainFields: ["module", "main"],
  external: ["vscode"],
  supported: { "dynamic-import": false },
  logLevel: "warning",
};

/** The extension, and what it runs in a process of its own: each is a file that needs no other to start. */
const entryPoints = { extension: "src/extension.ts", "list-keyring": "src/adapters/children/listKeyring.ts" };

/**
 * Writes `dist/` anew.
 * @param production minified and without source maps
 * @param targets the VS Code targets whose keytar binary is copied
 * @param dist where to, if not to `dist/`
 * @throws {Error} when something does not bundle, or a binary is for another machine than its target.
 */
export async function build({
  production = true,
  targets = allTargets,
  dist = join(root, "dist"),
} = {}): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  const common = {
    ...forExtensionHost,
    outdir: dist,
    minify: production,
    sourcemap: !production,
    metafile: true,
  } satisfies BuildOptions;
  const bundles = await Promise.all([
    bundle({ ...common, entryPoints, plugins: [lazy] }),
    bundle({ ...common, entryPoints: Object.fromEntries(lazyModules.map((name) => [name, name])) }),
  ]);
  await copyKeytarBinaries(join(root, "node_modules/keytar/prebuilds"), join(dist, "keytar"), targets);
  const metafiles = bundles.map(({ metafile }) => metafile);
  await writeFile(join(dist, "third-party-licences.txt"), await thirdPartyLicences(root, metafiles, ["keytar"]));
}

if (import.meta.main) await build({ production: !process.argv.includes("--dev") });
