/** The pages that a window opens beside itself, such as a consumer's console. */
import type { BrowserContext, Page } from "playwright-core";

export class OpenedPages {
  readonly #pages: Page[] = [];
  readonly #context: BrowserContext;

  /** @param window whose pages are noted from here on */
  constructor(window: Page) {
    this.#context = window.context();
    this.#context.on("page", (page) => this.#pages.push(page));
  }

  /** How many were opened since the last {@link next}. */
  get count(): number {
    return this.#pages.length;
  }

  /**
   * Waits for the next page, and closes it. The editor stands between a browser and the loopback addresses of its own
   * machine, so what tells them is the port.
   * @returns whether it is one of this address
   */
  async next(address: string): Promise<boolean> {
    const page = this.#pages.shift() ?? (await this.#context.waitForEvent("page"));
    const index = this.#pages.indexOf(page);
    if (index >= 0) this.#pages.splice(index, 1);
    const url = page.url();
    await page.close();
    return url.includes(new URL(address).port);
  }
}
