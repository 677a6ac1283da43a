import type { ConsentKind, Consents } from "../../../src/core/ports.ts";
import { fail, ok, type Result } from "../../../src/core/result.ts";

/** Consents in memory. */
export class FakeConsents implements Consents {
  readonly #granted = new Set<string>();
  /** Why nothing can be written; undefined while it can. */
  broken: string | undefined;

  async has(kind: ConsentKind, origin: string): Promise<boolean> {
    return this.#granted.has(`${kind} ${origin}`);
  }

  async grant(kind: ConsentKind, origin: string): Promise<Result<void, string>> {
    if (this.broken !== undefined) return fail(this.broken);
    this.#granted.add(`${kind} ${origin}`);
    return ok();
  }
}
