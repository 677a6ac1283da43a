// Directories that live as long as a test.
import { mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const directories = new Set<string>();
const removal = { recursive: true, force: true, maxRetries: 3 };

/** However this process ends, no directory stays. */
process.on("exit", () => directories.forEach((path) => rmSync(path, removal)));

/** A new directory; disposing deletes it. */
export function temporaryDirectory(name: string): AsyncDisposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), `sdp-keys-${name}-`));
  directories.add(path);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, removal);
      directories.delete(path);
    },
  };
}
