import * as l10n from "@vscode/l10n";
import type { KeyProperties } from "../../../core/editing.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import type { Answer, Place } from "../../prompts.ts";
import { askAndChangeExpiry } from "../changeExpiry.ts";
import { askKind, kindWords } from "../kindQuestion.ts";
import { askFlag, askSettingText, unlessDefault, verifyWords, writeAnswer } from "./asking.ts";
import { editConsumers } from "./consumers.ts";
import type { EditNeeds } from "./edit.ts";
import type { Row } from "./rows.ts";
import { inOneLine, textWords } from "./texts.ts";

/**
 * What can be changed of a key's entry.
 * @param look finds the entry as it is at a later moment
 */
export function keyRows(needs: EditNeeds, chosen: ChosenKey, look: () => ChosenKey | undefined): readonly Row[] {
  const { server, key } = chosen;
  const row = <P extends keyof KeyProperties>(
    label: string,
    words: string,
    property: P,
    current: KeyProperties[P] | undefined,
    ask: (place: Place) => Promise<Answer<KeyProperties[P] | undefined>>,
  ): Row => ({
    label,
    words,
    change: async (place) =>
      writeAnswer(needs.activity, { server: server.name, key: key.name }, await ask(place), current, (value) =>
        needs.editing.setKey(server, key, property, value),
      ),
  });
  const { owner, kind, notes, verify } = key;
  const consumers = key.usedBy.map(({ name }) => inOneLine(name)).join(", ");
  return [
    row(l10n.t("Owner"), textWords(owner), "owner", owner, (place) =>
      askSettingText(place, {
        prompt: l10n.t("The technician's login, or who owns the Integration Key."),
        placeholder: "svc-endpoint-central",
        value: owner,
      }),
    ),
    row(l10n.t("Kind"), kind === undefined ? textWords(kind) : kindWords(kind), "kind", kind, (place) =>
      askKind(place, kind),
    ),
    {
      label: l10n.t("Expiry"),
      words: textWords(key.expiresText),
      change: (place) => askAndChangeExpiry(needs, chosen, place),
    },
    {
      label: l10n.t("Used By"),
      words: textWords(consumers),
      change: (place) => editConsumers(needs, place, look),
    },
    row(l10n.t("Notes"), textWords(notes), "notes", notes, (place) =>
      askSettingText(place, {
        prompt: l10n.t("Anything worth knowing about this key, but never the key."),
        value: notes,
      }),
    ),
    row(l10n.t("Check on a Timer"), verifyWords(verify), "verify", unlessDefault(verify, true), (place) =>
      askFlag(place, {
        question: l10n.t("Check this key on a timer?"),
        words: verifyWords,
        value: verify,
        byDefault: true,
      }),
    ),
    {
      label: l10n.t("Name…"),
      words: key.name,
      change: async () => {
        await needs.rename(server.name, key.name);
        return "answer";
      },
    },
  ];
}
