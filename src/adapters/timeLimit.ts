/** Ends work that takes too long or is no longer wanted, whether or not the work itself listens. */
import { fail, ok, type Result } from "../core/result.ts";

/** Longest delay a timer takes, about 24 days; a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * Runs `work` with a signal that fires after `seconds` or when `cancel` does, and says which of the two it was.
 * Rejects only as `work` does. Not made of `AbortSignal.timeout` and `any`: they may be collected before they fire.
 */
export async function withinTime<T>(
  seconds: number,
  cancel: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Result<T, "timeout" | "cancelled">> {
  if (cancel.aborted) return fail("cancelled");
  const controller = new AbortController();
  const stopped = Promise.withResolvers<Result<never, "timeout" | "cancelled">>();
  const stop = (reason: "timeout" | "cancelled") => {
    stopped.resolve(fail(reason));
    controller.abort();
  };
  const onCancel = () => stop("cancelled");
  const timer = setTimeout(() => stop("timeout"), Math.min(seconds * 1000, LONGEST_DELAY));
  cancel.addEventListener("abort", onCancel, { once: true });
  try {
    return await Promise.race([stopped.promise, work(controller.signal).then(ok<T>)]);
  } finally {
    clearTimeout(timer);
    cancel.removeEventListener("abort", onCancel);
  }
}
