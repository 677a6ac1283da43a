import * as l10n from "@vscode/l10n";
import { EVERYTHING } from "../../../core/replacement.ts";
import type { ChosenKey } from "../../../core/servers.ts";

/** A key as people call it: `Production / ci`. */
export function keyName({ server, key }: ChosenKey): string {
  return `${server.label ?? server.name} / ${key.name}`;
}

/** What still has the old key, as people call it. */
export function consumerName(consumer: string): string {
  return consumer === EVERYTHING ? l10n.t("Everything that uses this key") : consumer;
}
