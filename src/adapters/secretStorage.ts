import type { KeyStore, StoredItem, StoreFailure } from "../core/storePorts.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { Secret } from "../core/secret.ts";

/** What is used of `vscode.SecretStorage`. `keys` came after the oldest supported version. */
export interface EditorSecrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Throws where it is still a proposal (VS Code 1.103), and in web hosts whose own store cannot list. */
  keys?(): PromiseLike<readonly string[]>;
}

/** The editor's own secret store. It is this extension's alone, so an item's name is the account as it is. */
export class SecretStorageStore implements KeyStore {
  readonly id = "vscode";
  readonly #secrets: EditorSecrets;

  constructor(secrets: EditorSecrets) {
    this.#secrets = secrets;
  }

  get(account: string): Promise<Result<Secret | undefined, StoreFailure>> {
    return call((seen) => this.#read(account, seen));
  }

  set(account: string, secret: Secret): Promise<Result<void, StoreFailure>> {
    return call(async (seen) => {
      seen.push(secret);
      await this.#secrets.store(account, secret.reveal());
    });
  }

  delete(account: string): Promise<Result<boolean, StoreFailure>> {
    return call(async (seen) => {
      const secret = await this.#read(account, seen);
      await this.#secrets.delete(account);
      return secret !== undefined;
    });
  }

  /** By the editor's own list where it can be had, else by asking for each of those known. */
  list(known: readonly string[]): Promise<Result<readonly StoredItem[], StoreFailure>> {
    return call(async (seen) => {
      const items: StoredItem[] = [];
      for (const account of new Set((await this.#keys()) ?? known)) {
        const secret = await this.#read(account, seen);
        if (secret !== undefined) items.push({ account, secret });
      }
      return items;
    });
  }

  async #keys(): Promise<readonly string[] | undefined> {
    try {
      return await this.#secrets.keys?.();
    } catch {
      return undefined; // A store that is down shows it at the first read, and to the canary before a listing.
    }
  }

  async #read(account: string, seen: Secret[]): Promise<Secret | undefined> {
    const text = await this.#secrets.get(account);
    if (text === undefined || text === "") return undefined;
    const secret = new Secret(text);
    seen.push(secret);
    return secret;
  }
}

/** @param work is handed a list, to which it adds each secret that an error of the editor could hold from then on */
async function call<T>(work: (seen: Secret[]) => Promise<T>): Promise<Result<T, StoreFailure>> {
  const seen: Secret[] = [];
  try {
    return ok(await work(seen));
  } catch (error) {
    return fail({ kind: "unavailable", detail: withoutSecrets(error, seen) });
  }
}

/** Keys as SDP makes them, and with their hyphens gone (docs/sdp.md 3). */
const keyLike = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}/gi;

/** What `JSON.parse` quotes in its errors: a character, and a part of the text that it cannot read. */
const quoted = /".*"|'.'/gsu;

/** The error's text without the secrets, and without what may be a part of one that could not be read. */
function withoutSecrets(error: unknown, seen: readonly Secret[]): string {
  let text = error instanceof Error ? error.message : String(error);
  for (const secret of seen) text = text.replaceAll(secret.reveal(), String(secret));
  return text.replace(quoted, "***").replace(keyLike, "***");
}
