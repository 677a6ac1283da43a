import type { KeyReader, KeyRead } from "./keyReader.ts";
import type { Observation } from "./health.ts";
import type { Secret } from "./secret.ts";
import type { KeyEntry, ServerEntry } from "./servers.ts";
import type { Verifier } from "./verification.ts";

/** What is to be thought of a key that is to take another's place. Only `passed` and `weaker` may be stored. */
export type NewKey =
  | { readonly word: "passed" | "weaker"; readonly checked: Observation }
  /** It is the key that is to be replaced. */
  | { readonly word: "same" }
  /** The server refuses it, or could not be asked. */
  | { readonly word: "refused" | "untested"; readonly checked: Observation }
  /** The key that it is to replace could not be read. */
  | { readonly word: "unreadable"; readonly read: Extract<KeyRead, { kind: "not-found" }> };

/** Judges keys before they take another's place, and stores nothing. */
export class NewKeys {
  readonly #reader: Pick<KeyReader, "read">;
  readonly #verifier: Pick<Verifier, "tryKey">;

  constructor(reader: Pick<KeyReader, "read">, verifier: Pick<Verifier, "tryKey">) {
    this.#reader = reader;
    this.#verifier = verifier;
  }

  /**
   * Whether this key may take the place of the entry's; undefined: cancelled.
   * @param worked the server has accepted the key that is to be replaced, and let it do the check
   */
  async judge(
    server: ServerEntry,
    key: KeyEntry,
    secret: Secret,
    worked: boolean,
    signal: AbortSignal,
  ): Promise<NewKey | undefined> {
    const [[, read] = []] = await this.#reader.read(server, [key], "person");
    if (read === undefined || signal.aborted) return undefined;
    if (read.kind === "not-found") return { word: "unreadable", read };
    if (read.secret.equals(secret)) return { word: "same" };
    const checked = await this.#verifier.tryKey(server, secret, signal);
    if (checked === undefined) return undefined;
    switch (checked.state) {
      case "valid":
        return { word: "passed", checked };
      case "forbidden":
        return { word: worked ? "weaker" : "passed", checked };
      case "invalid":
        return { word: "refused", checked };
      default:
        return { word: "untested", checked };
    }
  }
}
