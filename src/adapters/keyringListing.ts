import { fork } from "node:child_process";
import * as l10n from "@vscode/l10n";
import type { ListingAnswer } from "./children/listKeyring.ts";
import type { Credential } from "./nativeKeytar.ts";

/** How long a listing may take, in seconds: the keyring may ask a person to unlock another of its collections. */
const PATIENCE_SECONDS = 60;

/**
 * Lists what the keyring holds under our service, in a child process: on Linux the native call can end its process, and
 * in the extension host that would end every extension of the window (docs/platform.md 3).
 * @param script path of `children/listKeyring.ts`, or of its bundle
 * @throws {Error} with the system's words, or with how the child ended
 */
export function listInChild(
  script: string,
  nativeFile: string,
  seconds = PATIENCE_SECONDS,
): Promise<readonly Credential[]> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [nativeFile], {
      execPath: process.execPath,
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      timeout: seconds * 1000,
      killSignal: "SIGKILL",
    });
    child.once("message", (answer: ListingAnswer) =>
      "ok" in answer ? resolve(answer.ok) : reject(new Error(answer.error)),
    );
    child.once("error", reject);
    // Not "exit": an answer may still be on its way then.
    child.once("close", (code, signal) =>
      reject(new Error(child.killed ? tooLate(seconds) : endedEarly(code, signal))),
    );
  });
}

function tooLate(seconds: number): string {
  return l10n.t("Listing what the keyring holds was given up after {0} seconds.", seconds);
}

function endedEarly(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null
    ? l10n.t("Listing what the keyring holds ended with exit code {0}.", String(code))
    : l10n.t("Listing what the keyring holds ended with {0}.", signal);
}
