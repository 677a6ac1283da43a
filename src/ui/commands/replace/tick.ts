import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../../core/activity.ts";
import type { CarryingOver } from "../../../core/carryingOver.ts";
import type { ChangeFailure } from "../../../core/changing.ts";
import type { Fleet } from "../../../core/fleet.ts";
import { keyPages, pagesText } from "../../../core/keyPages.ts";
import { carryingOf } from "../../../core/replacement.ts";
import { consumerName } from "../../../core/replacementWords.ts";
import type { Result } from "../../../core/result.ts";
import { reasonSentence } from "../../../core/sentences.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import type { Undoing } from "../../../core/undoing.ts";
import type { Command } from "../../gates/commands.ts";
import { confirm, tell } from "../../gates/messages.ts";
import { withCancel } from "../../gates/progress.ts";
import { commandId } from "../../ids.ts";
import { asElement } from "../../tree/elements.ts";
import { failureSentence } from "../failures.ts";
import { keyName } from "../keyName.ts";
import { untilDone } from "../retrying.ts";

export interface TickNeeds {
  readonly fleet: Fleet;
  readonly carryingOver: Pick<CarryingOver, "tick" | "retire">;
  readonly undoing: Pick<Undoing, "askOld">;
  readonly activity: ActivityNotes;
}

/** Marks as done what the tree item is for: a consumer that has the new key, or the old key switched off. */
export function tickConsumer(needs: TickNeeds): Command {
  return async (item) => {
    const element = asElement(item);
    if (element?.kind !== "consumer" && element?.kind !== "retire") {
      // While the view is drawn anew, a button comes without its row.
      await vscode.commands.executeCommand(commandId("continueReplacement"));
      return;
    }
    const server = needs.fleet.server(element.server);
    const key = server?.keys.find(({ name }) => name === element.key);
    if (server === undefined || key === undefined) return;
    if (element.kind === "consumer") await tickOff(needs, { server, key }, element.consumer);
    else await tickRetired(needs, { server, key });
  };
}

/** Notes that a consumer has the new key; false: it could not be noted. */
export function tickOff(needs: TickNeeds, chosen: ChosenKey, consumer: string): Promise<boolean> {
  const { server, key } = chosen;
  return noted(needs, chosen, consumerName(consumer), () => needs.carryingOver.tick(server, key, consumer));
}

/** Notes that the old key is switched off in SDP, where the server does not say otherwise; false: it is not noted. */
export async function tickRetired(needs: TickNeeds, chosen: ChosenKey): Promise<boolean> {
  const { server, key } = chosen;
  if (!(await isSwitchedOff(needs, chosen))) return false;
  return noted(needs, chosen, l10n.t("the old key"), () => needs.carryingOver.retire(server, key));
}

/** Where the server does not refuse the old key, the person is asked. */
async function isSwitchedOff({ fleet, undoing }: TickNeeds, chosen: ChosenKey): Promise<boolean> {
  const { server, key } = chosen;
  const carrying = carryingOf(fleet.replacement(server, key));
  if (carrying === undefined) return false;
  const asked = await withCancel(l10n.t("Checking whether the old key is switched off…"), async (signal) => {
    const seen = await undoing.askOld(server, key, signal);
    return signal.aborted ? undefined : seen;
  });
  if (asked === undefined || (asked.ok && asked.value === undefined)) return false;
  const doneAnyway = l10n.t("Mark as Done All the Same");
  const name = keyName(chosen);
  if (!asked.ok) {
    // The old key that was kept has been deleted: nobody can be asked about it.
    if (asked.reason.step === "gone") return true;
    return confirm(l10n.t("The old key of {0} cannot be read.", name), failureSentence(asked.reason), doneAnyway);
  }
  const { state, reason } = asked.value ?? {};
  if (state === "invalid" || reason === undefined) return true;
  const pages = keyPages(carrying.before.kind, "retire", fleet.build(server));
  return state === "valid" || state === "forbidden"
    ? confirm(
        l10n.t("The server still accepts the old key of {0}.", name),
        l10n.t("Switch it off first: {0} {1}", pagesText(pages), pages.note),
        doneAnyway,
      )
    : confirm(
        l10n.t("The server could not be asked about the old key of {0}.", name),
        reasonSentence(reason),
        doneAnyway,
      );
}

/** With the last tick the replacement is finished, which is said. */
async function noted(
  { activity, fleet }: TickNeeds,
  chosen: ChosenKey,
  what: string,
  note: () => Promise<Result<void, ChangeFailure>>,
): Promise<boolean> {
  const { server, key } = chosen;
  const target = { server: server.name, key: key.name };
  if ((await untilDone(() => activity.follow("tickConsumer", target, note(), what))) !== undefined) return false;
  if (fleet.replacement(server, key) === undefined) {
    void tell(l10n.t("The replacement of {0} is finished. The old key is gone from this machine.", keyName(chosen)));
  }
  return true;
}
