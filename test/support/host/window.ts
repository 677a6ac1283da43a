// A VS Code window: the server's page in headless Chromium.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import type { VsCodeServer } from "./server.ts";

/** Starts the system's Chromium without a display. Playwright ends it together with this process. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findBrowser(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function findBrowser(): string {
  const directories = (process.env.PATH ?? "").split(delimiter);
  for (const name of ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]) {
    const found = directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  throw new Error("no Chromium on PATH");
}

export interface WindowOptions {
  /** The folder that is opened; none for an empty window. */
  folder?: string;
  /** VS Code's own start options for the page, such as `extensionDevelopmentPath`. */
  payload?: readonly (readonly [string, string])[];
  /** Called with the new page before it loads: the place for `exposeFunction` and routes. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** The address of a window. */
export function windowUrl({ authority }: VsCodeServer, { folder, payload }: WindowOptions = {}): string {
  const query = new URLSearchParams(folder === undefined ? { ew: "true" } : { folder });
  if (payload) query.set("payload", JSON.stringify(payload));
  return `http://${authority}/?${query}`;
}

/** Opens a window in its own browser profile and waits until the workbench is drawn. */
export async function openWindow(browser: Browser, server: VsCodeServer, options: WindowOptions = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await options.prepare?.(page);
  await page.goto(windowUrl(server, options));
  await page.locator(".monaco-workbench .statusbar").waitFor();
  return page;
}
