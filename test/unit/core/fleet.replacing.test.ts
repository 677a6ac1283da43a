import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { Fleet } from "../../../src/core/fleet.ts";
import { accountOf } from "../../../src/core/names.ts";
import type { Begun, Carrying, Replacement } from "../../../src/core/replacement.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { aRecord, aSecret, keyOf, sdp } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeHttp, sdpThatKnows } from "../../support/fakes/fakeHttp.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

const HOUR = 3_600_000;
const now = 10 * HOUR;
const url = "https://sdp.example.com:8443";
const account = accountOf("prod", "ci", url);
const carrying: Carrying = {
  ...{ stage: "carrying", procedure: "in-place", since: 1, remaining: ["a"], done: [], retire: false, kept: false },
  before: {},
};
const begun = (since: number, earlier?: Carrying): Begun => ({
  ...{ stage: "begun", procedure: "in-place", kind: "technician", since, worked: true },
  ...(earlier && { earlier }),
});

/** A key in the store with this record, and what is told of its replacement once the server has accepted or refused it. */
async function told(record: Partial<IndexRecord>, answer?: "accepted" | "refused"): Promise<Replacement | undefined> {
  const secret = aSecret();
  const { os, records, reader, consents } = aKeeping({ [account]: aRecord({ path: "", ...record }) });
  os.items.set(account, secret);
  const clock = new FakeClock(now);
  const http = new FakeHttp(answer === "accepted" ? sdpThatKnows(secret) : () => sdp.refused);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const never = () => ({ dispose: () => undefined });
  const thresholds = { read: () => ({ noticeDays: 30, warningDays: 14 }), onDidChange: never };
  const list = new FakeServerList({ prod: { url, keys: { ci: {} } } });
  const verifier = new Verifier(http, reader, consents, clock);
  const fleet = new Fleet(list, records, verifier, clock, thresholds, log);
  await settled();
  if (answer !== undefined) await fleet.verify({}, () => undefined, AbortSignal.any([]));
  const server = fleet.server("prod") ?? assert.fail();
  return fleet.replacement(server, keyOf(server));
}

describe("fleet: a replacement that was begun", () => {
  const earlierOn = begun(now - HOUR / 2);
  const rows: readonly [string, Partial<IndexRecord>, "accepted" | "refused" | undefined, Replacement | undefined][] = [
    ["is told of before the key is asked about", { replacing: earlierOn }, undefined, earlierOn],
    ["is told of when the key was accepted before it", { replacing: earlierOn, lastValid: 1 }, undefined, earlierOn],
    ["is none while the key is accepted since", { replacing: earlierOn }, "accepted", undefined],
    ["is told of when the key is refused", { replacing: earlierOn }, "refused", earlierOn],
    ["is told of when the key is refused by now", { replacing: earlierOn, lastValid: now }, "refused", earlierOn],
    ["leaves what one before has left", { replacing: begun(now - 1, carrying) }, "accepted", carrying],
    ["is no other than one that is further on", { replacing: carrying }, "accepted", carrying],
  ];
  for (const [what, record, answer, expected] of rows) {
    it(what, async () => assert.deepEqual(await told(record, answer), expected));
  }
});
