import * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import { commandId, type CommandName } from "../ids.ts";
import { showUnexpected } from "./messages.ts";

/** What a command does; its arguments come from menus, key bindings or other extensions, so they are of any shape. */
export type Command = (...args: unknown[]) => unknown;

/** Registers all commands. What one throws becomes one message here, with its detail in the log. */
export function registerCommands(commands: Record<CommandName, Command>, log: Log): vscode.Disposable {
  const registrations = Object.entries(commands).map(([name, command]) =>
    vscode.commands.registerCommand(commandId(name as CommandName), async (...args: unknown[]) => {
      try {
        return await command(...args);
      } catch (error) {
        log.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        showUnexpected(name);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}
