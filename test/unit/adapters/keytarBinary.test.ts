import assert from "node:assert/strict";
import { keytarTarget } from "../../../src/adapters/keytarBinary.ts";

function assertTarget(platform: NodeJS.Platform, arch: string, libc: "glibc" | "musl" | "", expected: string): void {
  it(`${platform} ${arch} ${libc}: ${expected}`, () => {
    const target = keytarTarget({ platform, arch, musl: libc === "musl" });
    assert.equal(target.ok ? target.value : target.reason, expected);
  });
}

const none = (name: string): string =>
  `The access to the operating system's secret store is not available for ${name}.`;

describe("keytarTarget", () => {
  assertTarget("win32", "x64", "", "win32-x64");
  assertTarget("win32", "arm64", "", "win32-arm64");
  assertTarget("darwin", "x64", "", "darwin-x64");
  assertTarget("darwin", "arm64", "", "darwin-arm64");
  assertTarget("linux", "x64", "glibc", "linux-x64");
  assertTarget("linux", "arm64", "glibc", "linux-arm64");
  assertTarget("linux", "arm", "glibc", "linux-armhf");
  assertTarget("linux", "x64", "musl", "alpine-x64");
  assertTarget("linux", "arm64", "musl", none("alpine-arm64"));
  assertTarget("linux", "arm", "musl", none("alpine-arm"));
  assertTarget("linux", "ia32", "glibc", none("linux-ia32"));
  assertTarget("win32", "ia32", "", none("win32-ia32"));
  assertTarget("freebsd", "x64", "", none("freebsd-x64"));
});
