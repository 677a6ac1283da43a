/** Names of servers and keys: they become part of the OS store's account, so their form is fixed (README.md, Where keys are). */
export const NAME_PATTERN = "^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9_])?$";

const name = new RegExp(NAME_PATTERN);

export function isName(text: string): boolean {
  return name.test(text);
}

/** What two names must differ in: Windows' store ignores case. */
export function nameIdentity(text: string): string {
  return text.toLowerCase();
}

/** A name made from any text, such as a host: the nearest that fits the form, unlike those taken. */
export function suggestName(text: string, taken: Iterable<string>): string {
  const cleaned = text
    .replace(/[^A-Za-z0-9 ._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 56)
    .replace(/[^A-Za-z0-9_]+$/, "");
  const base = cleaned === "" ? "server" : cleaned;
  const identities = new Set([...taken].map(nameIdentity));
  let candidate = base;
  for (let n = 2; identities.has(nameIdentity(candidate)); n++) candidate = `${base}-${n}`;
  return candidate;
}

/** The account of a key in the secret store. The origin is part of it, so a changed address never finds the key. */
export function accountOf(server: string, key: string, origin: string): string {
  return `${server}/${key}@${origin}`;
}

/** What an account in the secret store is for. */
export interface AccountParts {
  readonly server: string;
  readonly key: string;
  readonly origin: string;
  /** It holds the key that another one has taken the place of, as long as that can be taken back. */
  readonly previous: boolean;
}

const PREVIOUS = "#previous";

/** The account that a key is kept under while another one takes its place. */
export function previousOf(account: string): string {
  return account + PREVIOUS;
}

/** The parts of an account; undefined where it is none of ours, such as what a canary leaves. Names hold no `/` or `@`. */
export function parseAccount(account: string): AccountParts | undefined {
  const [, server, key, origin, previous] = /^([^/@]+)\/([^/@]+)@(https?:\/\/[^#]+)(#previous)?$/.exec(account) ?? [];
  if (server === undefined || key === undefined || origin === undefined) return undefined;
  return isName(server) && isName(key) ? { server, key, origin, previous: previous !== undefined } : undefined;
}

/** What {@link parseAccount} takes apart. */
export function accountOfParts({ server, key, origin, previous }: AccountParts): string {
  const account = accountOf(server, key, origin);
  return previous ? previousOf(account) : account;
}
