/** An act that can be run, and what is to be expected after it. */
export interface Prepared {
  readonly run: () => Promise<string>;
  /** @param how `ok`, the step at which it failed, or `died` */
  readonly expect: (how: string) => void;
}

/** Nothing is to be expected after it that is not always. */
export function prepared(run: () => Promise<string>): Prepared {
  return { run, expect: () => undefined };
}

/** `ok`, or the step at which it failed. */
export function said(outcome: { ok: true } | { ok: false; reason: { step: string } }): string {
  return outcome.ok ? "ok" : outcome.reason.step;
}
