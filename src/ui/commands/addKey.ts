import * as l10n from "@vscode/l10n";
import { expiryAt, parseExpires, understandExpires, type ExpiryThresholds } from "../../core/expiry.ts";
import type { Fleet } from "../../core/fleet.ts";
import { notAsked, type Observation } from "../../core/health.ts";
import type { Clock } from "../../core/ports.ts";
import { MAX_KEY_LENGTH, typedKey, type Secret, type TypedKeyProblem } from "../../core/secret.ts";
import { accountOf } from "../../core/names.ts";
import { reasonSentence } from "../../core/sentences.ts";
import { expiryWords } from "../../core/words.ts";
import type { KeyEntry, KeyKind, ServerEntry } from "../../core/servers.ts";
import type { Verifier } from "../../core/verification.ts";
import type { Command } from "../gates/commands.ts";
import { confirm } from "../gates/messages.ts";
import { askChoice, askText, dialogue, type Objection, type Place, type Step } from "../prompts.ts";
import { nameProblem } from "./naming.ts";
import { protectedSentence } from "./protection.ts";
import { chooseKey, chooseServer } from "./selection.ts";
import { storeKey, type StoreNeeds } from "./storeKey.ts";
import { agreeToUnencrypted } from "./unencrypted.ts";

export interface KeyNeeds extends StoreNeeds {
  readonly fleet: Fleet;
  readonly verifier: Verifier;
  readonly clock: Clock;
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
    const account = accountOf(server.name, key.name, server.address.origin);
    // What this editor does not know of is asked about when it is met.
    const overwrite = needs.records.known.has(account) ? await needs.changes.mark(server, [key.name]) : undefined;
    if (overwrite !== undefined && mustAsk(needs.fleet, server, key) && !(await confirmOverwrite(server, key))) return;
    const draft = new Draft(needs, server, key);
    const title = l10n.t("Enter Key: {0} / {1}", server.label ?? server.name, key.name);
    if (await dialogue(title, [draft.askKey, draft.askExpiry])) await draft.store(overwrite);
  };
}

/** A key that is refused or gone is no loss; one of a protected server is asked about all the same. */
function mustAsk(fleet: Fleet, server: ServerEntry, key: KeyEntry): boolean {
  const { state, reason } = fleet.observation(server, key);
  const useless = state === "invalid" || ["no-key", "not-kept", "other-browser"].includes(reason.kind);
  return server.protected || !useless;
}

function confirmOverwrite(server: ServerEntry, key: KeyEntry): Promise<boolean> {
  const detail = l10n.t(
    "The key that is stored for this entry is deleted when the one that you enter takes its place.",
  );
  return confirm(
    l10n.t("Enter another key for {0} / {1}?", server.label ?? server.name, key.name),
    server.protected ? `${detail}\n\n${protectedSentence(server)}` : detail,
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

  readonly askKey: Step = async (place) => {
    const answer = await askText(place, {
      prompt: l10n.t("Paste the key. It is checked with {0} before it is stored.", this.#server.address.href),
      password: true,
      validate: (text) => {
        const typed = typedKey(text);
        return "problem" in typed ? keyProblemSentence(typed.problem) : undefined;
      },
      accept: (text, agreed, signal) => this.#check(text, agreed, signal),
    });
    return answer.kind === "answer" ? { kind: "answer", value: undefined } : answer;
  };

  readonly askKind: Step = async (place) => {
    const answer = await askChoice<KeyKind | undefined>(place, l10n.t("Which kind of key is it?"), [
      {
        label: l10n.t("Technician key"),
        detail: l10n.t("The authtoken of one technician. Re-generating it stops the old one at once."),
        value: "technician",
      },
      {
        label: l10n.t("Integration Key"),
        detail: l10n.t("From Admin > Developer Space. Its expiry can be extended without changing the key."),
        value: "integration",
      },
      { label: l10n.t("I do not know"), value: undefined },
    ]);
    if (answer.kind === "answer") this.#kind = answer.value;
    return answer;
  };

  readonly askExpiry: Step = async (place: Place) => {
    const answer = await askText(place, {
      prompt: l10n.t("When does it expire? A date, 90d, 6 months, never; leave it empty if you do not know."),
      placeholder: "2027-01-31",
      value: this.#expires ?? this.#entry?.expiresText ?? "",
      validate: (text) =>
        text.trim() === "" || this.#understand(text) !== undefined
          ? undefined
          : l10n.t("Not understood. Enter a date such as 2027-01-31, a span such as 90d or 6 months, or never."),
      explain: (text) => this.#explain(text),
    });
    if (answer.kind === "answer") this.#expires = this.#understand(answer.value);
    return answer;
  };

  /** The key and what was said of it, once all is answered. */
  async store(overwrite?: string): Promise<void> {
    if (this.#secret === undefined) return;
    const draft = { name: this.#name, secret: this.#secret, kind: this.#kind, expires: this.#expires, overwrite };
    await storeKey(this.#needs, this.#server, draft, this.#checked, this.#entry === undefined);
  }

  async #check(text: string, agreed: string | undefined, signal: AbortSignal): Promise<Objection | undefined> {
    const typed = typedKey(text);
    if ("problem" in typed) return { message: keyProblemSentence(typed.problem) };
    const seen = await this.#ask(typed.secret, signal);
    if (seen === undefined || signal.aborted) return undefined;
    if (seen.state === "invalid") {
      const message = l10n.t("The server refuses this key. Was the form saved after Generate? Was all of it copied?");
      return { message };
    }
    const id = JSON.stringify([seen.state, seen.reason]);
    if (seen.state !== "valid" && seen.state !== "forbidden" && agreed !== id) {
      return { id, message: l10n.t("{0} Press Enter again to store it unchecked.", reasonSentence(seen.reason)) };
    }
    this.#secret = typed.secret;
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

  #understand(text: string): string | undefined {
    return understandExpires(text, this.#needs.clock.now());
  }

  #explain(text: string): string | undefined {
    const understood = this.#understand(text);
    if (understood === undefined) return undefined;
    const expiry = expiryAt(parseExpires(understood), this.#needs.clock.now(), noThresholds);
    const words = understood === "never" ? expiryWords(expiry) : `${understood}: ${expiryWords(expiry)}`;
    return l10n.t("When does it expire? {0}", words);
  }
}

/** Only the distance is wanted. */
const noThresholds: ExpiryThresholds = { noticeDays: 0, warningDays: 0 };

function keyProblemSentence(problem: TypedKeyProblem): string {
  switch (problem) {
    case "empty":
      return l10n.t("Paste the key.");
    case "too-long":
      return l10n.t("This is too long for a key: at most {0} characters fit into every secret store.", MAX_KEY_LENGTH);
    case "not-a-header-value":
      return l10n.t("This is not a key: it has line breaks or characters that no key has.");
  }
}
