import * as vscode from "vscode";
import type { Fleet } from "../../../core/fleet.ts";
import type { Observation } from "../../../core/health.ts";
import type { ChosenKey } from "../../../core/servers.ts";

/** Asks the server about the entry's key, under a notification that can be cancelled; undefined: it was. */
export async function checkOld(
  fleet: Fleet,
  { server, key }: ChosenKey,
  title: string,
): Promise<Observation | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(options, async (_, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    await fleet.verify({ server: server.name, key: key.name }, () => undefined, cancel.signal);
    return cancel.signal.aborted ? undefined : fleet.observation(server, key);
  });
}
