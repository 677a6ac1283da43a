/** An expected outcome as a value: what was wanted, or why it could not be had. Nothing expected is thrown. */
export type Result<T, F> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: F };

/** The wanted outcome. */
export function ok(): Result<void, never>;
export function ok<T>(value: T): Result<T, never>;
export function ok<T>(value?: T): Result<T | undefined, never> {
  return { ok: true, value };
}

/** Why the wanted outcome could not be had. */
export function fail<F>(reason: F): Result<never, F> {
  return { ok: false, reason };
}
