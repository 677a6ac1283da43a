import * as l10n from "@vscode/l10n";
import type { ChangeFailure, Changes } from "../../core/changes.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { Result } from "../../core/result.ts";
import type { KeyEntry, ServerEntry } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, warn } from "../gates/messages.ts";
import { alone, askChoice, type Choice } from "../prompts.ts";
import { failureSentence } from "./failures.ts";
import { names } from "./selection.ts";

interface Removable {
  readonly server: ServerEntry;
  /** Undefined: the server with all its keys. */
  readonly key: KeyEntry | undefined;
}

/** Removes a key, or a server with its keys, from this machine; nothing changes in SDP. */
export function remove(fleet: Fleet, changes: Changes): Command {
  return async (...args) => {
    const chosen = await choose(fleet, args);
    if (chosen === undefined) return;
    const { server, key } = chosen;
    if (!(await agreed(server, key))) return;
    const attempt = (): Promise<Result<void, ChangeFailure>> =>
      key === undefined ? changes.removeServer(server) : changes.removeKey(server, key.name);
    const retry = l10n.t("Retry");
    for (;;) {
      const removed = await attempt();
      if (removed.ok || (await warn(failureSentence(removed.reason), retry)) !== retry) return;
    }
  };
}

function agreed(server: ServerEntry, key: KeyEntry | undefined): Promise<boolean> {
  const name = server.label ?? server.name;
  const unchanged = l10n.t("Nothing changes in ServiceDesk Plus: what uses a key goes on working.");
  if (key !== undefined) {
    const detail = l10n.t(
      "The key stored for {0} is deleted from this machine, and its entry from your settings.",
      server.address.origin,
    );
    return confirm(l10n.t("Remove {0} of {1}?", key.name, name), `${detail} ${unchanged}`, l10n.t("Remove"));
  }
  const detail = l10n.t(
    "Its {0} keys stored for {1} are deleted from this machine, and its entry from your settings.",
    server.keys.length,
    server.address.origin,
  );
  return confirm(l10n.t("Remove {0} with all its keys?", name), `${detail} ${unchanged}`, l10n.t("Remove"));
}

async function choose(fleet: Fleet, args: readonly unknown[]): Promise<Removable | undefined> {
  const [serverName, keyName] = names(args);
  if (serverName !== undefined) {
    const server = fleet.server(serverName);
    const key = server?.keys.find(({ name }) => name === keyName);
    return server === undefined || (keyName !== undefined && key === undefined) ? undefined : { server, key };
  }
  const choices = fleet.servers.flatMap((server): Choice<Removable>[] => [
    {
      label: server.label ?? server.name,
      description: l10n.t("server with {0} keys", server.keys.length),
      value: { server, key: undefined },
    },
    ...server.keys.map((key) => ({
      label: key.name,
      description: server.label ?? server.name,
      value: { server, key },
    })),
  ]);
  const answer = await askChoice(alone(l10n.t("Remove")), l10n.t("Remove which server or key?"), choices);
  return answer.kind === "answer" ? answer.value : undefined;
}
