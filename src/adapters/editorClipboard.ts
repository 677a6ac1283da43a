import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Clipboard, ClipboardFailure } from "../core/clipboardPorts.ts";
import { fail, type Result } from "../core/result.ts";
import { withinTime } from "./timeLimit.ts";

/** How long the editor may take, in seconds. A browser may be asking the person meanwhile. */
const LIMIT = 5;

/** `vscode.UIKind.Web`. */
const IN_BROWSER: vscode.UIKind = 2;

const never = new AbortController().signal;

/** The clipboard as the editor gives it: the desktop's, or in a browser the page's (docs/platform.md 6). */
export class EditorClipboard implements Clipboard {
  readonly #env: Pick<typeof vscode.env, "clipboard" | "uiKind">;
  readonly #window: Pick<typeof vscode.window, "state">;
  readonly #limit: number;

  /** @param limit how long the editor may take, in seconds */
  constructor(
    env: Pick<typeof vscode.env, "clipboard" | "uiKind">,
    window: Pick<typeof vscode.window, "state">,
    limit = LIMIT,
  ) {
    this.#env = env;
    this.#window = window;
    this.#limit = limit;
  }

  async read(): Promise<Result<string, ClipboardFailure>> {
    const inBrowser = this.#env.uiKind === IN_BROWSER;
    // A browser lets only the page in front read, and the editor would complain to the person.
    if (inBrowser && !this.#window.state.focused) return failed(l10n.t("The window is not in front."));
    const read = await inTime(this.#limit, async () => this.#env.clipboard.readText());
    // In a browser the editor says the same of an empty clipboard and of one that it may not read.
    const isUnclear = inBrowser && read.ok && read.value === "";
    return isUnclear ? failed(l10n.t("The browser does not tell what the clipboard holds.")) : read;
  }

  write(text: string): Promise<Result<void, ClipboardFailure>> {
    return inTime(this.#limit, async () => this.#env.clipboard.writeText(text), text);
  }
}

/** @param text what an error must not hold */
async function inTime<T>(limit: number, work: () => Promise<T>, text = ""): Promise<Result<T, ClipboardFailure>> {
  try {
    const done = await withinTime(limit, never, work);
    return done.ok ? done : fail({ kind: "waiting", detail: l10n.t("The editor has not answered yet.") });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return failed(text === "" ? detail : detail.replaceAll(text, "***"));
  }
}

function failed(detail: string): Result<never, ClipboardFailure> {
  return fail({ kind: "failed", detail });
}
