import type { Address } from "./address.ts";
import type { ProbeForm, ProbeRequest, Target } from "./ports.ts";
import type { Secret } from "./secret.ts";

/** SDP's two REST APIs: v3, and v1 on builds that have no v3 (docs/sdp.md 1). */
export type ApiVersion = "v3" | "v1";

/** Which of them an entry wants to be asked; `auto`: v3, and v1 where there is no v3. */
export type ApiChoice = "auto" | ApiVersion;

/** A read-only request that tells whether a key works (docs/sdp.md 1). */
export interface Probe {
  readonly api: ApiVersion;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: ProbeForm;
}

/**
 * In the order tried. `build_info` costs the server least and is what Endpoint Central asks; some builds answer it to
 * anybody, or do not have it: then `requests` judges.
 */
export const v3Probes: readonly Probe[] = [
  { api: "v3", path: "/api/v3/app_resources/build_info" },
  { api: "v3", path: "/api/v3/requests", query: { input_data: JSON.stringify({ list_info: { row_count: 1 } }) } },
];

/** A form, whatever else v1 would take: a key in a URL ends up in logs. */
export const v1Probe: Probe = {
  api: "v1",
  path: "/sdpapi/request",
  form: { fields: { OPERATION_NAME: "GET_REQUESTS", format: "json" }, keyField: "TECHNICIAN_KEY" },
};

/** The request of a probe; without a key unless one is given. */
export function requestOf(target: Target, { path, query, form }: Probe, key?: Secret): ProbeRequest {
  return { target, path, ...(query && { query }), ...(form && { form }), ...(key && { key }) };
}

/** The path below which SDP's APIs are, in the path of a URL that leads to one; undefined: it leads to none. */
export function contextOfApiPath(path: string): string | undefined {
  return /^(.*?)\/(?:api\/v3|sdpapi)\//.exec(path)?.[1];
}

/** Servers that were found to have v1 alone, as long as this session lasts and it works there. */
export class V1Servers {
  readonly #known = new Set<string>();

  has({ href }: Address): boolean {
    return this.#known.has(href);
  }

  note({ href }: Address): void {
    this.#known.add(href);
  }

  forget({ href }: Address): void {
    this.#known.delete(href);
  }
}
