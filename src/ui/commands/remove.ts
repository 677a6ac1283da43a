import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Changes } from "../../core/changes.ts";
import type { ChangeFailure } from "../../core/changing.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { Result } from "../../core/result.ts";
import type { KeyEntry, ServerEntry } from "../../core/servers.ts";
import { isAbsent } from "../../core/stores/storeTrouble.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, warn } from "../gates/messages.ts";
import { canRetry, failureSentence } from "./failures.ts";
import { protectedSentence } from "./protection.ts";
import { chooseServerOrKey } from "./selection.ts";

export interface RemoveNeeds {
  readonly fleet: Fleet;
  readonly changes: Changes;
  readonly activity: ActivityNotes;
}

/** Removes a key, or a server with its keys, from this machine; nothing changes in SDP. */
export function remove({ fleet, changes, activity }: RemoveNeeds): Command {
  return async (...args) => {
    const chosen = await chooseServerOrKey(
      fleet.servers,
      l10n.t("Remove"),
      l10n.t("Remove which server or key?"),
      args,
    );
    if (chosen === undefined) return;
    const { server, key } = chosen;
    const follow = (
      work: Promise<Result<void, ChangeFailure>>,
      detail?: string,
    ): Promise<Result<void, ChangeFailure>> =>
      activity.follow("remove", { server: server.name, key: key?.name }, work, detail);
    const removeEntry = (): Promise<Result<void, ChangeFailure>> =>
      follow(changes.removeEntry(server, key?.name), l10n.t("entry only"));
    const mark = (): Promise<string> => changes.mark(server, key ? [key.name] : server.keys.map(({ name }) => name));
    const asked = await mark();
    if (!(await agreed(server, key))) return;
    for (let known = asked; ;) {
      const removed = await follow(
        key === undefined ? changes.removeServer(server, known) : changes.removeKey(server, key.name, known),
      );
      if (removed.ok || !(await retries(removed.reason, removeEntry))) return;
      known = await mark();
    }
  };
}

/** Says what stopped it, and what is true; whether to try again. */
async function retries(
  failure: ChangeFailure,
  removeEntry: () => Promise<Result<void, ChangeFailure>>,
): Promise<boolean> {
  const sentence = failureSentence(failure);
  const retry = l10n.t("Retry");
  const entryOnly = l10n.t("Remove Entry Only");
  if (failure.step === "entry") {
    return (await warn(l10n.t("The key is deleted, its entry is not removed. {0}", sentence), retry)) === retry;
  }
  const buttons = canRetry(failure) ? [retry] : [];
  // What a store that is gone for good may still have cannot be deleted by anybody.
  if (failure.step === "store" && isAbsent(failure.failure)) buttons.push(entryOnly);
  const answer = await warn(sentence, ...buttons);
  if (answer !== entryOnly) return answer === retry;
  const removed = await removeEntry();
  return removed.ok ? false : (await warn(failureSentence(removed.reason), retry)) === retry;
}

function agreed(server: ServerEntry, key: KeyEntry | undefined): Promise<boolean> {
  const name = server.label ?? server.name;
  const nothing = l10n.t("Nothing changes in ServiceDesk Plus: what uses a key goes on working.");
  const unchanged = server.protected ? `${nothing}\n\n${protectedSentence(server)}` : nothing;
  if (key !== undefined) {
    const detail = l10n.t(
      "The key stored for {0} is deleted from this machine, and its entry from your settings.",
      server.address.origin,
    );
    return confirm(l10n.t("Remove {0} of {1}?", key.name, name), `${detail} ${unchanged}`, l10n.t("Remove"));
  }
  const detail = l10n.t(
    "Its keys ({0}) stored for {1} are deleted from this machine, and its entry from your settings.",
    server.keys.length,
    server.address.origin,
  );
  return confirm(l10n.t("Remove {0} with all its keys?", name), `${detail} ${unchanged}`, l10n.t("Remove"));
}
