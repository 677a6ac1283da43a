import { spawnSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../../support/temporary.ts";

/** Every file on it that is not empty takes this much, in bytes. */
const BLOCK = 4096;

function mount(path: string): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", `size=${16 * BLOCK}`, "tmpfs", path]).status === 0;
}

function unmount(path: string): void {
  spawnSync("umount", ["--lazy", path]);
}

/** Whether this process may mount a file system. */
export async function canMount(): Promise<boolean> {
  if (process.platform !== "linux") return false;
  await using directory = temporaryDirectory("disk");
  const mounted = mount(directory.path);
  if (mounted) unmount(directory.path);
  return mounted;
}

/** A file system of a few kilobytes. @throws {Error} where none can be mounted */
export function smallDisk() {
  const directory = temporaryDirectory("disk");
  const { path } = directory;
  if (!mount(path)) throw new Error(`nothing can be mounted on ${path}`);
  const leave = (): void => unmount(path);
  process.once("exit", leave);
  const filler = join(path, "filler");
  return {
    path,
    /** Leaves room for so many files. */
    fill(left: number): void {
      writeFileSync(filler, Buffer.alloc((statfsSync(path).bfree - left) * BLOCK));
    },
    free: (): void => rmSync(filler),
    [Symbol.asyncDispose]: async () => {
      process.removeListener("exit", leave);
      leave();
      await directory[Symbol.asyncDispose]();
    },
  };
}
