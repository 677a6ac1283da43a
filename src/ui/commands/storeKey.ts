import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Changes, KeyDraft } from "../../core/changes.ts";
import type { ChangeFailure } from "../../core/changing.ts";
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
  readonly changes: Pick<Changes, "putKey" | "takeBack" | "mark">;
  readonly setting: KeyStoreSetting;
  readonly consents: Consents;
  readonly records: Pick<Records, "known">;
  readonly survival: Pick<Survival, "look">;
  readonly activity: ActivityNotes;
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
  const target = { server: server.name, key: draft.name };
  // Of the first attempt: later ones find the key that was stored by it.
  let wasThere: boolean | undefined;
  for (let put = draft; ;) {
    const putting = needs.changes.putKey(server, put, checked);
    const stored = await needs.activity.follow(isNew ? "addKey" : "enterKey", target, putting);
    if (stored.ok) {
      await needs.reveal(server.name, draft.name);
      const valid = checked.state === "valid";
      const sentence = storedSentence(draft.name, stored.value, valid);
      void tell(valid ? sentence : `${sentence} ${reasonSentence(checked.reason)}`);
      return;
    }
    if (stored.reason.step === "occupied") {
      const overwrite = await needs.changes.mark(server, [draft.name]);
      if (!(await confirmOverwrite(server, draft.name))) return;
      put = { ...put, overwrite };
      continue;
    }
    wasThere ??= stored.reason.wasThere;
    const ways: WaysOut = {
      // What was there before must not go with what takes its place.
      discard: isNew && wasThere === false ? () => discardKey(needs, server, draft) : undefined,
      useEditorStore: await editorStoreFor(needs, server, draft.name, stored.reason),
    };
    const next = await ask(stored.reason, ways);
    if (next === "end") return;
    if (next === "editor-store") put = { ...put, into: "vscode" };
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

/** Says what failed, and what is true of the key now, and asks what to do. */
async function ask(
  failure: ChangeFailure,
  { discard, useEditorStore }: WaysOut,
): Promise<"again" | "editor-store" | "end"> {
  const retry = l10n.t("Retry");
  const discardIt = l10n.t("Discard Key");
  const useEditor = l10n.t("Use VS Code's Store…");
  const { message, ways } = wordsFor(failure);
  const buttons = [
    ...(ways === "none" ? [] : [retry]),
    ...(ways === "discard" && discard !== undefined ? [discardIt] : []),
    ...(useEditorStore === undefined ? [] : [useEditor]),
  ];
  for (;;) {
    const answer = await warn(message, ...buttons);
    if (answer === useEditor) {
      if ((await useEditorStore?.()) === true) return "editor-store";
      continue;
    }
    if (answer === discardIt) await discard?.();
    return answer === retry ? "again" : "end";
  }
}

/** What failed, what is true of the key, and whether it can be tried again, or also be discarded. */
function wordsFor(failure: ChangeFailure): {
  readonly message: string;
  readonly ways: "none" | "retry" | "discard";
} {
  const sentence = failureSentence(failure);
  const notStored = l10n.t("The key was not stored. {0}", sentence);
  const noEntry = l10n.t("The key is stored, its entry is not written. {0}", sentence);
  switch (failure.step) {
    case "taken":
    case "changed":
    case "occupied":
      return { message: notStored, ways: "none" };
    case "lock":
      return { message: notStored, ways: "retry" };
    case "store":
      return failure.failure.kind === "waiting"
        ? { message: l10n.t("It is not known yet whether the key was stored. {0}", sentence), ways: "discard" }
        : { message: notStored, ways: "retry" };
    case "index":
      return failure.done ? { message: noEntry, ways: "discard" } : { message: notStored, ways: "retry" };
    case "entry":
      return failure.failure.kind === "taken"
        ? { message: l10n.t("The key is stored. {0}", sentence), ways: "none" }
        : { message: noEntry, ways: "discard" };
  }
}

async function discardKey({ changes, activity }: StoreNeeds, server: ServerEntry, draft: KeyDraft): Promise<void> {
  const retry = l10n.t("Retry");
  for (;;) {
    const target = { server: server.name, key: draft.name };
    const discarded = await activity.follow("remove", target, changes.takeBack(server, draft));
    if (discarded.ok) {
      void tell(l10n.t("The key was discarded."));
      return;
    }
    if ((await warn(failureSentence(discarded.reason), retry)) !== retry) return;
  }
}
