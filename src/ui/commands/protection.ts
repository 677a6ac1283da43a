import * as l10n from "@vscode/l10n";
import type { ServerEntry } from "../../core/servers.ts";

/** Why a person is asked before something is done with a key of this server. */
export function protectedSentence({ name }: ServerEntry): string {
  return l10n.t("{0} is protected, so you are asked.", name);
}
