import { join } from "node:path";
import * as v from "valibot";
import type { Clock, ConsentKind, Consents, WriteLock } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { SharedFile, type JsonObject } from "./sharedFiles.ts";

const consent = v.object({ kind: v.string(), origin: v.string() });

/**
 * Consents in `consents.json`: `{"consents": [{"kind": "insecure-http", "origin": "http://…", "since": 1785542400000}]}`.
 * What a later version adds is kept, and means nothing here.
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
  async has(kind: ConsentKind, origin: string): Promise<boolean> {
    const content = await this.#file.read();
    return content.ok && isGranted(listOf(content.value) ?? [], kind, origin);
  }

  grant(kind: ConsentKind, origin: string): Promise<Result<void, string>> {
    return this.#file.update((content) => {
      const list = listOf(content);
      if (list === undefined) return fail(this.#file.broken());
      if (isGranted(list, kind, origin)) return ok("same");
      content.consents = [...list, { kind, origin, since: this.#clock.now() }];
      return ok("changed");
    });
  }
}

/** Undefined when the file holds something else in its place. */
function listOf({ consents = [] }: JsonObject): readonly unknown[] | undefined {
  return Array.isArray(consents) ? consents : undefined;
}

function isGranted(list: readonly unknown[], kind: ConsentKind, origin: string): boolean {
  return list.some((entry) => v.is(consent, entry) && entry.kind === kind && entry.origin === origin);
}
