import type { Observation } from "../../../src/core/health.ts";
import { accountOf } from "../../../src/core/names.ts";
import type { Secret } from "../../../src/core/secret.ts";
import type { Asker } from "../../../src/core/keyReader.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { aServer } from "./factories.ts";
import { FakeClock } from "./fakeClock.ts";
import { FakeHttp, type Answer } from "./fakeHttp.ts";
import { aKeeping } from "./keeping.ts";

/** What the machine's clock shows. */
export const now = Date.UTC(2026, 7, 1, 12);

/** A verifier on a machine with its stores, an index and a network, and one server's keys in the OS store. */
export function aMachine(answer: Answer, settings: Record<string, unknown> = {}, secrets: Record<string, Secret> = {}) {
  const server = aServer(settings);
  const http = new FakeHttp(answer);
  const keeping = aKeeping();
  for (const [name, secret] of Object.entries(secrets)) {
    keeping.os.items.set(accountOf(server.name, name, server.address.origin), secret);
  }
  const verifier = new Verifier(http, keeping.reader, keeping.consents, new FakeClock(now));
  const controller = new AbortController();
  const lines: string[] = [];
  /** One line a report, with its reason where that is another word: `ci: valid accepted`. */
  const verify = async (asker: Asker = "person"): Promise<readonly string[]> => {
    await verifier.verifyKeys(
      server,
      server.keys,
      (key, seen) => lines.push(`${key.name}: ${inWords(seen)}`) > 0,
      controller.signal,
      asker,
    );
    return lines;
  };
  return { ...keeping, store: keeping.os, server, http, verifier, controller, lines, verify };
}

/** `valid accepted`, `not-servicedesk`: the state, and the reason where that is another word. */
export function inWords({ state, reason }: Observation): string {
  return state === reason.kind ? state : `${state} ${reason.kind}`;
}
