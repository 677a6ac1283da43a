/** What the tests inside VS Code share: the extension, its settings, its Problems entries. */
import * as vscode from "vscode";
import type { VerifyRow } from "../../../src/core/health.ts";

/** The extension under test, activated. */
export async function extension(): Promise<vscode.Extension<unknown>> {
  const found = vscode.extensions.getExtension("sdp-keys.servicedesk-plus-keys");
  if (found === undefined) throw new Error("the extension is not in this VS Code");
  await found.activate();
  return found;
}

/** Sets the list of servers, as the settings editor does. */
export async function setServers(servers: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration("servicedeskPlus")
    .update("servers", servers, vscode.ConfigurationTarget.Global);
}

/** Runs one of the verify commands. */
export async function verify(
  command: "verifyAll" | "verifyServer" | "verifyKey",
  ...args: string[]
): Promise<VerifyRow[]> {
  return vscode.commands.executeCommand<VerifyRow[]>(`servicedeskPlus.${command}`, ...args);
}

export interface ProblemEntry {
  readonly file: string;
  readonly diagnostic: vscode.Diagnostic;
}

/** Our entries, as soon as they are as wanted; the mocha limit ends the waiting. */
export async function problemsWhen(
  wanted: (entries: readonly ProblemEntry[]) => boolean,
): Promise<readonly ProblemEntry[]> {
  const current = problems();
  if (wanted(current)) return current;
  return new Promise((resolve) => {
    const subscription = vscode.languages.onDidChangeDiagnostics(() => {
      const entries = problems();
      if (!wanted(entries)) return;
      subscription.dispose();
      resolve(entries);
    });
  });
}

export function problems(): readonly ProblemEntry[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, diagnostics]) => diagnostics.map((diagnostic) => ({ file: uri.path, diagnostic })))
    .filter(({ diagnostic }) => diagnostic.source === "ServiceDesk Plus");
}

/** The codes of entries, sorted. */
export function codes(entries: readonly ProblemEntry[]): string[] {
  return entries.map(({ diagnostic }) => codeOf(diagnostic)).sort();
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}
