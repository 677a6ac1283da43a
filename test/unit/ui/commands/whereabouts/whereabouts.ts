import { accountOf } from "../../../../../src/core/names.ts";
import type { Mark, Whereabout } from "../../../../../src/core/inventory.ts";
import type { ChosenKey } from "../../../../../src/core/servers.ts";
import { aServer, keyOf } from "../../../../support/fakes/factories.ts";

/** The entry `server/key`; settings of the server, the key being there. */
export function anEntry(name = "prod/ci", settings: Record<string, unknown> = {}): ChosenKey {
  const [server = "", key = ""] = name.split("/");
  const entry = aServer({ keys: { [key]: {} }, ...settings }, server);
  return { server: entry, key: keyOf(entry) };
}

/** An item of that mark, with an entry unless it is of none. */
export function anItem(mark: Mark, rest: Partial<Whereabout> = {}): Whereabout {
  const entry = mark === "unlisted" ? undefined : (rest.entry ?? anEntry());
  const stored = mark !== "missing" && mark !== "unknown";
  const { server, key } = entry ?? anEntry();
  const account = accountOf(server.name, key.name, server.address.origin);
  return { mark, account, store: stored ? "os" : undefined, record: undefined, ending: "", entry, ...rest };
}
