import * as l10n from "@vscode/l10n";
import type { Address } from "../../core/address.ts";
import { parsePastedAddress } from "../../core/address.ts";
import type { Changes } from "../../core/changes.ts";
import type { Fleet } from "../../core/fleet.ts";
import { isName, nameIdentity, suggestName } from "../../core/names.ts";
import type { CertificateViewer, Http } from "../../core/ports.ts";
import { recognise } from "../../core/recognition.ts";
import { addressSentence } from "../../core/servers.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { Command } from "../gates/commands.ts";
import { warn } from "../gates/messages.ts";
import { askText, dialogue, type Objection, type Step } from "../prompts.ts";
import { askTrust } from "./certificateTrust.ts";
import { failureSentence } from "./failures.ts";

/** Seconds that recognising a server may take a request; what `timeoutSeconds` is by default. */
const PATIENCE = 15;

export interface AddServerNeeds {
  readonly fleet: Fleet;
  readonly changes: Changes;
  readonly http: Http;
  readonly certificates: CertificateViewer;
  /** Goes on with the first key of the server that was added. */
  readonly addKey: (server: string) => unknown;
}

/** Asks for an address, finds out without a key what stands there, and writes the entry. */
export function addServer(needs: AddServerNeeds): Command {
  return async () => {
    const asked = new AddressQuestion(needs);
    let name = "";
    const askName: Step = async (place) => {
      const taken = needs.fleet.servers.map((server) => server.name);
      const suggestion = name === "" ? suggestName(asked.chosen?.hostname.split(".")[0] ?? "", taken) : name;
      const answer = await askText(place, {
        prompt: l10n.t("A short name for this server. It becomes part of the account in the secret store."),
        value: suggestion,
        validate: (text) => nameProblem(text, taken),
      });
      if (answer.kind === "answer") name = answer.value;
      return answer;
    };
    const title = l10n.t("Add ServiceDesk Plus Server");
    if (!(await dialogue(title, [(place) => asked.ask(place), askName])) || asked.chosen === undefined) return;
    const draft = { name, url: asked.chosen.href, pin: asked.pin };
    const retry = l10n.t("Retry");
    for (;;) {
      const added = await needs.changes.addServer(draft);
      if (added.ok) break;
      if ((await warn(failureSentence(added.reason), retry)) !== retry) return;
    }
    await needs.addKey(name);
  };
}

/** Why a name cannot be given, or undefined. */
export function nameProblem(text: string, taken: readonly string[]): string | undefined {
  if (!isName(text)) {
    return l10n.t("Up to 64 letters, digits, blanks, dots, - and _, beginning with a letter or digit.");
  }
  const other = taken.find((name) => nameIdentity(name) === nameIdentity(text));
  return other === undefined ? undefined : l10n.t('"{0}" is there already.', other);
}

/** The first step: an address, until it is recognised or the person insists. */
class AddressQuestion {
  readonly #needs: AddServerNeeds;
  /** What the person typed last, for coming back to it. */
  #typed = "";
  /** The certificate to be shown to the person, since the server's is not trusted by itself. */
  #untrusted: Address | undefined;
  chosen: Address | undefined;
  pin: string | undefined;

  constructor(needs: AddServerNeeds) {
    this.#needs = needs;
  }

  readonly ask: Step = async (place) => {
    for (let acceptAtOnce = false; ; acceptAtOnce = this.pin !== undefined) {
      this.#untrusted = undefined;
      const answer = await askText(place, {
        prompt: l10n.t("Paste the address of ServiceDesk Plus, as in the browser. It is asked without a key."),
        placeholder: "https://sdp.example.com:8080",
        value: this.#typed,
        acceptAtOnce,
        validate: (text) => {
          const parsed = parsePastedAddress(text);
          return parsed.ok ? undefined : addressSentence(parsed.reason);
        },
        accept: (text, again, signal) => this.#recognise(text, again, signal),
      });
      if (answer.kind !== "answer") return answer;
      this.#typed = answer.value;
      const untrusted = this.#certificateToShow();
      if (untrusted === undefined) return answer;
      this.pin = await askTrust(this.#needs.certificates, untrusted, PATIENCE);
      this.#typed = untrusted.href;
    }
  };

  #certificateToShow(): Address | undefined {
    return this.#untrusted;
  }

  async #recognise(text: string, again: boolean, signal: AbortSignal): Promise<Objection | undefined> {
    const candidates = parsePastedAddress(text);
    if (!candidates.ok) return { message: addressSentence(candidates.reason), severity: "error" };
    const trust = { timeoutSeconds: PATIENCE, pin: this.pin };
    const found = await recognise(this.#needs.http, candidates.value, trust, signal);
    switch (found.kind) {
      case "cancelled":
        return undefined;
      case "cloud":
        return { message: reasonSentence({ kind: "cloud" }), severity: "error" };
      case "servicedesk": {
        const proposed = found.address.href;
        const moved = !candidates.value.some(({ href }) => href === proposed);
        if (moved && !again) {
          const message = l10n.t("The server redirects to {0}. Press Enter to use that address.", proposed);
          return { message, severity: "warning", propose: proposed };
        }
        this.chosen = found.address;
        return undefined;
      }
      case "other":
        break;
    }
    if (found.reason.kind === "certificate") {
      this.#untrusted = found.address;
      this.pin = undefined;
      return undefined;
    }
    if (again) {
      this.chosen = candidates.value[0];
      return undefined;
    }
    const message = l10n.t("{0} Press Enter again to add it all the same.", reasonSentence(found.reason));
    return { message, severity: "warning" };
  }
}
