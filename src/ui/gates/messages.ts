import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commandId } from "../ids.ts";
import { plainText } from "../plainText.ts";

/** Tells a person that what they asked for is done; resolves to the button pressed, if any. */
export async function tell<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined> {
  return vscode.window.showInformationMessage(plainText(message), ...buttons);
}

/** Tells a person that what they asked for could not be done, or not wholly. */
export async function warn<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined> {
  return vscode.window.showWarningMessage(plainText(message), ...buttons);
}

/** Asks before something that cannot be taken back. Closing the dialog is no. */
export async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    plainText(question),
    { modal: true, detail: plainText(detail) },
    yes,
  );
  return answer === yes;
}

/** For a fault of ours. The text of an error is never shown: it goes to the log. */
export function showUnexpected(command: string): void {
  const showLog = l10n.t("Show Log");
  const message = l10n.t("ServiceDesk Plus: something went wrong in {0}. The log has the details.", command);
  void vscode.window.showErrorMessage(message, showLog).then((answer) => {
    if (answer === showLog) void vscode.commands.executeCommand(commandId("showLog"));
  });
}
