import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Fleet } from "../../core/fleet.ts";
import { notAsked, type Observation } from "../../core/health.ts";
import type { KeyReader } from "../../core/keyReader.ts";
import type { Clock } from "../../core/ports.ts";
import type { Secret } from "../../core/secret.ts";
import { accountOf } from "../../core/names.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { ChosenKey, KeyEntry, KeyKind, ServerEntry } from "../../core/servers.ts";
import type { Verifier } from "../../core/verification.ts";
import type { Command } from "../gates/commands.ts";
import { confirm } from "../gates/messages.ts";
import { commandId } from "../ids.ts";
import { askText, dialogue, type Objection, type Step } from "../prompts.ts";
import { askExpires } from "./expiryQuestion.ts";
import { askKind } from "./kindQuestion.ts";
import { askKey } from "./keyQuestion.ts";
import { nameProblem } from "./naming.ts";
import { protectedSentence } from "./protection.ts";
import { chooseKey, chooseServer } from "./selection.ts";
import { storeKey, type StoreNeeds } from "./storeKey.ts";
import { agreeToUnencrypted } from "./unencrypted.ts";

export interface KeyNeeds extends StoreNeeds {
  readonly fleet: Fleet;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly reader: Pick<KeyReader, "read">;
}

/** Asks for a key of a server, checks it there, stores it and writes its entry. */
export function addKey(needs: KeyNeeds): Command {
  return async (...args) => {
    const server = await chooseServer(needs.fleet, l10n.t("Add Key"), args);
    if (server === undefined) return;
    const draft = new Draft(needs, server);
    const title = l10n.t("Add Key to {0}", server.label ?? server.name);
    if (await dialogue(title, [draft.askName, draft.askKey, draft.askKind, draft.askExpiry])) await draft.store();
  };
}

/** Asks for the key of an entry that is in the list, such as one that came from another machine. */
export function enterKey(needs: KeyNeeds): Command {
  return async (...args) => {
    const chosen = await chooseKey(needs.fleet, l10n.t("Enter Key"), args);
    if (chosen === undefined) return;
    const { server, key } = chosen;
    const replacement = needs.fleet.replacement(server, key);
    if (replacement?.stage === "storing" || (replacement?.stage === "begun" && (await isThere(needs, chosen)))) {
      // The key that was made for it is asked for there, and then carried to what uses it.
      await vscode.commands.executeCommand(commandId("continueReplacement"), server.name, key.name);
      return;
    }
    const account = accountOf(server.name, key.name, server.address.origin);
    // What this editor does not know of is asked about when it is met.
    const overwrite = needs.records.known.has(account) ? await needs.changes.mark(server, [key.name]) : undefined;
    if (
      overwrite !== undefined &&
      mustAsk(needs.fleet, server, key) &&
      !(await confirmOverwrite(needs.fleet, server, key))
    )
      return;
    const draft = new Draft(needs, server, key);
    const title = l10n.t("Enter Key: {0} / {1}", server.label ?? server.name, key.name);
    if (await dialogue(title, [draft.askKey, draft.askExpiry])) await draft.store(overwrite);
  };
}

/** Whether there is a key that another could replace. */
async function isThere({ reader }: KeyNeeds, { server, key }: ChosenKey): Promise<boolean> {
  const reads = await reader.read(server, [key], "person");
  return reads.some(([, { kind }]) => kind === "found");
}

/** A key that is refused or gone is no loss; one of a protected server is asked about all the same. */
function mustAsk(fleet: Fleet, server: ServerEntry, key: KeyEntry): boolean {
  const { state, reason } = fleet.observation(server, key);
  const useless = state === "invalid" || ["no-key", "not-kept", "other-browser"].includes(reason.kind);
  return server.protected || !useless || fleet.replacement(server, key) !== undefined;
}

function confirmOverwrite(fleet: Fleet, server: ServerEntry, key: KeyEntry): Promise<boolean> {
  const lines = [
    l10n.t("The key that is stored for this entry is deleted when the one that you enter takes its place."),
    fleet.replacement(server, key) === undefined
      ? ""
      : l10n.t("Its replacement is not finished: what still has the old key is then not listed any more."),
    server.protected ? protectedSentence(server) : "",
  ];
  return confirm(
    l10n.t("Enter another key for {0} / {1}?", server.label ?? server.name, key.name),
    lines.filter((line) => line !== "").join("\n\n"),
    l10n.t("Enter Key"),
  );
}

/** A key as it is being entered, step by step. */
class Draft {
  readonly #needs: KeyNeeds;
  readonly #server: ServerEntry;
  readonly #entry: KeyEntry | undefined;
  #name: string;
  #secret: Secret | undefined;
  #checked: Observation = notAsked;
  #kind: KeyKind | undefined;
  #expires: string | undefined;

  constructor(needs: KeyNeeds, server: ServerEntry, entry?: KeyEntry) {
    this.#needs = needs;
    this.#server = server;
    this.#entry = entry;
    this.#name = entry?.name ?? "";
  }

  readonly askName: Step = async (place) => {
    const taken = this.#needs.fleet.takenNames(this.#server.name);
    const answer = await askText(place, {
      prompt: l10n.t("A name for this key: what uses it, such as endpoint-central."),
      value: this.#name,
      validate: (text) => nameProblem(text, taken),
    });
    if (answer.kind === "answer") this.#name = answer.value;
    return answer;
  };

  readonly askKey: Step = (place) =>
    askKey(place, {
      prompt: l10n.t("Paste the key. It is checked with {0} before it is stored.", this.#server.address.href),
      check: (secret, agreed, signal) => this.#check(secret, agreed, signal),
    });

  readonly askKind: Step = async (place) => {
    const answer = await askKind(place);
    if (answer.kind === "answer") this.#kind = answer.value;
    return answer;
  };

  readonly askExpiry: Step = async (place) => {
    const value = this.#expires ?? this.#entry?.expiresText;
    const answer = await askExpires(place, { clock: this.#needs.clock, value });
    if (answer.kind === "answer") this.#expires = answer.value;
    return answer;
  };

  /** The key and what was said of it, once all is answered. */
  async store(overwrite?: string): Promise<void> {
    if (this.#secret === undefined) return;
    const draft = { name: this.#name, secret: this.#secret, kind: this.#kind, expires: this.#expires, overwrite };
    await storeKey(this.#needs, this.#server, draft, this.#checked, this.#entry === undefined);
  }

  async #check(secret: Secret, agreed: string | undefined, signal: AbortSignal): Promise<Objection | undefined> {
    const seen = await this.#ask(secret, signal);
    if (seen === undefined || signal.aborted) return undefined;
    if (seen.state === "invalid") {
      const message = l10n.t("The server refuses this key. Was the form saved after Generate? Was all of it copied?");
      return { message };
    }
    const id = JSON.stringify([seen.state, seen.reason]);
    if (seen.state !== "valid" && seen.state !== "forbidden" && agreed !== id) {
      return { id, message: l10n.t("{0} Press Enter again to store it unchecked.", reasonSentence(seen.reason)) };
    }
    this.#secret = secret;
    this.#checked = seen;
    return undefined;
  }

  async #ask(secret: Secret, signal: AbortSignal): Promise<Observation | undefined> {
    const { verifier, consents } = this.#needs;
    const seen = await verifier.tryKey(this.#server, secret, signal);
    if (seen?.reason.kind !== "no-consent") return seen;
    const agreed = await agreeToUnencrypted(consents, seen.reason.origin);
    return agreed ? verifier.tryKey(this.#server, secret, signal) : seen;
  }
}
