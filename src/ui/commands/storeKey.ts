import * as l10n from "@vscode/l10n";
import type { ChangeFailure, Changes, KeyDraft } from "../../core/changes.ts";
import type { Observation } from "../../core/health.ts";
import { accountOf } from "../../core/names.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { ServerEntry } from "../../core/servers.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import { failureSentence } from "./failures.ts";

export interface StoreNeeds {
  readonly changes: Pick<Changes, "putKey" | "discardKey">;
  /** Shows the key in the view. */
  readonly reveal: (server: string, key: string) => Promise<void>;
}

/**
 * Stores a key that was checked, then its entry; what fails in between is said, and can be retried or taken back.
 * @param isNew there is no entry of this name yet
 */
export async function storeKey(
  needs: StoreNeeds,
  server: ServerEntry,
  draft: KeyDraft,
  checked: Observation,
  isNew: boolean,
): Promise<void> {
  for (let put = draft; ;) {
    const stored = await needs.changes.putKey(server, put, checked);
    if (stored.ok) break;
    if (stored.reason.step === "occupied") {
      if (!(await confirmOverwrite(server, draft.name))) return;
      put = { ...draft, overwrite: true };
      continue;
    }
    // What was there before must not go with what takes its place.
    const discard = isNew && put.overwrite !== true ? () => discardKey(needs, server, draft.name) : undefined;
    if (!(await retries(stored.reason, discard))) return;
  }
  await needs.reveal(server.name, draft.name);
  void tell(
    checked.state === "valid"
      ? l10n.t("{0} is valid and stored.", draft.name)
      : l10n.t("{0} is stored. {1}", draft.name, reasonSentence(checked.reason)),
  );
}

function confirmOverwrite(server: ServerEntry, key: string): Promise<boolean> {
  const account = accountOf(server.name, key, server.address.origin);
  return confirm(
    l10n.t("The secret store holds another key for {0}.", account),
    l10n.t("Another editor or program may use it. Yours would take its place."),
    l10n.t("Overwrite"),
  );
}

/** Says what failed, and what is true of the key now; whether to try again. */
async function retries(failure: ChangeFailure, discard: (() => Promise<void>) | undefined): Promise<boolean> {
  const sentence = failureSentence(failure);
  const retry = l10n.t("Retry");
  const discardKey = l10n.t("Discard Key");
  const buttons = discard === undefined ? [retry] : [retry, discardKey];
  const ask = async (message: string, choices: readonly string[]): Promise<boolean> => {
    const answer = await warn(message, ...choices);
    if (answer === discardKey) await discard?.();
    return answer === retry;
  };
  switch (failure.step) {
    case "taken":
    case "changed":
    case "occupied":
      return ask(l10n.t("The key was not stored. {0}", sentence), []);
    case "store":
      return failure.failure.kind === "waiting"
        ? ask(l10n.t("It is not known yet whether the key was stored. {0}", sentence), buttons)
        : ask(l10n.t("The key was not stored. {0}", sentence), [retry]);
    case "index":
      return ask(l10n.t("The key is stored, its entry is not written. {0}", sentence), buttons);
    case "entry":
      return failure.failure.kind === "taken"
        ? ask(l10n.t("The key is stored. {0}", sentence), [])
        : ask(l10n.t("The key is stored, its entry is not written. {0}", sentence), buttons);
  }
}

async function discardKey({ changes }: StoreNeeds, server: ServerEntry, key: string): Promise<void> {
  const retry = l10n.t("Retry");
  for (;;) {
    const discarded = await changes.discardKey(server, key);
    if (discarded.ok || (await warn(failureSentence(discarded.reason), retry)) !== retry) return;
  }
}
