import { fail, ok, type Result } from "../core/result.ts";
import { noBinaryText } from "../core/stores/storeTrouble.ts";

/** What decides which native file fits. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Whether the C library is musl (Alpine). Linux only. */
  readonly musl: boolean;
}

/** The VS Code targets that keytar has a good file for; the packed extension has a directory for each (docs/platform.md 3). */
export const KEYTAR_TARGETS = [
  "win32-x64",
  "win32-arm64",
  "darwin-x64",
  "darwin-arm64",
  "linux-x64",
  "linux-arm64",
  "linux-armhf",
  "alpine-x64",
] as const;

export type KeytarTarget = (typeof KEYTAR_TARGETS)[number];

/** The target whose native file runs on this machine; fails with the reason where there is none, such as on 64-bit ARM with musl. */
export function keytarTarget({ platform, arch, musl }: Machine): Result<KeytarTarget, string> {
  const system = platform === "linux" && musl ? "alpine" : platform;
  const name = `${system}-${system === "linux" && arch === "arm" ? "armhf" : arch}`;
  const target = KEYTAR_TARGETS.find((known) => known === name);
  if (target !== undefined) return ok(target);
  return fail(noBinaryText(name));
}
