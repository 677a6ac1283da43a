import type { Page } from "playwright-core";

/** From here on notes what the notifications of a window say; returns how to read it. Ends with a reload. */
export async function listen(page: Page): Promise<() => Promise<string>> {
  const notes = await page.evaluateHandle<Set<string>>(`(() => {
    const texts = new Set();
    const note = () => document.querySelectorAll(".notification-toast").forEach((toast) => texts.add(toast.innerText));
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    return texts;
  })()`);
  return () => notes.evaluate((texts) => [...texts].join("\n"));
}
