import * as l10n from "@vscode/l10n";
import type { ActivityNotes } from "../../core/activity.ts";
import type { Address } from "../../core/address.ts";
import type { ApiVersion, V1Servers } from "../../core/apiVersion.ts";
import type { Editing } from "../../core/editing.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { CertificateViewer, Clock, Http, Target } from "../../core/ports.ts";
import { recognise, type Recognition } from "../../core/recognition.ts";
import { addressesInstead } from "../../core/redirect.ts";
import { reasonSentence } from "../../core/sentences.ts";
import type { ServerEntry } from "../../core/servers.ts";
import { targetOf } from "../../core/verification.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import { withCancel } from "../gates/progress.ts";
import { askTrust } from "./certificateTrust.ts";
import { canRetry, failureSentence } from "./failures.ts";
import { protectedSentence } from "./protection.ts";
import { chooseServer } from "./selection.ts";

export interface AddressNeeds {
  readonly fleet: Pick<Fleet, "servers" | "server" | "observation" | "outlook">;
  readonly editing: Pick<Editing, "setAddress">;
  readonly http: Http;
  readonly v1Servers: V1Servers;
  readonly certificates: CertificateViewer;
  readonly clock: Clock;
  readonly activity: ActivityNotes;
  /** Goes on with the keys that were entered for the address of before. */
  readonly useStoredKey: (server: string) => unknown;
  /** Goes on where there are none. */
  readonly verifyServer: (server: string) => unknown;
}

/**
 * Gives a server that redirects the address that it redirects to, once SDP was found there without a key and the person
 * has agreed; then asks whether its keys may go there.
 */
export function useThisAddress(needs: AddressNeeds): Command {
  return async (...args) => {
    const server = await choose(needs.fleet, args);
    if (server === undefined) return;
    const candidates = addressesInstead(server, needs.fleet);
    if (candidates.length === 0) return tellNone();
    const found = await lookThere(needs, server, candidates);
    if (found === undefined || !(await agrees(server, found))) return;
    if (await write(needs, server, found)) await goOn(needs, server.name);
  };
}

/** From the palette only servers that redirect are offered. */
async function choose(fleet: AddressNeeds["fleet"], args: readonly unknown[]): Promise<ServerEntry | undefined> {
  const servers = fleet.servers.filter((server) => addressesInstead(server, fleet).length > 0);
  if (servers.length === 0) tellNone();
  if (servers.length === 0) return undefined;
  return chooseServer({ servers, server: (name) => fleet.server(name) }, l10n.t("Use This Address"), args);
}

function tellNone(): void {
  void tell(l10n.t("No server redirected to another address when it was last asked."));
}

/** What stands at the other address. */
interface There {
  readonly address: Address;
  readonly api: ApiVersion;
  /** Of its certificate, when the person has trusted it just now. */
  readonly fingerprint: string | undefined;
}

/** Asks there without a key, until it is known what it is; undefined: nothing to use, which was said. */
async function lookThere(
  needs: AddressNeeds,
  server: ServerEntry,
  candidates: readonly Address[],
): Promise<There | undefined> {
  const trusted = new Map<string, string>();
  const reach = (address: Address): Target => {
    const target = { ...targetOf(server), address };
    return { ...target, pin: trusted.get(address.origin) ?? target.pin };
  };
  for (;;) {
    const title = l10n.t("Asking {0} without a key", candidates[0]?.hostname ?? "");
    const found: Recognition = await withCancel(title, (signal) => recognise({ ...needs, reach, signal }, candidates));
    if (found.kind === "cancelled") return undefined;
    if (found.kind === "servicedesk") return { ...found, fingerprint: trusted.get(found.address.origin) };
    if (found.kind === "cloud") {
      await warn(reasonSentence({ kind: "cloud" }));
      return undefined;
    }
    const { reason, address } = found;
    if (reason.kind !== "certificate" || trusted.has(address.origin)) {
      await warn(l10n.t("{0} is not used. {1}", address.href, reasonSentence(reason)));
      return undefined;
    }
    const fingerprint = await askTrust(needs, address, server.timeoutSeconds, server.pin);
    if (fingerprint === undefined) return undefined;
    trusted.set(address.origin, fingerprint);
  }
}

function agrees(server: ServerEntry, { address, api }: There): Promise<boolean> {
  const lines = [
    l10n.t("{0} redirects there. ServiceDesk Plus answers, by its API {1}; no key was sent.", server.address.href, api),
    server.keys.length === 0
      ? ""
      : l10n.t("Stored keys belong to the address of before. You are asked before one goes to this one."),
    server.protected ? protectedSentence(server) : "",
  ];
  return confirm(
    l10n.t("Use {0} for {1}?", address.href, server.label ?? server.name),
    lines.filter((line) => line !== "").join("\n\n"),
    l10n.t("Use This Address"),
  );
}

/** Whether the entry has the address; why not is said. */
async function write(
  { editing, activity }: AddressNeeds,
  server: ServerEntry,
  { address, fingerprint }: There,
): Promise<boolean> {
  const retry = l10n.t("Retry");
  for (;;) {
    const setting = editing.setAddress(server, address, fingerprint);
    const set = await activity.follow("useThisAddress", { server: server.name }, setting);
    if (set.ok) return true;
    const message = l10n.t("{0} keeps its address. {1}", server.name, failureSentence(set.reason));
    if ((await warn(message, ...(canRetry(set.reason) ? [retry] : []))) !== retry) return false;
  }
}

async function goOn({ fleet, useStoredKey, verifyServer }: AddressNeeds, name: string): Promise<void> {
  const server = fleet.server(name);
  if (server === undefined || server.keys.length === 0) return;
  const isWanted = server.keys.some((key) => fleet.outlook(server, key).candidate !== undefined);
  await (isWanted ? useStoredKey(name) : verifyServer(name));
}
