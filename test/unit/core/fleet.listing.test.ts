import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { findingsOf } from "../../../src/core/findings.ts";
import { Fleet } from "../../../src/core/fleet.ts";
import { accountOf } from "../../../src/core/names.ts";
import { StoreNotice } from "../../../src/core/storeNotice.ts";
import { Survival } from "../../../src/core/stores/survival.ts";
import { Verifier } from "../../../src/core/verification.ts";
import { aRecord, keys } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeHttp } from "../../support/fakes/fakeHttp.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

const thresholds = { noticeDays: 30, warningDays: 14 };
const url = "https://sdp.example.com:8443";

describe("fleet: 1,000 keys", () => {
  it("are listed with all that the view and the Problems panel say, and no secret is read", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `server-${index}`);
    const list = Object.fromEntries(names.map((name) => [name, { url, keys: keys(100, { expires: "2026-08-05" }) }]));
    const accounts = names.flatMap((name) => Object.keys(keys(100)).map((key) => accountOf(name, key, url)));
    const { os, editor, index, records, reader, consents } = aKeeping(
      Object.fromEntries(accounts.map((account) => [account, aRecord()])),
    );
    const clock = new FakeClock();
    const verifier = new Verifier(new FakeHttp(() => assert.fail("nobody is asked")), reader, consents, clock);
    const settings = { read: () => thresholds, onDidChange: () => ({ dispose: () => undefined }) };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const fleet = new Fleet(new FakeServerList(list), records, verifier, clock, settings, log);
    const notice = new StoreNotice(fleet, records, new Survival(editor, records, "session"));
    await settled();

    const show = (): readonly string[] => [
      ...fleet.servers.flatMap((server) =>
        server.keys.map((key) => {
          const { state } = fleet.observation(server, key);
          return [state, fleet.outlook(server, key).store, fleet.expiry(server, key).expiry].join(" ");
        }),
      ),
      `${findingsOf(fleet, clock.now(), thresholds).length} findings`,
      notice.sentence() ?? "no notice",
    ];
    const all = Array.from({ length: 1000 }, () => "unchecked os expiring");
    assert.deepEqual(show(), [...all, "1000 findings", "no notice"]);
    index.changedElsewhere({ [accounts[0] ?? ""]: aRecord({ issued: "2026-08-01" }) });
    await settled();
    assert.deepEqual(show(), [...all, "1000 findings", "no notice"]);
    assert.deepEqual([os.calls, editor.calls], [[], []]);
    fleet.dispose();
    notice.dispose();
  });
});
