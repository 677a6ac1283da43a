import * as l10n from "@vscode/l10n";
import type { StoreFailure } from "../storePorts.ts";

/**
 * What ails a secret store, as far as its text tells:
 * - `no-bus`: no D-Bus session, or it cannot be reached. `no-library`: libsecret is not installed. `no-service`: no
 *   keyring runs, and none can be started. `no-binary`: nothing is made for this platform.
 * - `not-started`: the keyring is installed, and its start failed. `no-collection`: it has no default keyring.
 *   `locked`. `disconnected`: it, or the bus, ended while this process used it.
 * - `no-logon`: a Windows logon without Credential Manager. `bad-binary`: our native file cannot be loaded.
 * - `waiting` and `denied`, as in {@link StoreFailure}. `other`: the text tells nothing that is known.
 */
export type StoreTrouble =
  | "no-bus"
  | "no-library"
  | "no-service"
  | "no-binary"
  | "not-started"
  | "no-collection"
  | "locked"
  | "disconnected"
  | "no-logon"
  | "bad-binary"
  | "waiting"
  | "denied"
  | "other";

/** The troubles in which the machine has no OS store for us at all, so that nothing can be kept in it. */
const absent: readonly StoreTrouble[] = ["no-bus", "no-library", "no-service", "no-binary"];

/**
 * What the texts say, looked for in this order. GLib's and libsecret's are translated in the desktop's editor, which
 * sets the locale; those of D-Bus and of the keyrings never are, nor names of files, paths, methods and variables in
 * any of them (docs/platform.md 3). Only those are looked for where there is a choice.
 */
const texts: readonly (readonly [StoreTrouble, RegExp])[] = [
  // The loader names the file that is missing: glibc first, musl after "Error loading shared library".
  ["no-library", /(?:^|library )lib(?:secret-1|glib-2\.0)\.so\.\d+: /],
  ["bad-binary", /^(?!.*\(needed by ).*\bkeytar\.node\b/s],
  // Both D-Bus daemons, GLib, GNOME Keyring, KWallet. A session's keys that do not fit are GNOME Keyring's "invalid way".
  ["disconnected", /\bname :\d+\.\d+ was not provided|^The connection is closed$/],
  ["disconnected", /disconnected from message bus without replying|^Remote peer disconnected/],
  ["disconnected", /session wrapping the secret does not exist|\/secrets\/session\/|encrypted in an invalid way/],
  // GNOME Keyring, KWallet, the Secret Service's own name for it; errSecInteractionNotAllowed of macOS.
  ["locked", /\blocked collection\b|^Collection \S+ is locked$|\.Secret\.Error\.IsLocked\b/],
  ["locked", /^User interaction is not allowed\b/],
  // A collection's path, not that of an item in it; errSecNoDefaultKeychain, errSecNoSuchKeychain, errSecNotAvailable.
  ["no-collection", /\/secrets\/(?:collection|aliases)\/\w+(?![\w/])/],
  ["no-collection", /^(?:A default|The specified) keychain could not be found\b|^No keychain is available\b/],
  // dbus-daemon, then dbus-broker, which says the same of a keyring that ended.
  ["no-service", /\bname org\.freedesktop\.secrets was not provided|\bThe name is not activatable\b/],
  ["not-started", /\bStartServiceByName\b|^Could not activate remote peer\b/],
  // GLib, when the bus has no address, a wrong one, or one where nobody listens.
  [
    "no-bus",
    /\$DISPLAY\b|\bdbus-launch\b|\bdisabled:|^Could not connect\b|^The given address is empty$|^Address element /,
  ],
  // ERROR_NO_SUCH_LOGON_SESSION (1312) of CredRead and CredWrite.
  ["no-logon", /^A specified logon session does not exist\b/],
];

/** What ails the store that failed so. */
export function troubleOf({ kind, detail }: StoreFailure): StoreTrouble {
  if (kind !== "unavailable") return kind;
  if (isNoBinaryText(detail)) return "no-binary";
  return texts.find(([, pattern]) => pattern.test(detail))?.[0] ?? "other";
}

/** Whether the OS store is not there on this machine; false when it is locked, waiting, denied, or broken. */
export function isAbsent(failure: StoreFailure): boolean {
  return absent.includes(troubleOf(failure));
}

/** What is said where the extension has no native file for a platform, such as `alpine-arm64`. */
export function noBinaryText(platform: string): string {
  return l10n.t("The access to the operating system's secret store is not available for {0}.", platform);
}

/** Whether it is that text, in whatever language. */
function isNoBinaryText(text: string): boolean {
  return [...text.matchAll(/[a-z\d]+-[a-z\d]+/g)].some(([platform]) => text === noBinaryText(platform));
}
