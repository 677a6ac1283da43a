import { createRequire } from "node:module";

/** What our items are stored under in every OS store (README.md, Where keys are). */
export const SERVICE = "servicedesk-plus-keys";

/** An item as the native file gives it. */
export interface Credential {
  readonly account: string;
  readonly password: string;
}

/** What keytar's native file exports, as far as it is used. */
export interface NativeKeytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
  /** On Linux it can end the process (docs/platform.md 3). */
  findCredentials(service: string): Promise<readonly Credential[]>;
}

/** Loads a native file by its absolute path. @throws {Error} with what the system says. */
export function loadNative(path: string): NativeKeytar {
  return createRequire(path)(path) as NativeKeytar;
}
