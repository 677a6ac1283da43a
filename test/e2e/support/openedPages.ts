/** The pages that a window opens beside itself, such as a consumer's console. */
import type { Page } from "playwright-core";

export class OpenedPages {
  readonly #window: Page;
  readonly #pages: Page[] = [];

  /** @param window whose pages are noted from here on */
  constructor(window: Page) {
    this.#window = window;
    window.context().on("page", (page) => this.#pages.push(page));
  }

  /**
   * Waits for this many pages, and closes them.
   * @returns the ports of their addresses, in the order in which they were opened: a browser elsewhere cannot reach the
   * loopback addresses of the editor's machine, so the editor stands in between, by the port
   */
  async close(count: number): Promise<number[]> {
    while (this.#pages.length < count) await this.#window.context().waitForEvent("page");
    const pages = this.#pages.splice(0, count);
    for (const page of pages) await page.close();
    return pages.map((page) => Number(/\d+(?=\D*$)/.exec(page.url())));
  }
}
