import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Activity } from "../../core/activityLog.ts";
import { activityText } from "../../core/activityText.ts";
import type { ActivityDocument } from "../activityDocument.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, tell, warn } from "../gates/messages.ts";

/** Opens the activity as a document. */
export function showActivity(document: Pick<ActivityDocument, "show">): Command {
  return () => document.show();
}

/** Puts the activity into the clipboard, as the lines of the document. */
export function copyActivity(activity: Pick<Activity, "look">): Command {
  return async () => {
    const { entries, trouble } = await activity.look();
    if (entries.length === 0) {
      void (trouble === undefined ? tell(l10n.t("There is no activity to copy.")) : warn(trouble));
      return;
    }
    await vscode.env.clipboard.writeText(activityText(entries));
    void tell(entries.length === 1 ? l10n.t("1 line is copied.") : l10n.t("{0} lines are copied.", entries.length));
  };
}

/** Deletes the activity, once the person has agreed. */
export function clearActivity(activity: Pick<Activity, "clear">): Command {
  return async () => {
    const detail = l10n.t(
      "What was done so far, in all windows, is not listed any more. Keys and entries stay as they are.",
    );
    if (!(await confirm(l10n.t("Clear the activity?"), detail, l10n.t("Clear Activity")))) return;
    const retry = l10n.t("Retry");
    for (;;) {
      const cleared = await activity.clear();
      if (cleared.ok || (await warn(cleared.reason, retry)) !== retry) return;
    }
  };
}
