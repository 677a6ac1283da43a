import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../../core/activity.ts";
import type { Fleet } from "../../../core/fleet.ts";
import { consumerName } from "../../../core/replacementWords.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import type { UndoFailure, Undoing } from "../../../core/undoing.ts";
import type { Command } from "../../gates/commands.ts";
import { confirm, tell, warn } from "../../gates/messages.ts";
import { withCancel } from "../../gates/progress.ts";
import { canRetry, failureSentence } from "../failures.ts";
import { keyName } from "../keyName.ts";
import { protectedSentence } from "../protection.ts";
import { chooseKeyOf } from "../selection.ts";

export interface UndoNeeds {
  readonly fleet: Fleet;
  readonly undoing: Pick<Undoing, "undo">;
  readonly activity: ActivityNotes;
}

/** Puts the old key back in its place, as long as it is kept and the server accepts it. */
export function undoReplacement({ fleet, undoing, activity }: UndoNeeds): Command {
  return async (...args) => {
    const isUndoable = ({ server, key }: ChosenKey): boolean => {
      const replacement = fleet.replacement(server, key);
      return replacement?.stage === "carrying" && replacement.kept && fleet.outlook(server, key).previous;
    };
    const chosen = await chooseKeyOf(fleet.servers, isUndoable, l10n.t("Undo Replacement"), args);
    if (chosen === undefined || !isUndoable(chosen)) {
      if (!fleet.servers.some((server) => server.keys.some((key) => isUndoable({ server, key })))) {
        void tell(l10n.t("There is no replacement that can be undone."));
      }
      return;
    }
    if (!(await agreed(fleet, chosen))) return;
    const { server, key } = chosen;
    const title = l10n.t("Putting the old key of {0} back", keyName(chosen));
    const target = { server: server.name, key: key.name };
    for (;;) {
      const undone = await withCancel(title, (signal) =>
        activity.follow("undoReplacement", target, undoing.undo(server, key, signal)),
      );
      if (undone.ok) {
        const still = l10n.t(
          "The new one is still active in ServiceDesk Plus: switch it off there once nothing uses it.",
        );
        void tell(`${l10n.t("{0} has its old key again.", keyName(chosen))} ${still}`);
        return;
      }
      if (!(await triesAgain(undone.reason))) return;
    }
  };
}

function agreed(fleet: Fleet, chosen: ChosenKey): Promise<boolean> {
  const { server, key } = chosen;
  const replacement = fleet.replacement(server, key);
  const carried = replacement?.stage === "carrying" ? replacement.done.map(consumerName) : [];
  const lines = [
    l10n.t("The server is asked first whether it still accepts the old key. The new one is deleted from this machine."),
    carried.length > 0 ? l10n.t("These have the new key already and go on with it: {0}", carried.join(", ")) : "",
    server.protected ? protectedSentence(server) : "",
  ];
  return confirm(
    l10n.t("Use the old key of {0} again?", keyName(chosen)),
    lines.filter((line) => line !== "").join("\n\n"),
    l10n.t("Use the Old Key"),
  );
}

async function triesAgain(failure: UndoFailure): Promise<boolean> {
  if (failure.step === "cancelled") return false;
  const retry = l10n.t("Retry");
  const message = l10n.t("The new key stays. {0}", failureSentence(failure));
  return (await warn(message, ...(canRetry(failure) ? [retry] : []))) === retry;
}
