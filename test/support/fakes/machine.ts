import type { Observation } from "../../../src/core/health.ts";
import { accountOf } from "../../../src/core/names.ts";
import type { Secret } from "../../../src/core/secret.ts";
import { Vault } from "../../../src/core/vault.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { aServer } from "./factories.ts";
import { FakeClock } from "./fakeClock.ts";
import { FakeConsents } from "./fakeConsents.ts";
import { FakeHttp, type Answer } from "./fakeHttp.ts";
import { FakeIndex } from "./fakeIndex.ts";
import { FakeKeyStore } from "./fakeKeyStore.ts";

/** What the machine's clock shows. */
export const now = Date.UTC(2026, 7, 1, 12);

/** A verifier on a machine with a store, an index and a network, and one server's keys in the store. */
export function aMachine(answer: Answer, settings: Record<string, unknown> = {}, secrets: Record<string, Secret> = {}) {
  const server = aServer(settings);
  const [http, store, index, consents] = [
    new FakeHttp(answer),
    new FakeKeyStore(),
    new FakeIndex(),
    new FakeConsents(),
  ];
  for (const [name, secret] of Object.entries(secrets)) {
    store.items.set(accountOf(server.name, name, server.address.origin), secret);
  }
  const verifier = new Verifier(http, new Vault(store, index), consents, new FakeClock(now));
  const controller = new AbortController();
  const lines: string[] = [];
  /** One line a report, with its reason where that is another word: `ci: valid accepted`. */
  const verify = async (): Promise<readonly string[]> => {
    await verifier.verifyKeys(
      server,
      server.keys,
      (key, seen) => lines.push(`${key.name}: ${inWords(seen)}`) > 0,
      controller.signal,
    );
    return lines;
  };
  return { server, http, store, index, consents, verifier, controller, lines, verify };
}

/** `valid accepted`, `not-servicedesk`: the state, and the reason where that is another word. */
export function inWords({ state, reason }: Observation): string {
  return state === reason.kind ? state : `${state} ${reason.kind}`;
}
