import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Editor } from "../../support/host/editor.ts";

/** The files of all that the editor keeps for its user that hold one of these keys. */
export async function filesWith(keys: readonly string[], { server }: Editor): Promise<string[]> {
  const wanted = keys.flatMap((key) => [Buffer.from(key), Buffer.from(key, "utf16le")]);
  const found = [];
  for (const entry of await readdir(join(server.settingsFile, "../../.."), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (wanted.some((text) => bytes.includes(text))) found.push(entry.name);
  }
  return found;
}

/** All that the editor's page keeps in its browser, as text. */
export async function keptByPage(page: Page): Promise<string> {
  return JSON.stringify(await page.context().storageState({ indexedDB: true }));
}
