import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import type { KeyStore, StoredItem, StoreFailure } from "../core/storePorts.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { Secret } from "../core/secret.ts";
import { listInChild } from "./keyringListing.ts";
import { keytarTarget, type Machine } from "./keytarBinary.ts";
import { loadNative, SERVICE, type NativeKeytar } from "./nativeKeytar.ts";

/** The texts macOS has for errSecUserCanceled (-128) and errSecAuthFailed (-25293); the native file passes on nothing else. */
const denials = [/^User canceled the operation\b/, /^The user name or passphrase you entered is not correct\b/];

/** The native file that is this machine's. */
interface Loaded {
  readonly native: NativeKeytar;
  readonly file: string;
  readonly platform: NodeJS.Platform;
}

/** The operating system's secret store: Keychain, Credential Manager, or the Secret Service of a Linux desktop. */
export class KeytarStore implements KeyStore {
  readonly id = "os";
  readonly #directory: string;
  readonly #lister: string;
  readonly #load: (path: string) => NativeKeytar;
  readonly #machine: () => Machine;
  #loaded: Loaded | undefined;

  /**
   * @param directory holds `<target>/keytar.node` for each target
   * @param lister path of `children/listKeyring.ts`, or of its bundle
   * @param load loads a native file by its absolute path; throws what the system says. Called at the first use, and
   *   again after a failure: the missing library may have been installed meanwhile
   */
  constructor(
    directory: string,
    lister: string,
    load: (path: string) => NativeKeytar = loadNative,
    machine: () => Machine = thisMachine,
  ) {
    this.#directory = directory;
    this.#lister = lister;
    this.#load = load;
    this.#machine = machine;
  }

  get(account: string): Promise<Result<Secret | undefined, StoreFailure>> {
    return this.#call(async ({ native }) => {
      const password = await native.getPassword(SERVICE, account);
      return password === null || password === "" ? undefined : new Secret(password);
    });
  }

  set(account: string, secret: Secret): Promise<Result<void, StoreFailure>> {
    return this.#call(({ native }) => native.setPassword(SERVICE, account, secret.reveal()));
  }

  delete(account: string): Promise<Result<boolean, StoreFailure>> {
    return this.#call(({ native }) => native.deletePassword(SERVICE, account));
  }

  /** On Linux in a process of its own; elsewhere not, since the keychain of macOS asks by program. */
  async list(): Promise<Result<readonly StoredItem[], StoreFailure>> {
    const found = await this.#call(({ native, file, platform }) =>
      platform === "linux" ? listInChild(this.#lister, file) : native.findCredentials(SERVICE),
    );
    if (!found.ok) return found;
    // On macOS the native file puts an item without an account in the place of each that could not be read.
    if (found.value.some(({ account }) => account === "")) return fail(withheld());
    const items = found.value.filter(({ password }) => password !== "");
    return ok(items.map(({ account, password }) => ({ account, secret: new Secret(password) })));
  }

  async #call<T>(call: (loaded: Loaded) => Promise<T>): Promise<Result<T, StoreFailure>> {
    try {
      const loaded = this.#ready();
      return loaded.ok ? ok(await call(loaded.value)) : fail({ kind: "unavailable", detail: loaded.reason });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return fail({ kind: denials.some((text) => text.test(detail)) ? "denied" : "unavailable", detail });
    }
  }

  #ready(): Result<Loaded, string> {
    if (this.#loaded === undefined) {
      const machine = this.#machine();
      const target = keytarTarget(machine);
      if (!target.ok) return target;
      const file = join(this.#directory, target.value, "keytar.node");
      this.#loaded = { native: this.#load(file), file, platform: machine.platform };
    }
    return ok(this.#loaded);
  }
}

/** A list with a gap would say of a key that it is not there. */
function withheld(): StoreFailure {
  return { kind: "denied", detail: l10n.t("The operating system did not hand out every stored key.") };
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
