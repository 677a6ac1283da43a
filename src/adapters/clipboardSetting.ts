import * as vscode from "vscode";
import type { ClipboardSetting } from "../core/clipboardPorts.ts";

const STANDARD = 30;
const LONGEST = 3600;

/**
 * `servicedeskPlus.clipboard.clearAfterSeconds` of the user's settings, as it stands at each reading; what is no whole
 * number from 0 to 3600 falls back to the default.
 */
export class UserClipboardSetting implements ClipboardSetting {
  read(): number {
    const settings = vscode.workspace.getConfiguration("servicedeskPlus.clipboard");
    const value = settings.inspect("clearAfterSeconds")?.globalValue;
    const isUsable = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LONGEST;
    return isUsable ? value : STANDARD;
  }
}
