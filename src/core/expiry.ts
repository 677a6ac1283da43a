/** Expiry arithmetic: what a recorded `expires` means, and how far away it is in the user's own calendar. */

/** A recorded expiry. A date is good until the end of that local day, an instant until that very moment. */
export type Expires =
  | { readonly kind: "never" }
  | { readonly kind: "date"; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: "instant"; readonly at: number };

export type ExpiryWord = "expired" | "expiring" | "ok" | "never" | "unknown";

export interface Expiry {
  readonly expiry: ExpiryWord;
  /** Whole local calendar days: 0 on the day itself, negative after it; null where there is no end. */
  readonly daysLeft: number | null;
}

/** From how many days before the end a key counts as expiring (Information), and as a Warning. */
export interface ExpiryThresholds {
  readonly noticeDays: number;
  readonly warningDays: number;
}

const dateForm = /^(\d{4})-(\d{2})-(\d{2})$/;
const instantForm = /^\d{4}-\d{2}-\d{2}[Tt ](?:[01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Reads `expires` of the settings: a date, an RFC 3339 date-time with its offset, or `never`; undefined if neither. */
export function parseExpires(text: string): Expires | undefined {
  if (text === "never") return { kind: "never" };
  const date = dateForm.exec(text);
  if (date !== null) {
    const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
    return isDay(year, month, day) ? { kind: "date", year, month, day } : undefined;
  }
  if (!instantForm.test(text) || parseExpires(text.slice(0, 10)) === undefined) return undefined;
  const at = Date.parse(text.toUpperCase().replace(" ", "T"));
  return Number.isNaN(at) ? undefined : { kind: "instant", at };
}

/** How a recorded expiry stands at `now` (milliseconds since the epoch, already corrected for clock skew). */
export function expiryAt(expires: Expires | undefined, now: number, thresholds: ExpiryThresholds): Expiry {
  if (expires === undefined) return { expiry: "unknown", daysLeft: null };
  if (expires.kind === "never") return { expiry: "never", daysLeft: null };
  const daysLeft = lastDay(expires) - dayNumber(new Date(now));
  if (now >= endOf(expires)) return { expiry: "expired", daysLeft };
  const near = daysLeft <= Math.max(thresholds.noticeDays, thresholds.warningDays);
  return { expiry: near ? "expiring" : "ok", daysLeft };
}

/** The first moment at which the key is past its end, milliseconds since the epoch. */
function endOf(expires: Extract<Expires, { kind: "date" | "instant" }>): number {
  return expires.kind === "instant" ? expires.at : new Date(expires.year, expires.month - 1, expires.day + 1).getTime();
}

function lastDay(expires: Extract<Expires, { kind: "date" | "instant" }>): number {
  return expires.kind === "instant"
    ? dayNumber(new Date(expires.at))
    : Date.UTC(expires.year, expires.month - 1, expires.day) / dayLength;
}

/**
 * What a person types for an expiry: `2027-01-31`, an RFC 3339 date-time, `never`, or a span from today such as `90d`,
 * `6 weeks`, `6 months`, `1y`. Gives the text for the settings, or undefined when it is not understood.
 */
export function understandExpires(text: string, now: number): string | undefined {
  const typed = text.trim();
  if (/^never$/i.test(typed)) return "never";
  const span = /^(\d{1,4})\s*(d|days?|w|weeks?|m|months?|y|years?)$/i.exec(typed);
  const expires = span === null ? typed : formatDay(dayAfter(new Date(now), Number(span[1]), span[2] ?? ""));
  // A span may reach beyond the year 9999, which has no form in the settings.
  return parseExpires(expires) === undefined ? undefined : expires;
}

function dayAfter(today: Date, count: number, unit: string): Date {
  const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()];
  switch (unit.charAt(0).toLowerCase()) {
    case "d":
      return new Date(year, month, day + count);
    case "w":
      return new Date(year, month, day + 7 * count);
    case "m":
      return sameDayOrLast(year, month + count, day);
    default:
      return sameDayOrLast(year + count, month, day);
  }
}

/** A local calendar day as `YYYY-MM-DD`. */
export function formatDay(date: Date): string {
  const pad = (n: number, width: number): string => String(n).padStart(width, "0");
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

/** 31 January plus one month is the last of February, not a day in March. */
function sameDayOrLast(year: number, month: number, day: number): Date {
  const lastOfMonth = new Date(year, month + 1, 0).getDate();
  return new Date(year, month, Math.min(day, lastOfMonth));
}

const dayLength = 86_400_000;

/** Days since the epoch of a local calendar day: differences are whole days whatever daylight saving did in between. */
function dayNumber(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayLength;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
