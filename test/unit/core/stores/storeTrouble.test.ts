import assert from "node:assert/strict";
import type { StoreFailure } from "../../../../src/core/storePorts.ts";
import { storeSentence } from "../../../../src/core/stores/storeSentences.ts";
import { isAbsent, noBinaryText, troubleOf, type StoreTrouble } from "../../../../src/core/stores/storeTrouble.ts";

/** What becomes of each trouble: how its sentence begins, and whether the OS store is not there at all. */
const troubles: Record<StoreTrouble, readonly [begins: string, absent: "absent" | "there"]> = {
  "no-bus": ["There is no D-Bus session. Start the editor in a desktop session, or", "absent"],
  "no-library": ["libsecret is missing. Install libsecret-1-0 (Debian, Ubuntu)", "absent"],
  "no-service": ["No keyring is running. Start GNOME Keyring or KWallet, then reload", "absent"],
  "no-binary": ["The operating system's secret store cannot be used here. Set", "absent"],
  "not-started": ["The keyring is installed but does not start. Log in", "there"],
  "no-collection": ["There is no default keyring. Create one", "there"],
  locked: ["The keyring is locked. Unlock it", "there"],
  disconnected: ["The connection to the keyring is lost: it may have been restarted. Reload", "there"],
  "no-logon": ["This logon has no Credential Manager. Start the editor at the machine", "there"],
  "bad-binary": ["A file of the extension cannot be loaded. Install the extension again", "there"],
  waiting: ["The secret store waits for you. Answer its dialog", "there"],
  denied: ["Access to the secret store was refused. Try again, and allow it", "there"],
  other: ["The secret store does not work. (", "there"],
};

const NODE_FILE = "/home/me/.vscode/extensions/x y/dist/keytar/linux-x64/keytar.node";

/** Texts as they came (docs/platform.md 3), or as the sources named there write them. */
const texts: Partial<Record<StoreTrouble, readonly string[]>> = {
  "no-bus": [
    "Cannot autolaunch D-Bus without X11 $DISPLAY",
    "D-Bus kann nicht automatisch ohne X11 $DISPLAY gestartet werden",
    "Could not connect: No such file or directory",
    "Could not connect: Connection refused",
    "Could not connect to 127.0.0.1: Connection refused",
    "Failed to execute child process “dbus-launch” (No such file or directory)",
    "Kindprozess »dbus-launch« konnte nicht ausgeführt werden (Datei oder Verzeichnis nicht gefunden)",
    "Unknown or unsupported transport “disabled” for address “disabled:”",
    "Unbekannter oder nicht unterstützter Transport »disabled« für Adresse »disabled:«",
    "The given address is empty",
    "Address element “rubbish” does not contain a colon (:)",
  ],
  "no-library": [
    "libsecret-1.so.0: cannot open shared object file: No such file or directory",
    "libsecret-1.so.0: Kann die Shared-Object-Datei nicht öffnen: Datei oder Verzeichnis nicht gefunden",
    "libglib-2.0.so.0: cannot open shared object file: No such file or directory",
    `Error loading shared library libsecret-1.so.0: No such file or directory (needed by ${NODE_FILE})`,
  ],
  "no-service": [
    "The name org.freedesktop.secrets was not provided by any .service files",
    "GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not provided by any .service files",
    "The name is not activatable",
    "Error calling StartServiceByName for org.freedesktop.secrets: The name is not activatable",
  ],
  "no-binary": [noBinaryText("alpine-arm64"), noBinaryText("freebsd-x64")],
  "not-started": [
    "Error calling StartServiceByName for org.freedesktop.secrets: Process org.freedesktop.secrets exited with status 1",
    "Fehler beim Aufruf von StartServiceByName für org.freedesktop.secrets: Failed to execute program org.freedesktop.secrets: Datei oder Verzeichnis nicht gefunden",
    "Error calling StartServiceByName for org.freedesktop.secrets: Timeout was reached",
    "Could not activate remote peer 'org.freedesktop.secrets': startup job failed",
  ],
  "no-collection": [
    "Object does not exist at path “/org/freedesktop/secrets/collection/login”",
    "Das Objekt existiert nicht am Pfad »/org/freedesktop/secrets/collection/login«",
    "No such interface “org.freedesktop.Secret.Collection” on object at path /org/freedesktop/secrets/aliases/default",
    "A default keychain could not be found.",
    "The specified keychain could not be found.",
    "No keychain is available. You may need to restart your computer.",
  ],
  locked: [
    "Cannot create an item in a locked collection",
    "Collection /org/freedesktop/secrets/collection/kdewallet is locked",
    "GDBus.Error:org.freedesktop.Secret.Error.IsLocked: Gesperrt",
    "User interaction is not allowed.",
  ],
  disconnected: [
    "The name :1.0 was not provided by any .service files",
    "GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name :1.12 was not provided by any .service files",
    "The connection is closed",
    "The session wrapping the secret does not exist",
    "Can't find session /org/freedesktop/secrets/session/3",
    "The secret was transferred or encrypted in an invalid way.",
    "Message recipient disconnected from message bus without replying",
    "Remote peer disconnected",
  ],
  "no-logon": ["A specified logon session does not exist. It may already have been terminated.\r\n"],
  "bad-binary": [
    `${NODE_FILE}: file too short`,
    `Cannot find module '${NODE_FILE}'\nRequire stack:\n- ${NODE_FILE}`,
    `\\\\?\\C:\\Users\\me\\dist\\keytar\\win32-x64\\keytar.node is not a valid Win32 application.\r\n`,
  ],
  other: [
    "Verbindung ist geschlossen",
    "Verbindung ist gescheitert: Datei oder Verzeichnis nicht gefunden",
    "Object does not exist at path “/org/freedesktop/secrets/collection/login/17”",
    "libstdc++.so.6: cannot open shared object file: No such file or directory",
    `Error loading shared library libstdc++.so.6: No such file or directory (needed by ${NODE_FILE})`,
    "The user-defined store is not available for alpine-arm64.",
    "An unknown error occurred.",
  ],
};

const unavailable = (detail: string): StoreFailure => ({ kind: "unavailable", detail });

function assertTrouble(failure: StoreFailure, trouble: StoreTrouble): void {
  assert.equal(troubleOf(failure), trouble);
  const [begins, absent] = troubles[trouble];
  assert.equal(isAbsent(failure), absent === "absent");
  const sentence = storeSentence(failure);
  assert.ok(sentence.startsWith(begins), sentence);
}

describe("the trouble with a store", () => {
  for (const [trouble, details] of Object.entries(texts) as [StoreTrouble, string[]][]) {
    for (const detail of details) {
      it(`${trouble}: ${detail.split(/[\r\n]/, 1)[0]}`, () => assertTrouble(unavailable(detail), trouble));
    }
  }
  for (const kind of ["waiting", "denied"] as const) {
    it(`${kind}, whatever the text`, () => assertTrouble({ kind, detail: "The name is not activatable" }, kind));
  }
});

describe("the sentence for a store in trouble", () => {
  const rows: readonly [detail: string, tail: string][] = [
    ["The name is not activatable", " (The name is not activatable)"],
    ["first line\nRequire stack:\n- /x", " (first line)"],
    ["with Windows' line end\r\n", " (with Windows' line end)"],
    ["\n first after a blank one \nsecond", " (first after a blank one)"],
    ["", "."],
  ];
  for (const [detail, tail] of rows) {
    it(`ends ${tail}`, () => assert.ok(storeSentence(unavailable(detail)).endsWith(tail)));
  }
  for (const [trouble, [detail = ""] = []] of Object.entries(texts)) {
    it(`has its remedy for ${trouble} within 150 characters, and the text after it`, () => {
      const [remedy = "", ...rest] = storeSentence(unavailable(detail)).split(` (${detail.split("\n", 1)[0]?.trim()})`);
      assert.match(remedy, /^[^{}\n]{30,150}\.$/);
      assert.deepEqual(rest, [""]);
    });
  }
  it("is another for each trouble", () => {
    const first = (trouble: StoreTrouble) => texts[trouble]?.[0] ?? "";
    const sentences = Object.keys(texts).map((trouble) => storeSentence(unavailable(first(trouble as StoreTrouble))));
    assert.equal(new Set(sentences.map((sentence) => sentence.split(".", 1)[0])).size, sentences.length);
  });
});
