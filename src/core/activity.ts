import type { Result } from "./result.ts";

/** Names of what can be done: a command's name each, or of the same form. Fixed: they are kept in a file. */
export const ACTIONS = [
  "addServer",
  "addKey",
  "enterKey",
  "verify",
  "trustCertificate",
  "useStoredKey",
  "useThisAddress",
  "rename",
  "moveKeys",
  "remove",
  "removeAllKeys",
  "replaceKey",
  "undoReplacement",
  "tickConsumer",
  "changeExpiry",
  "edit",
  "copyKey",
  "openTerminal",
] as const;

/** What a person, or the timer, has done. */
export type Action = (typeof ACTIONS)[number];

/** What was done it to: names as they stand in the settings. Absent: to all. */
export interface Target {
  readonly server?: string | undefined;
  readonly key?: string | undefined;
}

/** Takes notes of what is done, for the person to read. Never given a key. Returns at once; a note that fails is no failure of what was done. */
export interface ActivityNotes {
  /** @param detail a few words, such as how many keys; no text of a server, and no value */
  note(action: Action, target: Target, result: "done" | "failed", detail?: string): void;
  /**
   * Notes what comes of a change, with the step that failed; gives the outcome back.
   * @param detail of what was done, as for {@link note}
   */
  follow<T, F extends { readonly step: string }>(
    action: Action,
    target: Target,
    work: Promise<Result<T, F>>,
    detail?: string,
  ): Promise<Result<T, F>>;
}
