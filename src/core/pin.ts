/** A certificate pin: `sha256/` and the SHA-256 of the DER leaf; base64, or hex with or without colons as browsers and openssl print it. */
const form = /^sha256\/(?:([0-9a-f]{2}(?::?[0-9a-f]{2}){31})|([A-Za-z0-9+/]{43}=?))$/i;

/** The fingerprint in lower-case hex, or undefined when it is no pin. */
export function parsePin(text: string): string | undefined {
  const match = form.exec(text.trim());
  if (match?.[1] !== undefined) return match[1].replaceAll(":", "").toLowerCase();
  if (match?.[2] === undefined) return undefined;
  return Array.from(atob(match[2]), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** A fingerprint as we write it into the settings. */
export function formatPin(fingerprint: string): string {
  return `sha256/${fingerprint}`;
}

/** A fingerprint as browsers show it, for comparing by eye. */
export function readableFingerprint(fingerprint: string): string {
  return fingerprint.toUpperCase().match(/../g)?.join(":") ?? "";
}
