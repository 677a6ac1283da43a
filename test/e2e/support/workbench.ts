/** The window as a person uses it: palette, input boxes, dialogs, notifications, the view and the Problems panel. */
import type { Locator, Page } from "playwright-core";

export class Workbench {
  readonly page: Page;
  readonly #input: Locator;
  readonly #unsaved: Locator;

  constructor(page: Page) {
    this.page = page;
    this.#input = page.locator(".quick-input-widget:visible");
    this.#unsaved = page.locator(".tab.dirty");
  }

  /** Writes what the window shows to out/e2e, for whoever looks into a failure. */
  async picture(title: string): Promise<void> {
    await this.page.screenshot({ path: `out/e2e/${title.replace(/\W+/g, "-").slice(-80)}.png` });
  }

  /** Runs a command of ours from the palette. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const box = this.#input.locator("input.input, .quick-input-box input");
    await box.first().fill(`>ServiceDesk Plus: ${title}`);
    await this.#input.getByRole("option").filter({ hasText: title }).first().click();
  }

  /** Waits for the input box whose prompt or message, or the list of choices whose question, holds this text. */
  async asked(prompt: string | RegExp): Promise<void> {
    await this.#input.getByText(prompt).or(this.#input.getByPlaceholder(prompt)).first().waitFor();
  }

  /** Types an answer into the input box whose prompt holds this text, and presses Enter. */
  async answer(prompt: string | RegExp, text: string): Promise<void> {
    await this.type(prompt, text);
    await this.page.keyboard.press("Enter");
  }

  /** Types into the input box whose prompt holds this text. */
  async type(prompt: string | RegExp, text: string): Promise<void> {
    await this.asked(prompt);
    await this.#input.locator("input").last().fill(text);
  }

  /** How the input box hides what is typed: `password`, or `text`. */
  async inputType(): Promise<string | null> {
    return this.#input.locator("input").last().getAttribute("type");
  }

  async pick(label: string): Promise<void> {
    await this.#input.getByRole("option").filter({ hasText: label }).first().click();
  }

  /** What a screen reader says of each line of the list of choices; the first below a heading ends with that. */
  async choices(): Promise<string[]> {
    const lines = this.#input.getByRole("option");
    return lines.evaluateAll((options) => options.map((option) => option.getAttribute("aria-label") ?? ""));
  }

  async inputGone(): Promise<void> {
    await this.#input.waitFor({ state: "hidden" });
  }

  /** Leaves the dialogue of input boxes. */
  async escape(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.inputGone();
  }

  /** Leaves whatever boxes and dialogs a test that failed has left open, so that the next one can begin. */
  async leaveAll(): Promise<void> {
    for (let open = 0; open < 4; open++) await this.page.keyboard.press("Escape");
  }

  /** Goes one input box back. */
  async back(): Promise<void> {
    await this.#input.getByRole("button", { name: "Back" }).click();
  }

  /** What stands in the input box. */
  async inputText(): Promise<string> {
    return this.#input.locator("input").last().inputValue();
  }

  /** The text of the modal dialog, once there is one that holds `text`. */
  async dialog(text: string): Promise<string> {
    const box = this.page.locator(".monaco-dialog-box").filter({ hasText: text });
    await box.waitFor();
    return box.innerText();
  }

  async press(button: string): Promise<void> {
    await this.page.locator(".monaco-dialog-box").getByRole("button", { name: button }).click();
    await this.page.locator(".monaco-dialog-box").waitFor({ state: "hidden" });
  }

  /** Waits for the notification that holds this text, and leaves it. */
  async seen(text: string | RegExp): Promise<void> {
    await this.page.locator(".notification-toast").filter({ hasText: text }).waitFor();
  }

  /** Waits for the status bar to say this. */
  async told(text: string | RegExp): Promise<void> {
    await this.page.locator(".statusbar").getByText(text).waitFor();
  }

  /** Presses a button of the notification that holds this text; without a button, waits for it and closes it. */
  async notified(text: string | RegExp, button?: string): Promise<void> {
    const toast = this.page.locator(".notification-toast").filter({ hasText: text });
    await toast.waitFor();
    if (button === undefined) {
      await toast.hover();
      // Not with the mouse, from under which the notification moves when another one goes: then its button is hidden.
      await toast.locator(".codicon-notifications-clear").dispatchEvent("click");
    } else {
      await toast.getByRole("button", { name: button }).click();
    }
  }

  /** Opens the view of a window that has just been loaded, and waits for its first row: the extension starts last. */
  async begin(): Promise<void> {
    await this.openView();
    await this.row(/./).first().waitFor({ timeout: 30_000 });
  }

  async openView(): Promise<void> {
    const tab = this.page.locator(".activitybar").getByRole("tab", { name: "ServiceDesk Plus" });
    await tab.waitFor({ timeout: 30_000 });
    // A window that was loaded anew may show it already, or be about to: a click would then hide it.
    while ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
  }

  /** What the view says above its rows; hidden when it says nothing. */
  message(text: string | RegExp): Locator {
    return this.page.locator(".sidebar .tree-explorer-viewlet-tree-view .message").filter({ hasText: text });
  }

  /** Loads the window anew, in the same browser profile. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.begin();
  }

  /** A row of the view by what a screen reader says of it. */
  row(spoken: string | RegExp): Locator {
    return this.page.locator(".sidebar").getByRole("treeitem", { name: spoken });
  }

  /** Clicks a button that the row shows while the mouse is over it. */
  async inline(row: Locator, action: string): Promise<void> {
    await row.hover();
    await row.getByRole("button", { name: action }).click();
  }

  /** Chooses from the menu that the right mouse button opens on the row. */
  async contextMenu(row: Locator, action: string): Promise<void> {
    await row.click({ button: "right" });
    await this.page.getByRole("menuitem", { name: action }).hover();
    // A menu takes no click for a moment after it opened, lest it be that of the button that opened it.
    await this.page.keyboard.press("Enter");
  }

  /** Leaves Restricted Mode. */
  async trustFolder(): Promise<void> {
    await this.page.locator(".statusbar").getByText("Restricted Mode").click();
    const box = this.page.locator(".monaco-modal-editor-block");
    await box.getByRole("button", { name: "Trust", exact: true }).click();
    await this.page.locator(".statusbar").getByText("Restricted Mode").waitFor({ state: "detached" });
    await box.getByRole("button", { name: "Close" }).click();
    await box.waitFor({ state: "hidden" });
  }

  /** Types at the start of the file that is shown, and leaves it unsaved. */
  async typeIntoFile(text: string): Promise<void> {
    await this.page.locator(".editor-group-container .monaco-editor .view-lines").click();
    await this.page.keyboard.press("Control+Home");
    await this.page.keyboard.type(text);
    await this.#unsaved.waitFor();
  }

  /** Saves the file that is shown. */
  async save(): Promise<void> {
    await this.page.locator(".editor-group-container .monaco-editor .view-lines").click();
    await this.page.keyboard.press("Control+S");
    await this.#unsaved.waitFor({ state: "detached" });
  }

  async openProblems(): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.#input.locator("input").last().fill(">View: Focus Problems");
    await this.#input.getByRole("option").first().click();
    await this.page.locator(".markers-panel").waitFor();
  }

  /** A line of the Problems panel. */
  problem(text: string | RegExp): Locator {
    return this.page.locator(".markers-panel").getByRole("treeitem").filter({ hasText: text });
  }
}
