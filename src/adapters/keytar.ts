import { createRequire } from "node:module";
import { join } from "node:path";
import type { KeyStore, StoreFailure } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { Secret } from "../core/secret.ts";
import { keytarTarget, type Machine } from "./keytarBinary.ts";

const SERVICE = "servicedesk-plus-keys";

/** What the native file exports, as far as it is used. `findCredentials` ends the process on a locked keyring (docs/platform.md 3). */
export interface NativeKeytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/** The texts macOS has for errSecUserCanceled (-128) and errSecAuthFailed (-25293); the native file passes on nothing else. */
const denials = [/^User canceled the operation\b/, /^The user name or passphrase you entered is not correct\b/];

/** The operating system's secret store: Keychain, Credential Manager, or the Secret Service of a Linux desktop. */
export class KeytarStore implements KeyStore {
  readonly id = "os";
  readonly #directory: string;
  readonly #load: (path: string) => unknown;
  readonly #machine: () => Machine;
  #native: NativeKeytar | undefined;

  /**
   * @param directory holds `<target>/keytar.node` for each target
   * @param load loads a native file by its absolute path; throws what the system says. Called at the first use, and
   *   again after a failure: the missing library may have been installed meanwhile
   */
  constructor(
    directory: string,
    load: (path: string) => unknown = (path) => createRequire(path)(path),
    machine: () => Machine = thisMachine,
  ) {
    this.#directory = directory;
    this.#load = load;
    this.#machine = machine;
  }

  get(account: string): Promise<Result<Secret | undefined, StoreFailure>> {
    return this.#call(async (native) => {
      const password = await native.getPassword(SERVICE, account);
      return password === null || password === "" ? undefined : new Secret(password);
    });
  }

  set(account: string, secret: Secret): Promise<Result<void, StoreFailure>> {
    return this.#call((native) => native.setPassword(SERVICE, account, secret.reveal()));
  }

  delete(account: string): Promise<Result<boolean, StoreFailure>> {
    return this.#call((native) => native.deletePassword(SERVICE, account));
  }

  async #call<T>(call: (native: NativeKeytar) => Promise<T>): Promise<Result<T, StoreFailure>> {
    try {
      const native = this.#loaded();
      return native.ok ? ok(await call(native.value)) : fail({ kind: "unavailable", detail: native.reason });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return fail({ kind: denials.some((text) => text.test(detail)) ? "denied" : "unavailable", detail });
    }
  }

  #loaded(): Result<NativeKeytar, string> {
    if (this.#native === undefined) {
      const target = keytarTarget(this.#machine());
      if (!target.ok) return target;
      this.#native = this.#load(join(this.#directory, target.value, "keytar.node")) as NativeKeytar;
    }
    return ok(this.#native);
  }
}

/** Takes 3 ms on Linux: not for activation. */
function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, musl: platform === "linux" && !hasGlibc() };
}

/** Only glibc says its version. Without the exclusion the report looks up the host names of all open connections. */
function hasGlibc(): boolean {
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork = false } = report;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } };
  report.excludeNetwork = excludeNetwork;
  return header.glibcVersionRuntime !== undefined;
}
