import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes } from "../../../core/activity.ts";
import type { Inventory, Stored } from "../../../core/inventory.ts";
import type { Records } from "../../../core/records.ts";
import type { Reusing } from "../../../core/reusing.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import { confirm } from "../../gates/messages.ts";
import { commandId } from "../../ids.ts";
import { protectedSentence } from "../protection.ts";
import { entryName, storedKeyQuestion } from "../storedKeyQuestion.ts";
import { otherAddress } from "./enteredFor.ts";
import { untilDone } from "../retrying.ts";

export interface UseNeeds {
  readonly reusing: Pick<Reusing, "useStored">;
  readonly records: Pick<Records, "known">;
  readonly inventory: Pick<Inventory, "adopt">;
  readonly activity: ActivityNotes;
}

/**
 * Uses a stored key for an entry, and checks it there; asks before it goes to an address that it was not entered for.
 * @returns whether it was tried
 */
export async function useForEntry(
  needs: UseNeeds,
  { account, store }: Stored,
  { server, key }: ChosenKey,
): Promise<boolean> {
  const from = otherAddress(account, needs.records.known.get(account), server.address);
  if (from !== undefined) {
    const candidate = { account, reason: { kind: "address-changed", from } } as const;
    const { question, detail, yes } = storedKeyQuestion([{ server, key, candidate }]);
    if (!(await confirm(question, detail, yes))) return false;
  } else if (server.protected && !(await confirmProtected(account, { server, key }))) {
    return false;
  }
  const target = { server: server.name, key: key.name };
  const use = () => needs.reusing.useStored(server, key, account, store);
  const failure = await untilDone(() => needs.activity.follow("useStoredKey", target, use()));
  if (failure === undefined || failure.step === "leftover") await verify({ server, key });
  return true;
}

/** Uses an entry's second copy, since its own store has lost the key, and checks it. */
export async function useCopy(needs: UseNeeds, copy: Stored, entry: ChosenKey): Promise<void> {
  if (entry.server.protected && !(await confirmProtected(copy.account, entry))) return;
  const target = { server: entry.server.name, key: entry.key.name };
  const adopt = () => needs.inventory.adopt(copy, entry.server.address.path);
  const failure = await untilDone(() => needs.activity.follow("useStoredKey", target, adopt()));
  if (failure === undefined) await verify(entry);
}

function confirmProtected(account: string, chosen: ChosenKey): Promise<boolean> {
  const question = l10n.t("Use the key stored as {0} for {1}?", account, entryName(chosen));
  return confirm(question, protectedSentence(chosen.server), l10n.t("Use Stored Key"));
}

function verify({ server, key }: ChosenKey): Thenable<unknown> {
  return vscode.commands.executeCommand(commandId("verifyKey"), server.name, key.name);
}
