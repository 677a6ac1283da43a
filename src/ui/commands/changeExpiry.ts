import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Editing } from "../../core/editing.ts";
import type { Fleet } from "../../core/fleet.ts";
import { keyPages, stepsText } from "../../core/keyPages.ts";
import type { Clock } from "../../core/ports.ts";
import type { ChosenKey } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { alone, askChoice, beyond, type Answer, type Place } from "../prompts.ts";
import { askExpires } from "./expiryQuestion.ts";
import { openInBrowser } from "./openServer.ts";
import { chooseKey } from "./selection.ts";
import { keyName } from "./keyName.ts";
import { untilDone } from "./retrying.ts";

export interface ExpiryNeeds {
  readonly fleet: Fleet;
  readonly editing: Pick<Editing, "setKey">;
  readonly clock: Clock;
  readonly activity: ActivityNotes;
}

/** Changes what is recorded of a key's end. In SDP only an Integration Key can be extended; that is done there. */
export function changeExpiry(needs: ExpiryNeeds): Command {
  return async (...args) => {
    const chosen = await chooseKey(needs.fleet, l10n.t("Change Expiry"), args);
    if (chosen === undefined) return;
    await askAndChangeExpiry(needs, chosen, alone(l10n.t("Change Expiry: {0}", keyName(chosen))));
  };
}

/** Asks when a key expires, and writes it. */
export async function askAndChangeExpiry(
  needs: ExpiryNeeds,
  chosen: ChosenKey,
  place: Place,
): Promise<Answer<unknown>["kind"]> {
  const { server, key } = chosen;
  const answer = await (key.kind === "integration" ? askExtended : askRecorded)(needs, chosen, place);
  if (answer.kind !== "answer" || (answer.value !== undefined && answer.value === key.expiresText)) return answer.kind;
  await untilDone(() => {
    const target = { server: server.name, key: key.name };
    return needs.activity.follow("changeExpiry", target, needs.editing.setKey(server, key, "expires", answer.value));
  });
  return "answer";
}

function askRecorded({ clock }: ExpiryNeeds, { key }: ChosenKey, place: Place): Promise<Answer<string | undefined>> {
  const note = l10n.t("Only what is recorded here changes, not the key in ServiceDesk Plus.");
  return askExpires(place, { clock, value: key.expiresText, note });
}

/** Leads to where an Integration Key is extended, and asks for the date that was set there. */
async function askExtended(
  { clock, fleet }: ExpiryNeeds,
  { server, key }: ChosenKey,
  place: Place,
): Promise<Answer<string | undefined>> {
  const pages = keyPages("integration", "extend", fleet.build(server));
  for (;;) {
    const way = await askChoice<"open" | "date">(place, l10n.t("Extend it in SDP: {0}", stepsText(pages.steps)), [
      { label: l10n.t("Open Server"), description: server.address.href, detail: pages.note, value: "open" },
      {
        label: l10n.t("Enter the Date Only"),
        detail: l10n.t("It is set in SDP already, or only what is recorded here is wrong."),
        value: "date",
      },
    ]);
    if (way.kind !== "answer") return way;
    if (way.value === "open") await openInBrowser(server);
    const note = l10n.t("As it is set in SDP: {0}.", stepsText(pages.steps));
    const answer = await askExpires(beyond(place), { clock, value: key.expiresText, note });
    if (answer.kind !== "back") return answer;
  }
}
