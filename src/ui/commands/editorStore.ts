import * as l10n from "@vscode/l10n";
import type { Consents, StoreFailure } from "../../core/storePorts.ts";
import type { Survival } from "../../core/stores/survival.ts";
import { confirm, warn } from "../gates/messages.ts";
import { editorStoreSentence, survivalSentence } from "./storeWords.ts";

export interface EditorStoreNeeds {
  readonly consents: Pick<Consents, "grant">;
  readonly survival: Pick<Survival, "look">;
}

/** Asks whether keys may be kept in VS Code's own store, since the OS has none; remembers a yes on this machine. */
export async function agreeToEditorStore(
  { consents, survival }: EditorStoreNeeds,
  failure: StoreFailure,
): Promise<boolean> {
  const detail = [
    l10n.t("The operating system has no secret store that can be used here: {0}", failure.detail),
    `${editorStoreSentence()} ${survivalSentence(await survival.look())}`,
  ];
  const agreed = await confirm(
    l10n.t("Keep keys in VS Code's own secret store on this machine?"),
    detail.join("\n\n"),
    l10n.t("Use VS Code's Store"),
  );
  return agreed && grantEditorStore(consents);
}

/** Notes that the person has agreed to VS Code's own store; what cannot be noted is no consent, and is said. */
export async function grantEditorStore(consents: Pick<Consents, "grant">): Promise<boolean> {
  const granted = await consents.grant({ kind: "vscode-store" });
  if (granted.ok) return true;
  await warn(l10n.t("Your consent could not be noted, so no key goes to VS Code's secret store. {0}", granted.reason));
  return false;
}
