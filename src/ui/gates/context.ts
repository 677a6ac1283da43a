import * as vscode from "vscode";
import { contextKeyId, type ContextKey } from "../ids.ts";

/** Sets a context key that menus and welcome content depend on. */
export function setContext(key: ContextKey, value: boolean): void {
  void vscode.commands.executeCommand("setContext", contextKeyId(key), value);
}
