import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ok, type Result } from "../../../src/core/result.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { KeyStore, StoredItem, StoreFailure } from "../../../src/core/storePorts.ts";

type Reply<T> = Promise<Result<T, StoreFailure>>;

/** Stands for VS Code's own store: a file, so that what is in it outlives the process, and can be looked at. */
export class KeyStoreFile implements KeyStore {
  readonly id = "vscode";
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** What is in it, by account. */
  get items(): Record<string, string> {
    return existsSync(this.#path) ? (JSON.parse(readFileSync(this.#path, "utf8")) as Record<string, string>) : {};
  }

  async get(account: string): Reply<Secret | undefined> {
    const text = this.items[account];
    return ok(text === undefined ? undefined : new Secret(text));
  }

  async set(account: string, secret: Secret): Reply<void> {
    this.#write({ ...this.items, [account]: secret.reveal() });
    return ok();
  }

  async delete(account: string): Reply<boolean> {
    const { [account]: text, ...others } = this.items;
    this.#write(others);
    return ok(text !== undefined);
  }

  async list(): Reply<readonly StoredItem[]> {
    return ok(Object.entries(this.items).map(([account, text]) => ({ account, secret: new Secret(text) })));
  }

  #write(items: Record<string, string>): void {
    writeFileSync(this.#path, JSON.stringify(items));
  }
}
