import {
  requestOf,
  v1Probe,
  v3Probes,
  type ApiChoice,
  type ApiVersion,
  type Probe,
  type V1Servers,
} from "./apiVersion.ts";
import type { KeyState, NotServiceDesk, Observation, Reason } from "./health.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Http, Target } from "./ports.ts";
import { leadsTo } from "./redirect.ts";

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
 *
 * v1 is asked only where there is no v3, and then remembered, so that a later round begins with it.
 */
export async function prepare(
  http: Http,
  target: Target,
  choice: ApiChoice,
  v1Servers: V1Servers,
  signal: AbortSignal,
): Promise<Preflight | undefined> {
  const { address } = target;
  const ask = (probes: readonly Probe[]): Promise<Preflight | undefined> => askProbes(http, target, probes, signal);
  if (choice !== "auto") return asChosen(await ask(choice === "v3" ? v3Probes : [v1Probe]), choice);
  const remembered = v1Servers.has(address);
  if (remembered) {
    const again = await ask([v1Probe]);
    if (!isElse(again)) return again;
    v1Servers.forget(address);
  }
  const v3 = await ask(v3Probes);
  if (remembered || !isElse(v3, "absent")) return v3;
  const v1 = await ask([v1Probe]);
  if (v1?.kind === "servicedesk") v1Servers.note(address);
  // Where there is neither, what came of a form says less than that.
  return isElse(v1) ? v3 : v1;
}

/** Something else than SDP answered. */
type Foreign = Extract<Preflight, { kind: "ended" }> & {
  readonly reason: Extract<Reason, { kind: "not-servicedesk" }>;
};

/** Whether something else than SDP answers, in this way if one is named. */
function isElse(preflight: Preflight | undefined, because?: NotServiceDesk): preflight is Foreign {
  if (preflight?.kind !== "ended" || preflight.reason.kind !== "not-servicedesk") return false;
  return because === undefined || preflight.reason.because === because;
}

/** That something is absent is told of the one that was to be asked. */
function asChosen(preflight: Preflight | undefined, api: ApiVersion): Preflight | undefined {
  return isElse(preflight, "absent") ? { ...preflight, reason: { ...preflight.reason, api } } : preflight;
}

/** The first of these that SDP refuses without a key; else why none may judge one. */
async function askProbes(
  http: Http,
  target: Target,
  probes: readonly Probe[],
  signal: AbortSignal,
): Promise<Preflight | undefined> {
  let open: Verdict | undefined;
  let status = 0;
  for (const probe of probes) {
    const verdict = judge(await http.send(requestOf(target, probe), signal), probe.api);
    switch (verdict.word) {
      case "refused":
        return { kind: "servicedesk", probe, build: open?.build };
      case "cancelled":
        return undefined;
      case "accepted":
      case "absent":
        if (verdict.word === "accepted") open = verdict;
        if (verdict.reason.kind === "answered") ({ status } = verdict.reason);
        continue;
      case "not-servicedesk":
        return {
          kind: "ended",
          ...withKey(verdict),
          reason: withTarget(verdict.reason, target.address.href + probe.path),
        };
      case "forbidden":
        // Nobody was asked about: an envelope that fits nowhere else.
        return { kind: "ended", state: "server-error", reason: verdict.reason };
      case "ca-unreadable":
      case "rate-limited":
      case "unlicensed":
      case "server-error":
      case "unreachable":
      case "untrusted-certificate":
        return { kind: "ended", ...withKey(verdict) };
    }
  }
  const because = open === undefined ? "absent" : "open";
  return { kind: "ended", state: "not-servicedesk", reason: { kind: "not-servicedesk", because, status } };
}

/** Of where a redirect leads only origin and path are kept. There was no key that the server could have put there. */
function withTarget(reason: Reason, from: string): Reason {
  return reason.kind === "not-servicedesk" ? { ...reason, to: reason.to && leadsTo(from, reason.to) } : reason;
}
