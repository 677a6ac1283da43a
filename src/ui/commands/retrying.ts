import * as l10n from "@vscode/l10n";
import type { Result } from "../../core/result.ts";
import { warn } from "../gates/messages.ts";
import { canRetry, failureSentence, type Failure } from "./failures.ts";

/** Says why something was not done, and does it again as often as the person wants; the failure that stands. */
export async function untilDone<F extends Failure>(
  attempt: () => PromiseLike<Result<unknown, F>>,
): Promise<F | undefined> {
  const retry = l10n.t("Retry");
  for (;;) {
    const done = await attempt();
    if (done.ok) return undefined;
    const buttons = canRetry(done.reason) ? [retry] : [];
    if ((await warn(failureSentence(done.reason), ...buttons)) !== retry) return done.reason;
  }
}
