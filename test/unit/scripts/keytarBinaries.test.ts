import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { copyKeytarBinaries, targets } from "../../../scripts/keytarBinaries.ts";
import { machineType } from "../../../scripts/machineType.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const prebuilds = join(import.meta.dirname, "../../../node_modules/keytar/prebuilds");
const binary = (directory: string) => readFileSync(join(prebuilds, directory, "keytar.node"));

describe("the machine a native library is for", () => {
  const is = (directory: string, machine: string) =>
    it(`keytar's ${directory}: ${machine}`, () => assert.equal(machineType(binary(directory)), machine));

  is("win32-x64", "win32-x64");
  is("win32-arm64", "win32-arm64");
  is("win32-ia32", "win32-ia32");
  is("darwin-x64", "darwin-x64");
  is("darwin-arm64", "darwin-arm64");
  is("linux-x64", "linux-x64");
  is("linux-arm64", "linux-arm64");
  is("linux-armv7l", "linux-arm");
  is("linux-ia32", "linux-ia32");
  is("linuxmusl-x64", "linuxmusl-x64");
  // The three whose names are wrong.
  is("linux-arm", "linux-arm64");
  is("linuxmusl-arm", "linuxmusl-x64");
  is("linuxmusl-arm64", "linuxmusl-x64");

  it("refuses what is no library", () => assert.throws(() => machineType(Buffer.alloc(256)), /not a native library/));
  it("refuses a processor VS Code does not run on", () => {
    const riscv = Buffer.from(binary("linux-x64"));
    riscv.writeUInt16LE(0xf3, 18);
    assert.throws(() => machineType(riscv), /unknown processor \(0xf3\)/);
  });
});

describe("keytar's binaries in a package", () => {
  const copied = async (wanted: readonly string[]) => {
    await using directory = temporaryDirectory("binaries");
    await copyKeytarBinaries(prebuilds, directory.path, wanted);
    return readdirSync(directory.path, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".node"));
  };

  it("has one for each target but alpine-arm64", async () => {
    const expected = targets.filter((target) => target !== "alpine-arm64").map((target) => join(target, "keytar.node"));
    assert.equal(expected.length, 8);
    assert.deepEqual((await copied(targets)).sort(), expected.sort());
  });
  it("has only the wanted one", async () => assert.deepEqual(await copied(["alpine-x64"]), ["alpine-x64/keytar.node"]));
  it("has none for alpine-arm64", async () => assert.deepEqual(await copied(["alpine-arm64"]), []));
  it("refuses a target that VS Code does not have", () =>
    assert.rejects(copied(["linux-arm"]), /unknown target linux-arm/));
});
