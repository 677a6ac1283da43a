import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Address } from "../../core/address.ts";
import { parsePastedAddress } from "../../core/address.ts";
import type { ApiVersion, V1Servers } from "../../core/apiVersion.ts";
import type { Changes } from "../../core/changes.ts";
import type { Fleet } from "../../core/fleet.ts";
import { suggestName } from "../../core/names.ts";
import type { CertificateViewer, Clock, Http, Target } from "../../core/ports.ts";
import { recognise, type Other } from "../../core/recognition.ts";
import { addressSentence } from "../../core/servers.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { Command } from "../gates/commands.ts";
import { warn } from "../gates/messages.ts";
import { askText, dialogue, type Objection, type Step } from "../prompts.ts";
import { askTrust } from "./certificateTrust.ts";
import { failureSentence } from "./failures.ts";
import { nameProblem } from "./naming.ts";

/** Seconds that recognising a server may take a request; what `timeoutSeconds` is by default. */
const PATIENCE = 15;

export interface AddServerNeeds {
  readonly fleet: Fleet;
  readonly changes: Changes;
  readonly http: Http;
  readonly v1Servers: V1Servers;
  readonly certificates: CertificateViewer;
  readonly clock: Clock;
  readonly activity: ActivityNotes;
  /** Goes on with the first key of the server that was added. */
  readonly addKey: (server: string) => unknown;
}

/** How a program of one's own is let into SDP Cloud. */
const CLOUD_OAUTH = "manageengine.com/products/service-desk/sdpod-v3-api/getting-started/oauth-2.0.html";

/** Asks for an address, finds out without a key what stands there, and writes the entry. */
export function addServer(needs: AddServerNeeds): Command {
  return async () => {
    const asked = new AddressQuestion(needs);
    let name = "";
    const askName: Step = async (place) => {
      const taken = needs.fleet.takenNames();
      const suggestion = name === "" ? suggestName(asked.chosen?.hostname.split(".")[0] ?? "", taken) : name;
      const answer = await askText(place, {
        prompt: asked.recognised + l10n.t("A short name for this server, part of the account in the secret store."),
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
      const added = await needs.activity.follow("addServer", { server: name }, needs.changes.addServer(draft));
      if (added.ok) break;
      if ((await warn(failureSentence(added.reason), retry)) !== retry) return;
    }
    await needs.addKey(name);
  };
}

/** The first step: an address, until it is recognised or the person insists. */
class AddressQuestion {
  readonly #needs: AddServerNeeds;
  /** Certificates that the person has trusted here: fingerprints by origin. */
  readonly #trusted = new Map<string, string>();
  /** What the person typed last, for coming back to it. */
  #typed = "";
  /** Where a certificate is to be shown to the person, since it is not trusted by itself. */
  #untrusted: Address | undefined;
  chosen: Address | undefined;
  /** Which of SDP's APIs answers there. */
  #api: ApiVersion | undefined;

  constructor(needs: AddServerNeeds) {
    this.#needs = needs;
  }

  /** The fingerprint that the chosen server is to be pinned to. */
  get pin(): string | undefined {
    return this.chosen?.secure === true ? this.#trusted.get(this.chosen.origin) : undefined;
  }

  /** What stands at the chosen address, as one sentence and a blank; nothing, where the person insisted on it. */
  get recognised(): string {
    if (this.chosen === undefined || this.#api === undefined) return "";
    return `${l10n.t("ServiceDesk Plus answers at {0}, by its API {1}.", this.chosen.href, this.#api)} `;
  }

  readonly ask: Step = async (place) => {
    for (let acceptAtOnce = false; ;) {
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
        accept: (text, agreed, signal) => this.#recognise(text, agreed, signal),
      });
      if (answer.kind !== "answer") return answer;
      this.#typed = answer.value;
      const untrusted = this.#certificateToShow();
      if (untrusted === undefined) return answer;
      const fingerprint = await askTrust(this.#needs, untrusted, PATIENCE);
      if (fingerprint !== undefined) this.#trusted.set(untrusted.origin, fingerprint);
      acceptAtOnce = fingerprint !== undefined;
    }
  };

  #certificateToShow(): Address | undefined {
    return this.#untrusted;
  }

  async #recognise(text: string, agreed: string | undefined, signal: AbortSignal): Promise<Objection | undefined> {
    const candidates = parsePastedAddress(text);
    if (!candidates.ok) return { message: addressSentence(candidates.reason) };
    const reach = (address: Address): Target => ({
      address,
      pin: this.#trusted.get(address.origin),
      timeoutSeconds: PATIENCE,
    });
    const { http, v1Servers } = this.#needs;
    const found = await recognise({ http, v1Servers, reach, signal }, candidates.value);
    this.#api = found.kind === "servicedesk" ? found.api : undefined;
    switch (found.kind) {
      case "cancelled":
        return undefined;
      case "cloud":
        return { message: `${reasonSentence({ kind: "cloud" })} ${l10n.t("How: {0}", CLOUD_OAUTH)}` };
      case "servicedesk":
        return this.#choose(found.address, candidates.value, agreed);
      case "other":
        break;
    }
    if (found.reason.kind === "certificate") {
      this.#trusted.delete(found.address.origin);
      this.#untrusted = found.address;
      return undefined;
    }
    if (found.instead !== undefined) {
      const { href } = found.instead;
      const message = l10n.t("{0} Press Enter to use {1}.", reasonSentence(found.reason), href);
      return { id: href, message, propose: href };
    }
    const typed = candidates.value.at(-1) ?? found.address;
    const id = JSON.stringify([typed.href, found.reason]);
    if (agreed === id) {
      this.chosen = typed;
      return undefined;
    }
    return { id, message: l10n.t("{0} Press Enter again to add {1} all the same.", whatItIs(found), typed.href) };
  }

  /** An address that the person did not type is proposed before it is used. */
  #choose(address: Address, typed: readonly Address[], agreed: string | undefined): Objection | undefined {
    const { href } = address;
    if (!typed.some((candidate) => candidate.href === href) && agreed !== href) {
      const message = l10n.t("The server redirects to {0}. Press Enter to use that address.", href);
      return { id: href, message, propose: href };
    }
    this.chosen = address;
    return undefined;
  }
}

/** Why the address is not taken at once; of what a port alone tells, no more than that. */
function whatItIs({ state, reason, endpointCentralPort }: Other): string {
  const sentence = reasonSentence(reason);
  const isTold = reason.kind === "not-servicedesk" && reason.because === "endpoint-central";
  return state === "not-servicedesk" && endpointCentralPort && !isTold
    ? `${sentence} ${l10n.t("This port is usually Endpoint Central's, which has an address of its own.")}`
    : sentence;
}
