import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Clearance, Clearing } from "../../core/clearing.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { ChosenKey } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import { withCount } from "../gates/progress.ts";
import { clearanceReport, removalQuestion } from "./whereabouts/removalWords.ts";

export interface RemoveAllNeeds {
  readonly fleet: Pick<Fleet, "servers">;
  readonly clearing: Pick<Clearing, "clear">;
  readonly activity: ActivityNotes;
}

/** Removes the keys of all entries from this machine; the entries stay, and so does what no entry here uses. */
export function removeAllKeys({ fleet, clearing, activity }: RemoveAllNeeds): Command {
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
      const counted = l10n.t("{0} of {1} keys", outcomes.length - failed.length, left.length);
      activity.note("removeAllKeys", {}, failed.length === 0 ? "done" : "failed", counted);
      if (done) void tell(sentence);
      if (done || (await warn(sentence, ...(failed.length > 0 ? [retry] : []))) !== retry) return;
      left = failed;
    }
  };
}

/** With progress and Cancel. */
function clear(clearing: RemoveAllNeeds["clearing"], keys: readonly ChosenKey[]): Thenable<Clearance> {
  const words = (done: number, total: number): string => l10n.t("Removing keys: {0} of {1}", done, total);
  return withCount(words, (count, signal) => {
    count(0, keys.length);
    return clearing.clear(keys, (done) => count(done, keys.length), signal);
  });
}
