/** Longest key that every OS store takes, in characters (Windows Credential Manager: 2,560 bytes of UTF-16). */
export const MAX_KEY_LENGTH = 1280;

const MASK = "***";

/**
 * A key that prints `***` however it is printed: in a template, as JSON, by `console.log`, by a debugger's preview.
 * The text leaves only through {@link Secret.reveal}, which is called where the key is used and nowhere else.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The key itself. Keep it in no variable that outlives the call it is for. */
  reveal(): string {
    return this.#text;
  }

  equals(other: Secret): boolean {
    return this.#text === other.#text;
  }

  /** The last four characters, for a person to tell the key by; of a short one, which would be given away, none. */
  ending(): string {
    return this.#text.length < 16 ? "" : this.#text.slice(-4);
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}

/** Whether the key can travel as an HTTP header value: visible ASCII and inner blanks only (RFC 9110, 5.5). */
export function isHeaderValue(secret: Secret): boolean {
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(secret.reveal());
}

/** Whether a text that should be a name looks like a key: a UUID, or 32 and more hexadecimal digits. */
export function looksLikeKey(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{32,}$/i.test(text.trim());
}

export type TypedKeyProblem = "empty" | "too-long" | "not-a-header-value";

/** A key as a person types or pastes it: blanks and line ends around it are not part of it. */
export function typedKey(text: string): { readonly secret: Secret } | { readonly problem: TypedKeyProblem } {
  const trimmed = text.trim();
  if (trimmed === "") return { problem: "empty" };
  if (trimmed.length > MAX_KEY_LENGTH) return { problem: "too-long" };
  const secret = new Secret(trimmed);
  return isHeaderValue(secret) ? { secret } : { problem: "not-a-header-value" };
}
