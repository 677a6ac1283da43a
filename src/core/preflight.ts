import type { KeyState, Observation, Reason } from "./health.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Http, ProbeRequest, Target } from "./ports.ts";

/** A read-only request that tells whether a key works (docs/sdp.md 1). */
export interface Probe {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * In the order tried. `build_info` costs the server least and is what Endpoint Central asks; some builds answer it to
 * anybody, or do not have it: then `requests` judges.
 */
const probes: readonly Probe[] = [
  { path: "/api/v3/app_resources/build_info" },
  { path: "/api/v3/requests", query: { input_data: JSON.stringify({ list_info: { row_count: 1 } }) } },
];

/** How a server stood when asked without a key: a probe that may judge keys, or why none may. */
export type Preflight =
  /** `build`: as told to anybody, without a key. */
  | { readonly kind: "servicedesk"; readonly probe: Probe; readonly build: number | undefined }
  | { readonly kind: "ended"; readonly state: KeyState; readonly reason: Reason };

/** What a verdict says of the key that went along. */
export function withKey({ word, reason, build }: Verdict): Omit<Observation, "checkedAt"> {
  switch (word) {
    case "accepted":
      return { state: "valid", reason: { kind: "accepted" }, build };
    case "refused":
      return { state: "invalid", reason };
    case "absent":
    case "cancelled":
      return { state: "server-error", reason };
    case "ca-unreadable":
      return { state: "unchecked", reason };
    case "forbidden":
    case "rate-limited":
    case "unlicensed":
    case "server-error":
    case "not-servicedesk":
    case "unreachable":
    case "untrusted-certificate":
      return { state: word, reason };
  }
}

/**
 * Asks without a key until a probe answers as SDP does: with its own refusal (docs/architecture.md, A key goes only to
 * SDP). Undefined: cancelled. Used before keys are sent, and to recognise a server that is being added.
 */
export async function prepare(http: Http, target: Target, signal: AbortSignal): Promise<Preflight | undefined> {
  let last: Verdict | undefined;
  for (const probe of probes) {
    const request: ProbeRequest = { target, ...probe };
    const verdict = judge(await http.send(request, signal));
    switch (verdict.word) {
      case "refused":
        return { kind: "servicedesk", probe, build: last?.build };
      case "cancelled":
        return undefined;
      case "accepted":
      case "absent":
        last = verdict;
        continue;
      case "forbidden":
        // Nobody was asked about: an envelope that fits nowhere else.
        return { kind: "ended", state: "server-error", reason: verdict.reason };
      case "ca-unreadable":
      case "rate-limited":
      case "unlicensed":
      case "server-error":
      case "not-servicedesk":
      case "unreachable":
      case "untrusted-certificate":
        return { kind: "ended", ...withKey(verdict) };
    }
  }
  const because = last?.word === "accepted" ? "open" : "absent";
  const status = last?.reason.kind === "answered" ? last.reason.status : 0;
  return { kind: "ended", state: "not-servicedesk", reason: { kind: "not-servicedesk", because, status } };
}
