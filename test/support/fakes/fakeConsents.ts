import type { Consent, Consents } from "../../../src/core/storePorts.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

/** Consents in memory. */
export class FakeConsents implements Consents {
  readonly #granted = new Set<string>();
  /** Why nothing can be written; undefined while it can. */
  broken: string | undefined;

  async has(consent: Consent): Promise<boolean> {
    return this.#granted.has(inWords(consent));
  }

  async grant(consent: Consent): Promise<Result<void, string>> {
    if (this.broken !== undefined) return fail(this.broken);
    this.#granted.add(inWords(consent));
    return ok();
  }
}

function inWords(consent: Consent): string {
  return "origin" in consent ? `${consent.kind} ${consent.origin}` : consent.kind;
}
