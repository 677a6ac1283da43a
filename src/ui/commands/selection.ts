import * as l10n from "@vscode/l10n";
import type { Fleet } from "../../core/fleet.ts";
import type { ChosenKey, KeyEntry, ServerEntry } from "../../core/servers.ts";
import { tell } from "../gates/messages.ts";
import { alone, askChoice, type Choice } from "../prompts.ts";
import { asElement } from "../tree/elements.ts";

/** A server with all its keys, or one key of it. */
export interface ServerOrKey {
  readonly server: ServerEntry;
  /** Undefined: the server. */
  readonly key: KeyEntry | undefined;
}

/** The server that a tree item or a name among the arguments says, or the one a person picks; undefined: none. */
export async function chooseServer(
  fleet: Pick<Fleet, "servers" | "server">,
  title: string,
  args: readonly unknown[],
): Promise<ServerEntry | undefined> {
  const [server] = names(args);
  if (server !== undefined) return fleet.server(server);
  if (fleet.servers.length <= 1) return fleet.servers[0];
  const answer = await askChoice(alone(title), l10n.t("Which server?"), fleet.servers.map(serverChoice));
  return answer.kind === "answer" ? answer.value : undefined;
}

/** The key that a tree item or two names among the arguments say, or the one a person picks; undefined: none. */
export async function chooseKey(fleet: Fleet, title: string, args: readonly unknown[]): Promise<ChosenKey | undefined> {
  if (fleet.servers.every(({ keys }) => keys.length === 0)) void tell(l10n.t("There are no keys yet."));
  return chooseKeyOf(fleet.servers, () => true, title, args);
}

/**
 * The key that a tree item or two names among the arguments say, or the one a person picks; undefined: none.
 * @param fits which keys are offered
 */
export async function chooseKeyOf(
  servers: readonly ServerEntry[],
  fits: (chosen: ChosenKey) => boolean,
  title: string,
  args: readonly unknown[],
): Promise<ChosenKey | undefined> {
  const [serverName, keyName] = names(args);
  const all = servers
    .filter(({ name }) => serverName === undefined || name === serverName)
    .flatMap((server) => server.keys.map((key) => ({ server, key })));
  if (keyName !== undefined) return all.find(({ key }) => key.name === keyName);
  const offered = all.filter(fits);
  if (offered.length <= 1) return offered[0];
  const answer = await askChoice(alone(title), l10n.t("Which key?"), offered.map(keyChoice));
  return answer.kind === "answer" ? answer.value : undefined;
}

/** The server or key that a tree item or names among the arguments say, or the one a person picks; undefined: none. */
export async function chooseServerOrKey(
  servers: readonly ServerEntry[],
  title: string,
  question: string,
  args: readonly unknown[],
): Promise<ServerOrKey | undefined> {
  const [serverName, keyName] = names(args);
  if (serverName !== undefined) {
    const server = servers.find(({ name }) => name === serverName);
    const key = server?.keys.find(({ name }) => name === keyName);
    return server === undefined || (keyName !== undefined && key === undefined) ? undefined : { server, key };
  }
  const choices = servers.flatMap((server): Choice<ServerOrKey>[] => [
    {
      label: server.label ?? server.name,
      description:
        server.keys.length === 1 ? l10n.t("server with one key") : l10n.t("server with {0} keys", server.keys.length),
      value: { server, key: undefined },
    },
    ...server.keys.map((key) => keyChoice({ server, key })),
  ]);
  const answer = await askChoice(alone(title), question, choices);
  return answer.kind === "answer" ? answer.value : undefined;
}

/** Server and key name, from a tree element or from plain text arguments of another extension. */
export function names(args: readonly unknown[]): readonly [string | undefined, string | undefined] {
  const [first, second] = args;
  if (typeof first === "string" && (second === undefined || typeof second === "string")) return [first, second];
  const element = asElement(first);
  if (element === undefined || !("server" in element)) return [undefined, undefined];
  return [element.server, "key" in element ? element.key : undefined];
}

function serverChoice(server: ServerEntry): Choice<ServerEntry> {
  return { label: server.label ?? server.name, description: server.address.href, value: server };
}

function keyChoice(chosen: ChosenKey): Choice<ChosenKey> {
  return { label: chosen.key.name, description: chosen.server.label ?? chosen.server.name, value: chosen };
}
