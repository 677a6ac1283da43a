import type { Fleet } from "../../../core/fleet.ts";
import type { Observation } from "../../../core/health.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import { withCancel } from "../../gates/progress.ts";

/** Asks the server about the entry's key, under a notification that can be cancelled; undefined: it was. */
export async function checkOld(
  fleet: Fleet,
  { server, key }: ChosenKey,
  title: string,
): Promise<Observation | undefined> {
  return withCancel(title, async (signal) => {
    await fleet.verify({ server: server.name, key: key.name }, () => undefined, signal);
    return signal.aborted ? undefined : fleet.observation(server, key);
  });
}
