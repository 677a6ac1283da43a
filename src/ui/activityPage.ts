import * as l10n from "@vscode/l10n";
import type { ActivityView } from "../core/activityLog.ts";
import { activityText } from "../core/activityText.ts";
import { ACTIVITY_SETTING } from "./ids.ts";

/** What the activity document says: what is to be known first, then the entries. */
export function activityPage({ entries, trouble }: ActivityView, enabled: boolean): string {
  const words: string[] = [];
  if (!enabled) {
    words.push(l10n.t("Activity is switched off. To switch it on, change the setting {0}.", ACTIVITY_SETTING));
  }
  if (trouble !== undefined) {
    words.push(trouble, l10n.t("Until then only what this window has done is listed. Clear Activity… begins anew."));
  }
  if (entries.length === 0 && words.length === 0) {
    words.push(
      l10n.t("Nothing has been done yet."),
      l10n.t("What is done with servers and keys is listed here, newest first: when, what, and how it ended."),
      l10n.t("It never holds a key, and it stays on this machine."),
    );
  }
  const heading = words.map((line) => `${line}\n`).join("");
  return [heading, activityText(entries)].filter((part) => part !== "").join("\n");
}
