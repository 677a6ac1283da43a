import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../../core/activity.ts";
import type { ChangeFailure } from "../../../core/changing.ts";
import type { Fleet } from "../../../core/fleet.ts";
import { keyPages, pagesText } from "../../../core/keyPages.ts";
import type { Replacing } from "../../../core/replacing.ts";
import type { Result } from "../../../core/result.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import type { Undoing } from "../../../core/undoing.ts";
import type { Command } from "../../gates/commands.ts";
import { confirm, tell, warn } from "../../gates/messages.ts";
import { asElement } from "../../tree/elements.ts";
import { canRetry, failureSentence } from "../failures.ts";
import { keyName } from "./words.ts";

export interface TickNeeds {
  readonly fleet: Fleet;
  readonly replacing: Pick<Replacing, "tick" | "retire">;
  readonly undoing: Pick<Undoing, "askOld">;
  readonly activity: ActivityNotes;
}

/** Marks as done what the tree item is for: a consumer that has the new key, or the old key switched off. */
export function tickConsumer(needs: TickNeeds): Command {
  return async (item) => {
    const element = asElement(item);
    if (element?.kind !== "consumer" && element?.kind !== "retire") return;
    const server = needs.fleet.server(element.server);
    const key = server?.keys.find(({ name }) => name === element.key);
    if (server === undefined || key === undefined) return;
    const chosen = { server, key };
    if (element.kind === "consumer") await tickOff(needs, chosen, element.consumer);
    else await tickRetired(needs, chosen);
  };
}

/** Notes that a consumer has the new key; false: it could not be noted. */
export async function tickOff(needs: TickNeeds, chosen: ChosenKey, consumer: string): Promise<boolean> {
  const { server, key } = chosen;
  const done = await untilNoted(needs, chosen, () => needs.replacing.tick(server, key, consumer));
  if (!done) return false;
  const left = needs.fleet.replacement(server, key);
  if (left === undefined) tellFinished(chosen);
  return true;
}

/** Notes that the old key is switched off in SDP, where the server does not say otherwise; false: it is not noted. */
export async function tickRetired(needs: TickNeeds, chosen: ChosenKey): Promise<boolean> {
  const { server, key } = chosen;
  if (!(await isSwitchedOff(needs, chosen))) return false;
  const done = await untilNoted(needs, chosen, () => needs.replacing.retire(server, key));
  if (done && needs.fleet.replacement(server, key) === undefined) tellFinished(chosen);
  return done;
}

/** Asks the server, and the person where it still accepts the old key, or what uses it would stop. */
async function isSwitchedOff({ fleet, undoing }: TickNeeds, chosen: ChosenKey): Promise<boolean> {
  const { server, key } = chosen;
  const replacement = fleet.replacement(server, key);
  if (replacement?.stage !== "carrying") return false;
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: l10n.t("Checking whether the old key is switched off…"),
  };
  const asked = await vscode.window.withProgress(options, async (_, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    const seen = await undoing.askOld(server, key, cancel.signal);
    return cancel.signal.aborted ? undefined : seen;
  });
  if (asked === undefined) return false;
  const state = asked.ok ? asked.value?.state : undefined;
  if (state !== "valid" && state !== "forbidden") return true;
  const pages = keyPages(replacement.before.kind, "retire", fleet.build(server));
  return confirm(
    l10n.t("The server still accepts the old key of {0}.", keyName(chosen)),
    `${pagesText(pages)} ${pages.note}`,
    l10n.t("Mark as Done All the Same"),
  );
}

async function untilNoted(
  { activity }: TickNeeds,
  { server, key }: ChosenKey,
  note: () => Promise<Result<void, ChangeFailure>>,
): Promise<boolean> {
  const retry = l10n.t("Retry");
  for (;;) {
    const noted = await activity.follow("tickConsumer", { server: server.name, key: key.name }, note());
    if (noted.ok) return true;
    const buttons = canRetry(noted.reason) ? [retry] : [];
    if ((await warn(failureSentence(noted.reason), ...buttons)) !== retry) return false;
  }
}

function tellFinished(chosen: ChosenKey): void {
  void tell(l10n.t("The replacement of {0} is finished. The old key is gone from this machine.", keyName(chosen)));
}
