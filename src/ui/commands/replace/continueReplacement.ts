import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ChosenKey } from "../../../core/servers.ts";
import type { Command } from "../../gates/commands.ts";
import { tell, warn } from "../../gates/messages.ts";
import { canRetry, failureSentence } from "../failures.ts";
import { chooseKeyOf } from "../selection.ts";
import { checklist, type ChecklistNeeds } from "./checklist.ts";
import { enterNewKey, type EnterNeeds } from "./enterNewKey.ts";
import { wayOf } from "./ways.ts";
import { keyName } from "./words.ts";

/** Goes on with a replacement where it stands: with the key that was made in SDP, or with what still has the old one. */
export function continueReplacement(needs: EnterNeeds & ChecklistNeeds): Command {
  return async (...args) => {
    const { fleet } = needs;
    const isUnderWay = ({ server, key }: ChosenKey): boolean => fleet.replacement(server, key) !== undefined;
    const chosen = await chooseKeyOf(fleet.servers, isUnderWay, l10n.t("Continue Replacement"), args);
    if (chosen === undefined) {
      if (!fleet.servers.some((server) => server.keys.some((key) => isUnderWay({ server, key })))) {
        void tell(l10n.t("No replacement is under way."));
      }
      return;
    }
    const { server, key } = chosen;
    if (fleet.replacement(server, key)?.stage === "storing" && !(await resume(needs, chosen))) return;
    const replacement = fleet.replacement(server, key);
    if (replacement?.stage === "begun") {
      const seen = fleet.observation(server, key);
      await enterNewKey(needs, chosen, wayOf(replacement), seen, replacement.since);
    }
    if (replacement?.stage === "carrying") await checklist(needs, chosen);
  };
}

/** Whether the change-over that was broken off is at one end or the other. */
async function resume(needs: EnterNeeds, chosen: ChosenKey): Promise<boolean> {
  const { server, key } = chosen;
  const title = l10n.t("Finishing what was begun with {0}", keyName(chosen));
  const options = { location: vscode.ProgressLocation.Notification, title };
  const retry = l10n.t("Retry");
  for (;;) {
    const resumed = await vscode.window.withProgress(options, () =>
      needs.activity.follow("replaceKey", { server: server.name, key: key.name }, needs.replacing.resume(server, key)),
    );
    if (resumed.ok) return true;
    const buttons = canRetry(resumed.reason) ? [retry] : [];
    if ((await warn(failureSentence(resumed.reason), ...buttons)) !== retry) return false;
  }
}
