import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { parseExpires } from "./expiry.ts";
import { parsePin } from "./pin.ts";
import type { ConfigPath } from "./ports.ts";

/** A name or value of the list that cannot be used, and why; the rest of the list works on. */
export interface ConfigProblem {
  readonly path: ConfigPath;
  readonly on: "name" | "value";
  readonly message: string;
  /** The whole server, or the whole key, is left out because of it. */
  readonly unused: boolean;
}

/** A property's form, and the sentence that says so. A thunk, since sentences are in the user's language. */
interface Form<T> {
  readonly schema: v.GenericSchema<unknown, T>;
  readonly expected: () => string;
}

export const text: Form<string> = { schema: v.string(), expected: () => l10n.t("Expected text.") };
export const flag: Form<boolean> = { schema: v.boolean(), expected: () => l10n.t("Expected true or false.") };
export const anObject: Form<Record<string, unknown>> = {
  schema: v.custom<Record<string, unknown>>(isObject),
  expected: () => l10n.t("Expected an object."),
};
export const seconds: Form<number> = {
  schema: v.pipe(v.number(), v.minValue(1), v.maxValue(300)),
  expected: () => l10n.t("Expected seconds, from 1 to 300."),
};
export const headerText: Form<string> = {
  schema: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,64}$/)),
  expected: () => l10n.t("Expected the id as text, without blanks."),
};
export const expiry: Form<string> = {
  schema: v.pipe(
    v.string(),
    v.check((value) => parseExpires(value) !== undefined),
  ),
  expected: () => l10n.t('Expected a date such as 2027-01-31, a date-time with offset, or "never".'),
};
export const day: Form<string> = {
  schema: v.pipe(
    v.string(),
    v.check((value) => parseExpires(value)?.kind === "date"),
  ),
  expected: () => l10n.t("Expected a date such as 2026-08-01."),
};
export const aPin: Form<string> = {
  schema: v.pipe(
    v.string(),
    v.check((value) => parsePin(value) !== undefined),
  ),
  expected: () => l10n.t("A pin is sha256/ and the certificate's SHA-256, in hex or base64."),
};
export const webAddress: Form<string> = {
  schema: v.pipe(
    v.string(),
    v.check((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? "")),
  ),
  expected: () => l10n.t("Expected an address that begins with http:// or https://."),
};

/** Whether a value has this form. */
export function fits<T>({ schema }: Form<T>, value: unknown): boolean {
  return v.safeParse(schema, value).success;
}

/** One of these words. */
export function oneOf<const T extends string>(...values: T[]): Form<T> {
  return { schema: v.picklist(values), expected: () => l10n.t("Expected one of {0}.", values.join(", ")) };
}

/** Reads single properties of an entry; a bad one is reported on its value and counts as absent. */
export function reader(entry: Record<string, unknown>, path: ConfigPath, problems: ConfigProblem[]) {
  return <T>(property: string, form: Form<T>): T | undefined => {
    if (!Object.hasOwn(entry, property)) return undefined;
    const parsed = v.safeParse(form.schema, entry[property]);
    if (parsed.success) return parsed.output;
    problems.push({ path: [...path, property], on: "value", message: form.expected(), unused: false });
    return undefined;
  };
}

/** A JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
