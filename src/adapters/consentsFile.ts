import { join } from "node:path";
import * as v from "valibot";
import type { Clock } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Consent, Consents, WriteLock } from "../core/storePorts.ts";
import { SharedFile, type JsonObject } from "./sharedFiles.ts";

const granted = v.object({ kind: v.string(), origin: v.optional(v.string()) });

/**
 * Consents in `consents.json`: `{"consents": [{"kind": "insecure-http", "origin": "http://…", "since": 1785542400000}]}`;
 * `origin` where the consent is for one. What a later version adds is kept, and means nothing here.
 */
export class ConsentsFile implements Consents {
  readonly #file: SharedFile;
  readonly #clock: Clock;

  /** @param directory what all windows share; made when missing */
  constructor(directory: string, lock: WriteLock, clock: Clock) {
    this.#file = new SharedFile(join(directory, "consents.json"), lock);
    this.#clock = clock;
  }

  /** What cannot be read is no consent. */
  async has(consent: Consent): Promise<boolean> {
    const content = await this.#file.read();
    return content.ok && isGranted(listOf(content.value) ?? [], consent);
  }

  grant(consent: Consent): Promise<Result<void, string>> {
    return this.#file.update((content) => {
      const list = listOf(content);
      if (list === undefined) return fail(this.#file.broken());
      if (isGranted(list, consent)) return ok("same");
      content.consents = [...list, { ...consent, since: this.#clock.now() }];
      return ok("changed");
    });
  }
}

/** Undefined when the file holds something else in its place. */
function listOf({ consents = [] }: JsonObject): readonly unknown[] | undefined {
  return Array.isArray(consents) ? consents : undefined;
}

function isGranted(list: readonly unknown[], consent: Consent): boolean {
  const origin = "origin" in consent ? consent.origin : undefined;
  return list.some((entry) => v.is(granted, entry) && entry.kind === consent.kind && entry.origin === origin);
}
