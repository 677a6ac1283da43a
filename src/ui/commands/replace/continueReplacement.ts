import * as l10n from "@vscode/l10n";
import type { ChosenKey } from "../../../core/servers.ts";
import type { Command } from "../../gates/commands.ts";
import { tell } from "../../gates/messages.ts";
import { withTitle } from "../../gates/progress.ts";
import { keyName } from "../keyName.ts";
import { takeKey } from "../keyForUse.ts";
import { untilDone } from "../retrying.ts";
import { chooseKeyOf } from "../selection.ts";
import { checklist, type ChecklistNeeds } from "./checklist.ts";
import { enterNewKey, type EnterNeeds } from "./enterNewKey.ts";

/** Goes on with a replacement where it stands: with the key that was made in SDP, or with what still has the old one. */
export function continueReplacement(needs: EnterNeeds & ChecklistNeeds): Command {
  return async (...args) => {
    const { fleet } = needs;
    const isUnderWay = ({ server, key }: ChosenKey): boolean => fleet.replacement(server, key) !== undefined;
    const chosen = await chooseKeyOf(fleet.servers, isUnderWay, l10n.t("Continue Replacement"), args);
    if (chosen === undefined || !isUnderWay(chosen)) {
      const keys =
        chosen === undefined ? fleet.servers.flatMap((server) => server.keys.map((key) => ({ server, key }))) : [];
      if (!keys.some(isUnderWay)) void tell(l10n.t("No replacement is under way."));
      return;
    }
    const { server, key } = chosen;
    if (fleet.replacement(server, key)?.stage === "storing" && !(await resume(needs, chosen))) return;
    const replacement = fleet.replacement(server, key);
    // Without the old key there is none to be replaced: the person is led to entering one.
    if (replacement?.stage === "begun" && (await takeKey(needs, chosen)) !== undefined) {
      await enterNewKey(needs, chosen, replacement);
    }
    if (replacement?.stage === "carrying") await checklist(needs, chosen);
  };
}

/** Whether the change-over that was broken off is at one end or the other. */
async function resume(needs: EnterNeeds, chosen: ChosenKey): Promise<boolean> {
  const { server, key } = chosen;
  const target = { server: server.name, key: key.name };
  const failure = await untilDone(() =>
    withTitle(l10n.t("Finishing what was begun with {0}", keyName(chosen)), () =>
      needs.activity.follow("replaceKey", target, needs.replacing.resume(server, key)),
    ),
  );
  return failure === undefined;
}
