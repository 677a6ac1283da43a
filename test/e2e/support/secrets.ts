/**
 * VS Code's secret store in a window of VS Code for the web: it keeps secrets over a reload, in the browser's profile,
 * where the host has half of the key that they are encrypted with. code-server has it; the server inside of it, which tests
 * start, has not, and there a window keeps secrets until it closes.
 */
import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";

/** Lets the page's host have that half, as code-server's own does; before the page loads. */
export async function keepSecrets(page: Page): Promise<void> {
  const half = randomBytes(32);
  await page.route("**/mint-key", (route) => route.fulfill({ body: half }));
}
