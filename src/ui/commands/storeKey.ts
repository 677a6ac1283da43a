import * as l10n from "@vscode/l10n";
import type { ChangeFailure, Changes, KeyDraft } from "../../core/changes.ts";
import type { Observation } from "../../core/health.ts";
import { accountOf } from "../../core/names.ts";
import type { Records } from "../../core/records.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { ServerEntry } from "../../core/servers.ts";
import type { Consents, KeyStoreSetting } from "../../core/storePorts.ts";
import type { Survival } from "../../core/stores/survival.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import { agreeToEditorStore } from "./editorStore.ts";
import { canUseEditorStore } from "./editorStoreOffer.ts";
import { failureSentence } from "./failures.ts";
import { storedSentence } from "./storeWords.ts";

export interface StoreNeeds {
  readonly changes: Pick<Changes, "putKey" | "discardKey">;
  readonly setting: KeyStoreSetting;
  readonly consents: Consents;
  readonly records: Pick<Records, "known">;
  readonly survival: Pick<Survival, "look">;
  /** Shows the key in the view. */
  readonly reveal: (server: string, key: string) => Promise<void>;
}

/** What can be done about a failure, apart from trying again. */
interface WaysOut {
  readonly discard: (() => Promise<void>) | undefined;
  /** Whether the person agrees to VS Code's own store, so that trying again makes sense. */
  readonly useEditorStore: (() => Promise<boolean>) | undefined;
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
    if (stored.ok) {
      await needs.reveal(server.name, draft.name);
      const valid = checked.state === "valid";
      const sentence = storedSentence(draft.name, stored.value, valid);
      void tell(valid ? sentence : `${sentence} ${reasonSentence(checked.reason)}`);
      return;
    }
    if (stored.reason.step === "occupied") {
      if (!(await confirmOverwrite(server, draft.name))) return;
      put = { ...draft, overwrite: true };
      continue;
    }
    const ways: WaysOut = {
      // What was there before must not go with what takes its place.
      discard: isNew && put.overwrite !== true ? () => discardKey(needs, server, draft.name) : undefined,
      useEditorStore: await editorStoreFor(needs, server, draft.name, stored.reason),
    };
    if (!(await retries(stored.reason, ways))) return;
  }
}

function confirmOverwrite(server: ServerEntry, key: string): Promise<boolean> {
  const account = accountOf(server.name, key, server.address.origin);
  return confirm(
    l10n.t("The secret store holds another key for {0}.", account),
    l10n.t("Another editor or program may use it. Yours would take its place."),
    l10n.t("Overwrite"),
  );
}

/** Asks for agreement to VS Code's own store; undefined where that would not help. */
async function editorStoreFor(
  needs: StoreNeeds,
  server: ServerEntry,
  key: string,
  reason: ChangeFailure,
): Promise<WaysOut["useEditorStore"]> {
  if (reason.step !== "store") return undefined;
  const account = accountOf(server.name, key, server.address.origin);
  return (await canUseEditorStore(needs, account, reason.failure))
    ? () => agreeToEditorStore(needs, reason.failure)
    : undefined;
}

/** Says what failed, and what is true of the key now; whether to try again. */
async function retries(failure: ChangeFailure, { discard, useEditorStore }: WaysOut): Promise<boolean> {
  const sentence = failureSentence(failure);
  const retry = l10n.t("Retry");
  const discardIt = l10n.t("Discard Key");
  const useEditor = l10n.t("Use VS Code's Store…");
  const buttons = discard === undefined ? [retry] : [retry, discardIt];
  const ask = async (message: string, choices: readonly string[]): Promise<boolean> => {
    for (;;) {
      const answer = await warn(message, ...choices);
      if (answer === useEditor && (await useEditorStore?.()) === false) continue;
      if (answer === discardIt) await discard?.();
      return answer === retry || answer === useEditor;
    }
  };
  switch (failure.step) {
    case "taken":
    case "changed":
    case "occupied":
      return ask(l10n.t("The key was not stored. {0}", sentence), []);
    case "lock":
      return ask(l10n.t("The key was not stored. {0}", sentence), [retry]);
    case "store":
      return failure.failure.kind === "waiting"
        ? ask(l10n.t("It is not known yet whether the key was stored. {0}", sentence), buttons)
        : ask(
            l10n.t("The key was not stored. {0}", sentence),
            useEditorStore === undefined ? [retry] : [retry, useEditor],
          );
    case "index":
      return failure.done
        ? ask(l10n.t("The key is stored, its entry is not written. {0}", sentence), buttons)
        : ask(l10n.t("The key was not stored. {0}", sentence), [retry]);
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
    if (discarded.ok) {
      void tell(l10n.t("The key was discarded."));
      return;
    }
    if ((await warn(failureSentence(discarded.reason), retry)) !== retry) return;
  }
}
