import * as vscode from "vscode";
import { readTerminalVariables, type TerminalSetting, type TerminalVariables } from "../core/keyTerminal.ts";

/** `servicedeskPlus.terminal.variables` of the user's settings, as it stands at each reading. A workspace's value is never looked at. */
export class UserTerminalSetting implements TerminalSetting {
  read(): TerminalVariables {
    const setting = vscode.workspace.getConfiguration("servicedeskPlus").inspect("terminal.variables");
    return readTerminalVariables(setting?.globalValue);
  }
}
