import * as l10n from "@vscode/l10n";
import { parseAddress, type Address, type AddressProblem } from "./address.ts";
import { parseExpires, type Expires } from "./expiry.ts";
import { parsePin } from "./pin.ts";
import {
  aPin,
  anObject,
  day,
  expiry,
  flag,
  headerText,
  isObject,
  oneOf,
  reader,
  seconds,
  text,
  webAddress,
  type ConfigProblem,
} from "./settingForms.ts";
import { isName, nameIdentity } from "./names.ts";
import type { ConfigPath } from "./ports.ts";

/** A program or console that uses a key. */
export interface Consumer {
  readonly name: string;
  readonly product?: string | undefined;
  readonly url?: string | undefined;
}

/** Whether a person sees the same of both. */
export function isSameConsumer(one: Consumer, other: Consumer): boolean {
  return one.name === other.name && one.product === other.product && one.url === other.url;
}

export type KeyKind = "technician" | "integration";

/** One key of the list: what is recorded of it, never the key itself. */
export interface KeyEntry {
  readonly name: string;
  readonly kind: KeyKind | undefined;
  readonly owner: string | undefined;
  readonly issued: string | undefined;
  /** As written in the settings; undefined when absent. */
  readonly expiresText: string | undefined;
  /** Undefined when absent or unusable. */
  readonly expires: Expires | undefined;
  readonly usedBy: readonly Consumer[];
  readonly notes: string | undefined;
  /** False: asked only when a person wants it. */
  readonly verify: boolean;
}

/** One server of the list that can be used. */
export interface ServerEntry {
  readonly name: string;
  readonly address: Address;
  readonly label: string | undefined;
  readonly description: string | undefined;
  readonly group: string | undefined;
  readonly protected: boolean;
  readonly verify: boolean;
  readonly api: "auto" | "v3" | "v1";
  readonly portalId: string | undefined;
  readonly ca: string | undefined;
  /** SHA-256 of the DER leaf, lower-case hex. */
  readonly pin: string | undefined;
  /** False: `tls` holds a value that cannot be used. No request is made: it would trust otherwise than was asked for. */
  readonly tlsUsable: boolean;
  readonly timeoutSeconds: number;
  readonly keys: readonly KeyEntry[];
}

/** One key of the list, with its server. */
export interface ChosenKey {
  readonly server: ServerEntry;
  readonly key: KeyEntry;
}

export interface ServersRead {
  readonly servers: readonly ServerEntry[];
  readonly problems: readonly ConfigProblem[];
}

/** Reads `servicedeskPlus.servers` of any shape. Unknown properties are left alone: a later version may have written them. */
export function readServers(value: unknown): ServersRead {
  const problems: ConfigProblem[] = [];
  if (value === undefined || value === null) return { servers: [], problems };
  if (!isObject(value)) {
    problems.push(unusable([], l10n.t("The list of servers must be an object: names with servers.")));
    return { servers: [], problems };
  }
  const servers = named(value, [], problems).flatMap(([name, entry]) => readServer(name, entry, problems) ?? []);
  return { servers, problems };
}

/** The names in the list, or of a server's keys: those of entries that cannot be used too, since they are taken. */
export function namesIn(value: unknown, server?: string): readonly string[] {
  if (!isObject(value)) return [];
  if (server === undefined) return Object.keys(value);
  const entry = Object.hasOwn(value, server) ? value[server] : undefined;
  return isObject(entry) && Object.hasOwn(entry, "keys") && isObject(entry.keys) ? Object.keys(entry.keys) : [];
}

function readServer(name: string, entry: Record<string, unknown>, problems: ConfigProblem[]): ServerEntry | undefined {
  const path = [name];
  if (!Object.hasOwn(entry, "url")) {
    problems.push({ path, on: "name", unused: true, message: l10n.t('A server needs its address in "url".') });
    return undefined;
  }
  const address = typeof entry.url === "string" ? parseAddress(entry.url) : undefined;
  if (address === undefined || !address.ok) {
    problems.push(unusable([...path, "url"], addressSentence(address?.reason ?? "not-a-url")));
    return undefined;
  }
  const read = reader(entry, path, problems);
  const tls = read("tls", anObject);
  const readTls = reader(tls ?? {}, [...path, "tls"], problems);
  const ca = readTls("ca", text);
  const pin = readTls("pin", aPin);
  const keys = read("keys", anObject) ?? {};
  return {
    name,
    address: address.value,
    label: read("label", text),
    description: read("description", text),
    group: read("group", text),
    protected: read("protected", flag) ?? false,
    verify: read("verify", flag) ?? true,
    api: read("api", oneOf("auto", "v3", "v1")) ?? "auto",
    portalId: read("portalId", headerText),
    ca,
    pin: pin === undefined ? undefined : parsePin(pin),
    tlsUsable: !problems.some((problem) => problem.path[0] === name && problem.path[1] === "tls"),
    timeoutSeconds: read("timeoutSeconds", seconds) ?? 15,
    keys: named(keys, [...path, "keys"], problems).map(([key, value]) =>
      readKey(key, value, [...path, "keys", key], problems),
    ),
  };
}

function readKey(name: string, entry: Record<string, unknown>, path: ConfigPath, problems: ConfigProblem[]): KeyEntry {
  const read = reader(entry, path, problems);
  const expiresText = read("expires", expiry);
  return {
    name,
    kind: read("kind", oneOf("technician", "integration")),
    owner: read("owner", text),
    issued: read("issued", day),
    expiresText,
    expires: expiresText === undefined ? undefined : parseExpires(expiresText),
    usedBy: readConsumers(entry.usedBy, [...path, "usedBy"], problems),
    notes: read("notes", text),
    verify: read("verify", flag) ?? true,
  };
}

function readConsumers(value: unknown, path: ConfigPath, problems: ConfigProblem[]): Consumer[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    problems.push({ ...unusable(path, l10n.t("Expected a list of consumers.")), unused: false });
    return [];
  }
  return value.flatMap((item: unknown, index) => readConsumer(item, [...path, String(index)], problems) ?? []);
}

/** One element of `usedBy`, of any shape; undefined: it cannot be used. */
export function readConsumer(item: unknown, at: ConfigPath = [], problems: ConfigProblem[] = []): Consumer | undefined {
  const consumer = isObject(item) ? item : {};
  const read = reader(consumer, at, problems);
  if (!Object.hasOwn(consumer, "name")) {
    problems.push({ ...unusable(at, l10n.t('A consumer needs a "name".')), unused: false });
  }
  const name = read("name", text);
  return name === undefined ? undefined : { name, product: read("product", text), url: read("url", webAddress) };
}

/** The entries whose names can be used, in the file's order; of names alike but for case the first one counts. */
function named(
  value: Record<string, unknown>,
  path: ConfigPath,
  problems: ConfigProblem[],
): [string, Record<string, unknown>][] {
  const taken = new Map<string, string>();
  return Object.entries(value).flatMap(([name, entry]): [string, Record<string, unknown>][] => {
    const at = [...path, name];
    const earlier = taken.get(nameIdentity(name));
    const problem = !isName(name)
      ? l10n.t(
          "This name cannot be used: up to 64 letters, digits, blanks, dots, - and _, beginning with a letter or digit.",
        )
      : earlier !== undefined
        ? l10n.t('This name differs from "{0}" only in case, so it is not used.', earlier)
        : undefined;
    if (problem !== undefined) {
      problems.push({ path: at, on: "name", message: problem, unused: true });
      return [];
    }
    taken.set(nameIdentity(name), name);
    if (isObject(entry)) return [[name, entry]];
    problems.push(unusable(at, l10n.t("Expected an object.")));
    return [];
  });
}

function unusable(path: ConfigPath, message: string): ConfigProblem {
  return { path, on: "value", message, unused: true };
}

/** What is wrong with an address, and how it should look. */
export function addressSentence(problem: AddressProblem): string {
  switch (problem) {
    case "empty":
      return l10n.t("Enter the address of the server, such as https://sdp.example.com:8080.");
    case "not-a-url":
      return l10n.t("This is not an address. It looks like https://sdp.example.com:8080.");
    case "scheme":
      return l10n.t("The address must begin with https:// (or http://).");
    case "credentials":
      return l10n.t("The address must not hold a user name or password.");
    case "query-or-fragment":
      return l10n.t("The address must end before ? and #.");
  }
}
