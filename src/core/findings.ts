import * as l10n from "@vscode/l10n";
import { expiryAt, type Expiry, type ExpiryThresholds } from "./expiry.ts";
import type { ConfigPath } from "./ports.ts";
import { reasonSentence } from "./sentences.ts";
import { expiryWords } from "./words.ts";
import { notAsked, serverTrouble, type Observation } from "./health.ts";
import type { ConfigProblem } from "./settingForms.ts";
import type { ChosenKey, KeyEntry, ServerEntry } from "./servers.ts";

/** Codes of diagnostics; each has a section of its name in docs/troubleshooting.md. Fixed names. */
export const FINDING_CODES = [
  "key-expired",
  "key-invalid",
  "key-expiring",
  "key-missing",
  "key-forbidden",
  "key-duplicate",
  "expiry-unknown",
  "server-unreachable",
  "certificate-untrusted",
  "not-servicedesk",
  "server-insecure",
  "server-cloud",
  "unlicensed",
  "store-unavailable",
  "config-invalid",
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

export type Severity = "error" | "warning" | "information" | "hint";

/** One line for the Problems panel, on a property of `servicedeskPlus.servers` (`[]`: on the setting itself). */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly path: ConfigPath;
  readonly on: "name" | "value";
  /** One line, at most 200 characters. */
  readonly message: string;
}

/** What findings are drawn from. */
export interface Standing {
  readonly servers: readonly ServerEntry[];
  readonly problems: readonly ConfigProblem[];
  observation(server: ServerEntry, key: KeyEntry): Observation | undefined;
  twins(server: ServerEntry, key: KeyEntry): readonly ChosenKey[];
}

/** All that is to be said of the list at `now` (milliseconds since the epoch), in the list's order. */
export function findingsOf(standing: Standing, now: number, thresholds: ExpiryThresholds): readonly Finding[] {
  const { servers, problems } = standing;
  const findings: Finding[] = problems.map(({ path, on, message }) =>
    make("config-invalid", "error", path, whose(path) + message, on),
  );
  const observed = servers.map((server) =>
    server.keys.map((key) => ({ key, seen: standing.observation(server, key) ?? notAsked })),
  );
  const storeTrouble = observed.flat().find(({ seen }) => seen.state === "store-unavailable");
  if (storeTrouble !== undefined) {
    findings.push(make("store-unavailable", "error", [], reasonSentence(storeTrouble.seen.reason)));
  }
  const bad = new Set(problems.map(({ path }) => JSON.stringify(path)));
  servers.forEach((server, index) => {
    const keys = observed[index] ?? [];
    findings.push(
      ...serverFindings(
        server,
        keys.map(({ seen }) => seen),
      ),
    );
    for (const { key, seen } of keys) {
      const badExpires = bad.has(JSON.stringify([server.name, "keys", key.name, "expires"]));
      findings.push(...keyFindings(server, key, seen, expiryAt(key.expires, now, thresholds), thresholds, badExpires));
      findings.push(...duplicates(server, key, standing.twins(server, key)));
    }
  });
  return findings;
}

function serverFindings(server: ServerEntry, seen: readonly Observation[]): Finding[] {
  const path = [server.name];
  const about = (code: FindingCode, severity: Severity, sentence: string): Finding =>
    make(code, severity, path, `${server.name}: ${sentence}`);
  const { address } = server;
  if (address.cloud) return [about("server-cloud", "error", reasonSentence({ kind: "cloud" }))];
  const findings: Finding[] = [];
  if (!address.secure && !address.loopback) {
    findings.push(
      about("server-insecure", "warning", l10n.t("http:// sends keys unencrypted. Use https:// if you can.")),
    );
  }
  const trouble = serverTrouble(seen);
  const known = trouble === undefined ? undefined : serverCodes.get(trouble.state);
  if (trouble !== undefined && known !== undefined) {
    findings.push(about(known.code, known.severity, reasonSentence(trouble.reason)));
  }
  const unreadable = seen.find(({ reason }) => reason.kind === "ca-unreadable");
  if (unreadable !== undefined) {
    const sentence = reasonSentence(unreadable.reason);
    findings.push(make("config-invalid", "error", [...path, "tls", "ca"], whose(path) + sentence, "value"));
  }
  return findings;
}

/** States that are the server's, and how they are reported: once, on the server. */
const serverCodes: ReadonlyMap<string, { readonly code: FindingCode; readonly severity: Severity }> = new Map([
  ["unreachable", { code: "server-unreachable", severity: "information" }],
  ["server-error", { code: "server-unreachable", severity: "information" }],
  ["rate-limited", { code: "server-unreachable", severity: "information" }],
  ["untrusted-certificate", { code: "certificate-untrusted", severity: "warning" }],
  ["not-servicedesk", { code: "not-servicedesk", severity: "warning" }],
  ["unlicensed", { code: "unlicensed", severity: "warning" }],
]);

function keyFindings(
  server: ServerEntry,
  key: KeyEntry,
  seen: Observation,
  expiry: Expiry,
  thresholds: ExpiryThresholds,
  badExpires: boolean,
): Finding[] {
  const about = (code: FindingCode, severity: Severity, sentence: string): Finding =>
    make(code, severity, [server.name, "keys", key.name], `${server.name}/${key.name}: ${sentence}`);
  if (seen.state === "missing") return [about("key-missing", "warning", reasonSentence(seen.reason))];
  const findings: Finding[] = [];
  if (expiry.expiry === "expired") {
    findings.push(
      seen.state === "valid"
        ? about("key-expired", "warning", l10n.t("{0}, but the server still accepts it.", capital(expiryWords(expiry))))
        : about("key-expired", "error", l10n.t("{0}. Replace the key.", capital(expiryWords(expiry)))),
    );
    // The cause is known.
    if (seen.state === "invalid") return findings;
  }
  if (seen.state === "invalid") {
    findings.push(about("key-invalid", "error", invalidSentence(key, seen)));
  }
  if (seen.state === "forbidden") {
    findings.push(
      about("key-forbidden", "information", l10n.t("The server accepts the key, but its role may not do the check.")),
    );
  }
  if (expiry.expiry === "expiring") {
    const severity = (expiry.daysLeft ?? 0) <= thresholds.warningDays ? "warning" : "information";
    findings.push(about("key-expiring", severity, `${capital(expiryWords(expiry))}.`));
  }
  if (expiry.expiry === "unknown" && !badExpires) {
    findings.push(about("expiry-unknown", "hint", l10n.t("When this key expires is not recorded.")));
  }
  return findings;
}

function duplicates(server: ServerEntry, key: KeyEntry, twins: readonly ChosenKey[]): Finding[] {
  if (twins.length === 0) return [];
  const others = twins.map((twin) => `${twin.server.name}/${twin.key.name}`).join(", ");
  const message = l10n.t("The same key is stored for {0}. When it is re-generated, all of them stop.", others);
  const path = [server.name, "keys", key.name];
  return [make("key-duplicate", "information", path, `${server.name}/${key.name}: ${message}`)];
}

/** SDP has one answer for every cause, so nothing is claimed that is not known (docs/sdp.md 2). */
function invalidSentence(key: KeyEntry, seen: Observation): string {
  if (seen.reason.kind === "not-a-header-value") return reasonSentence(seen.reason);
  return key.kind === "integration"
    ? l10n.t("The server refuses this key. Is the Integration Key inactive, deleted or expired?")
    : l10n.t(
        "The server refuses this key. Was it re-generated, its technician deleted or disabled, or the form not saved?",
      );
}

/** `server/key: `, `server: `, or nothing for the list itself: a line must say of what it speaks. */
function whose([server, property, key]: ConfigPath): string {
  if (server === undefined) return "";
  return property === "keys" && key !== undefined ? `${server}/${key}: ` : `${server}: `;
}

function make(
  code: FindingCode,
  severity: Severity,
  path: ConfigPath,
  message: string,
  on: "name" | "value" = "name",
): Finding {
  const line = message.replace(/\s+/g, " ");
  return { code, severity, path, on, message: line.length > 200 ? `${shortened(line)}…` : line };
}

/** Its first 199 characters; half a surrogate pair at the end is left off. */
function shortened(line: string): string {
  return line.slice(0, 199).replace(/[\uD800-\uDBFF]$/, "");
}

function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
