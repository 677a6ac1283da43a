import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Observation } from "../../../core/health.ts";
import { keyPages, pagesText, stepsText, type KeyPages } from "../../../core/keyPages.ts";
import type { NewKey, NewKeys } from "../../../core/newKey.ts";
import type { Clock } from "../../../core/ports.ts";
import { looksLikeKey, type Secret } from "../../../core/secret.ts";
import { reasonSentence } from "../../../core/sentences.ts";
import type { Begun } from "../../../core/replacement.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import { tell } from "../../gates/messages.ts";
import { askText, type Objection, type SideButton, type Step } from "../../prompts.ts";
import { askExpires } from "../expiryQuestion.ts";
import { askKey } from "../keyQuestion.ts";
import { openInBrowser } from "../openServer.ts";
import { purposeOf } from "./ways.ts";

/** A key that has passed its test, and what the person says of it. */
export interface Answers {
  readonly secret: Secret;
  readonly checked: Observation;
  readonly expires: string | undefined;
  readonly owner: string | undefined;
}

export interface QuestionNeeds {
  readonly newKeys: Pick<NewKeys, "judge">;
  readonly clock: Clock;
}

/** Asks for the key that is to take another's place, and tests it; then for what is to be recorded of it. */
export class NewKeyQuestions {
  readonly #needs: QuestionNeeds;
  readonly #chosen: ChosenKey;
  readonly #way: Begun;
  readonly #pages: KeyPages;
  #passed: Pick<Answers, "secret" | "checked"> | undefined;
  #owner: string | undefined;
  #expires: string | undefined;

  /** @param build of the server; undefined: not known */
  constructor(needs: QuestionNeeds, chosen: ChosenKey, way: Begun, build: number | undefined) {
    this.#needs = needs;
    this.#chosen = chosen;
    this.#way = way;
    this.#pages = keyPages(way.kind, purposeOf(way), build);
    this.#owner = way.procedure === "in-place" ? chosen.key.owner : undefined;
  }

  get steps(): readonly Step[] {
    return this.#way.procedure === "in-place"
      ? [this.#askKey, this.#askExpiry]
      : [this.#askKey, this.#askOwner, this.#askExpiry];
  }

  /** Undefined until a key has passed. */
  get answers(): Answers | undefined {
    return this.#passed && { ...this.#passed, expires: this.#expires, owner: this.#owner };
  }

  readonly #askKey: Step = (place) =>
    askKey(place, {
      prompt: l10n.t(
        "In ServiceDesk Plus, as its administrator: {0}. Then paste the new key: it is tested before it is stored.",
        stepsText(this.#pages.steps),
      ),
      buttons: [this.#openServer, this.#showPath],
      check: (secret, agreed, signal) => this.#test(secret, agreed, signal),
    });

  readonly #askOwner: Step = async (place) => {
    const integration = this.#way.kind === "integration";
    const answer = await askText(place, {
      prompt: integration
        ? l10n.t("Who owns the Integration Key? Leave it empty if you do not know.")
        : l10n.t("Whose key is it? The technician's login; leave it empty if you do not know."),
      value: this.#owner ?? "",
      // The owner stands in the settings, which are synced.
      validate: (text) =>
        looksLikeKey(text) ? l10n.t("This looks like a key, which settings never hold.") : undefined,
    });
    if (answer.kind === "answer") this.#owner = answer.value.trim() === "" ? undefined : answer.value.trim();
    return answer;
  };

  readonly #askExpiry: Step = async (place) => {
    const answer = await askExpires(place, { clock: this.#needs.clock, value: this.#expires });
    if (answer.kind === "answer") this.#expires = answer.value;
    return answer;
  };

  get #openServer(): SideButton {
    const { server } = this.#chosen;
    return {
      iconPath: new vscode.ThemeIcon("link-external"),
      tooltip: l10n.t("Open {0}", server.address.href),
      run: () => openInBrowser(server),
    };
  }

  get #showPath(): SideButton {
    return {
      iconPath: new vscode.ThemeIcon("question"),
      tooltip: l10n.t("Where is that in ServiceDesk Plus?"),
      run: () => tell(`${pagesText(this.#pages)} ${this.#pages.note}`),
    };
  }

  async #test(secret: Secret, agreed: string | undefined, signal: AbortSignal): Promise<Objection | undefined> {
    const { server, key } = this.#chosen;
    const judged = await this.#needs.newKeys.judge(server, key, secret, this.#way.worked, signal);
    if (judged === undefined) return undefined;
    const objection = objectionTo(judged, this.#way);
    if (objection !== undefined && (objection.id === undefined || objection.id !== agreed)) return objection;
    if ("checked" in judged) this.#passed = { secret, checked: judged.checked };
    return undefined;
  }
}

/** Why a key is not taken; the person can agree to what has an id. */
function objectionTo(judged: NewKey, { kind }: Pick<Begun, "kind">): Objection | undefined {
  switch (judged.word) {
    case "passed":
      return undefined;
    case "weaker":
      return {
        id: "weaker",
        message: l10n.t(
          "The server accepts this key, but its role may do less than that of the old one. Press Enter again to take it.",
        ),
      };
    case "same":
      return { message: l10n.t("This is the old key. Copy the new one from ServiceDesk Plus.") };
    case "refused":
      return {
        message:
          kind === "technician"
            ? l10n.t("The server refuses this key. Was the technician form saved? Was all of the key copied?")
            : l10n.t("The server refuses this key. Was the form saved? Was all of it copied? Is the key active?"),
      };
    case "untested":
      return {
        message: l10n.t(
          "{0} No key is stored untested: press Enter to try again.",
          reasonSentence(judged.checked.reason),
        ),
      };
    case "unreadable":
      return { message: reasonSentence(judged.read.reason) };
  }
}
