import * as l10n from "@vscode/l10n";
import type { ChangeFailure, Changes } from "../../core/changes.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { Result } from "../../core/result.ts";
import type { KeyEntry, ServerEntry } from "../../core/servers.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, warn } from "../gates/messages.ts";
import { canRetry, failureSentence } from "./failures.ts";
import { chooseServerOrKey } from "./selection.ts";

/** Removes a key, or a server with its keys, from this machine; nothing changes in SDP. */
export function remove(fleet: Fleet, changes: Changes): Command {
  return async (...args) => {
    const chosen = await chooseServerOrKey(
      fleet.servers,
      l10n.t("Remove"),
      l10n.t("Remove which server or key?"),
      args,
    );
    if (chosen === undefined) return;
    const { server, key } = chosen;
    if (!(await agreed(server, key))) return;
    const attempt = (): Promise<Result<void, ChangeFailure>> =>
      key === undefined ? changes.removeServer(server) : changes.removeKey(server, key.name);
    const retry = l10n.t("Retry");
    for (;;) {
      const removed = await attempt();
      if (removed.ok) return;
      const buttons = canRetry(removed.reason) ? [retry] : [];
      if ((await warn(failureSentence(removed.reason), ...buttons)) !== retry) return;
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
