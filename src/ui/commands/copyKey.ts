import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { ClipboardGuard } from "../../core/clipboardGuard.ts";
import type { ClipboardFailure } from "../../core/clipboardPorts.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { ChosenKey } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import { takeKey, type KeyForUseNeeds } from "./keyForUse.ts";
import { protectedSentence } from "./protection.ts";
import { chooseKey } from "./selection.ts";
import { keyName } from "./keyName.ts";

export interface CopyKeyNeeds extends KeyForUseNeeds {
  readonly fleet: Fleet;
  readonly clipboardGuard: Pick<ClipboardGuard, "copy">;
  readonly activity: Pick<ActivityNotes, "note">;
}

/** Copies a key, to be pasted where it is used; the clipboard is cleared after the set time. Resolves to whether it was. */
export function copyKey(needs: CopyKeyNeeds): Command {
  return async (...args) => {
    const chosen = await chooseKey(needs.fleet, l10n.t("Copy Key"), args);
    if (chosen === undefined || (chosen.server.protected && !(await agreed(chosen)))) return false;
    const secret = await takeKey(needs, chosen);
    if (secret === undefined) return false;
    const copied = await needs.clipboardGuard.copy(keyName(chosen), secret);
    const target = { server: chosen.server.name, key: chosen.key.name };
    needs.activity.note("copyKey", target, copied.ok ? "done" : "failed");
    void (copied.ok ? tell(copiedSentence(chosen, copied.value)) : warn(failedSentence(chosen, copied.reason)));
    return copied.ok;
  };
}

function agreed(chosen: ChosenKey): Promise<boolean> {
  const question = l10n.t("Copy the key of {0}?", keyName(chosen));
  return confirm(question, protectedSentence(chosen.server), l10n.t("Copy Key"));
}

/** @param seconds until it is cleared; 0: never */
function copiedSentence(chosen: ChosenKey, seconds: number): string {
  return seconds === 0
    ? l10n.t("The key of {0} is in the clipboard, and stays there. A clipboard history may keep it.", keyName(chosen))
    : l10n.t(
        "The key of {0} is in the clipboard, and is cleared in {1} seconds. A clipboard history may keep it longer.",
        keyName(chosen),
        seconds,
      );
}

function failedSentence(chosen: ChosenKey, { kind, detail }: ClipboardFailure): string {
  return kind === "waiting"
    ? l10n.t("It is not known yet whether the key of {0} was copied. {1}", keyName(chosen), detail)
    : l10n.t("The key of {0} was not copied. {1}", keyName(chosen), detail);
}
