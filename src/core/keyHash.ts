import type { Secret } from "./secret.ts";

/**
 * Salted SHA-256 of a key, in lower-case hex. On one machine equal keys have equal hashes. It does not give the key away:
 * a key is 122 random bits, and the salt keeps hashes of different machines apart.
 * @param salt of this machine (`KeyIndex.salt`)
 */
export async function keyHash(secret: Secret, salt: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + secret.reveal()));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
