import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Changes } from "../../core/changes.ts";
import { Clearing, type Clearance } from "../../core/clearing.ts";
import type { ChosenKey } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import type { WhereNeeds } from "./whereAreMyKeys.ts";
import { clearanceReport, removalQuestion } from "./whereabouts/removalWords.ts";

export type RemoveAllNeeds = Pick<WhereNeeds, "fleet" | "inventory" | "stores"> & {
  readonly changes: Pick<Changes, "discardKey">;
};

/** Removes the keys of all entries from this machine; the entries stay, and so does what no entry here uses. */
export function removeAllKeys({ fleet, changes, inventory, stores }: RemoveAllNeeds): Command {
  const clearing = new Clearing(fleet, changes, inventory, stores);
  return async () => {
    const { servers } = fleet;
    let left: readonly ChosenKey[] = servers.flatMap((server) => server.keys.map((key) => ({ server, key })));
    if (left.length === 0) {
      void tell(l10n.t("There are no keys yet."));
      return;
    }
    const { question, detail } = removalQuestion(servers);
    if (!(await confirm(question, detail, l10n.t("Remove All Keys")))) return;
    const retry = l10n.t("Retry");
    while (left.length > 0) {
      const { outcomes, unsure } = await clear(clearing, left);
      const { sentence, failed, done } = clearanceReport({ outcomes, unsure }, left.length);
      if (done) void tell(sentence);
      if (done || (await warn(sentence, ...(failed.length > 0 ? [retry] : []))) !== retry) return;
      left = failed;
    }
  };
}

/** With progress and Cancel. */
function clear(clearing: Clearing, keys: readonly ChosenKey[]): Thenable<Clearance> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    const step = (done: number): void => {
      const increment = done === 0 ? 0 : 100 / keys.length;
      progress.report({ message: l10n.t("Removing keys: {0} of {1}", done, keys.length), increment });
    };
    step(0);
    return clearing.clear(keys, step, cancel.signal);
  });
}
