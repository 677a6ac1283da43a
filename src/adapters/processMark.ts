import { hostname } from "node:os";
import * as v from "valibot";

/** A process, as it is written into files that windows share. */
export const processMark = v.object({ pid: v.pipe(v.number(), v.integer(), v.minValue(1)), host: v.string() });

export type ProcessMark = v.InferOutput<typeof processMark>;

export function thisProcess(): ProcessMark {
  return { pid: process.pid, host: hostname() };
}

/** Whether the process is known to have ended; of another host's nothing is known. */
export function hasEnded({ pid, host }: ProcessMark): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
