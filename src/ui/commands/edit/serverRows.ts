import * as l10n from "@vscode/l10n";
import type { ServerProperties } from "../../../core/editing.ts";
import type { ServerEntry } from "../../../core/servers.ts";
import { askChoice, beyond, type Answer, type Choice, type Place } from "../../prompts.ts";
import { askFlag, askSettingText, unlessDefault, verifyWords, writeAnswer } from "./asking.ts";
import type { EditNeeds } from "./edit.ts";
import type { Row } from "./rows.ts";
import { textWords } from "./texts.ts";

/** What can be changed of a server, apart from how it is reached. */
export function serverRows(needs: EditNeeds, server: ServerEntry): readonly Row[] {
  const row = <P extends keyof ServerProperties>(
    label: string,
    words: string,
    property: P,
    current: ServerProperties[P] | undefined,
    ask: (place: Place) => Promise<Answer<ServerProperties[P] | undefined>>,
  ): Row => ({
    label,
    words,
    change: async (place) =>
      writeAnswer(needs.activity, { server: server.name }, await ask(place), current, (value) =>
        needs.editing.setServer(server, property, value),
      ),
  });
  const { label, group, description, verify } = server;
  return [
    row(l10n.t("Label"), textWords(label), "label", label, (place) =>
      askSettingText(place, { prompt: l10n.t("Shown instead of {0}. Any text.", server.name), value: label }),
    ),
    row(l10n.t("Group"), textWords(group), "group", group, (place) => askGroup(needs, place, group)),
    row(l10n.t("Description"), textWords(description), "description", description, (place) =>
      askSettingText(place, { prompt: l10n.t("What this server is for. Any text."), value: description }),
    ),
    row(
      l10n.t("Protected"),
      protectedWords(server.protected),
      "protected",
      unlessDefault(server.protected, false),
      (place) =>
        askFlag(place, {
          question: l10n.t("Ask before something is done with a key of this server?"),
          words: protectedWords,
          value: server.protected,
          byDefault: false,
        }),
    ),
    row(l10n.t("Check on a Timer"), verifyWords(verify), "verify", unlessDefault(verify, true), (place) =>
      askFlag(place, {
        question: l10n.t("Check the keys of this server on a timer?"),
        words: verifyWords,
        value: verify,
        byDefault: true,
      }),
    ),
    {
      label: l10n.t("Name…"),
      words: server.name,
      change: async () => {
        await needs.rename(server.name);
        return "answer";
      },
    },
  ];
}

function protectedWords(isProtected: boolean): string {
  return isProtected ? l10n.t("Yes, ask before copy, terminal, export, move, replace and remove") : l10n.t("No");
}

/** Offers the groups that there are, and another one; a text box where there are none. */
async function askGroup(
  { fleet }: EditNeeds,
  place: Place,
  current: string | undefined,
): Promise<Answer<string | undefined>> {
  const groups = [...new Set(fleet.servers.flatMap(({ group = "" }) => (group.trim() === "" ? [] : [group])))];
  const askName = (at: Place): Promise<Answer<string | undefined>> =>
    askSettingText(at, { prompt: l10n.t("The group that this server belongs to. Any text."), value: current });
  if (groups.length === 0) return askName(place);
  const choices: Choice<{ readonly group: string | undefined } | "another">[] = [
    ...groups.map((group) => ({ label: group, value: { group } })),
    { label: l10n.t("Another Group…"), value: "another" },
    ...(current === undefined ? [] : [{ label: l10n.t("No Group"), value: { group: undefined } }]),
  ];
  for (;;) {
    const isCurrent = (value: (typeof choices)[number]["value"]): boolean =>
      value !== "another" && value.group !== undefined && value.group === current;
    const chosen = await askChoice(place, l10n.t("Which group does this server belong to?"), choices, isCurrent);
    if (chosen.kind !== "answer") return chosen;
    if (chosen.value !== "another") return { kind: "answer", value: chosen.value.group };
    const named = await askName(beyond(place));
    if (named.kind !== "back") return named;
  }
}
