import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** What the core may know besides itself: pure packages. All that reaches outside is asked for in core/ports.ts. */
const packages = ["@vscode/l10n", "valibot"];

const core = fileURLToPath(new URL("../../../src/core", import.meta.url));
const files = readdirSync(core, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

/** What a source imports, in any form: from, side effect, import(), require(), import type. */
function importsOf(source: string): string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
}

describe("layers: the core knows nothing outside itself", () => {
  it("there is something to look at", () => assert.ok(files.includes("ports.ts") && files.length >= 15));
  for (const file of files) {
    it(file, () => {
      const path = resolve(core, file);
      const outside = importsOf(readFileSync(path, "utf8")).filter((name) =>
        name.startsWith(".") ? relative(core, resolve(dirname(path), name)).startsWith("..") : !packages.includes(name),
      );
      assert.deepEqual(outside, []);
    });
  }

  it("nothing but the language: no process, console, timers, fetch or Buffer", () => {
    const globals = /(?<![\w.#"'`/])(?:process|console|Buffer|setTimeout|setInterval|setImmediate|fetch)\s*[.(]/;
    for (const file of files) {
      const code = readFileSync(resolve(core, file), "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
      assert.doesNotMatch(code, globals, file);
    }
  });

  const forms: readonly [source: string, ...names: string[]][] = [
    ['import * as vscode from "vscode";', "vscode"],
    ["import got from 'got'", "got"],
    ['import type { Foo } from "node:fs";', "node:fs"],
    ['import "keytar";', "keytar"],
    ['const { parse } = await import("jsonc-parser");', "jsonc-parser"],
    ['export * from "../ui/x.ts";', "../ui/x.ts"],
    ['const fs = require("fs");', "fs"],
    ['import {\n  a,\n  b,\n} from "./x.ts";\nimport c from "d";', "./x.ts", "d"],
    ["const from = 7;"],
  ];
  for (const [source, ...names] of forms) {
    it(`sees ${JSON.stringify(source)}`, () => assert.deepEqual(importsOf(source), names));
  }
});
