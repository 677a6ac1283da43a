import assert from "node:assert/strict";
import { makeKey, type Accounts } from "./accounts.ts";
import { ask } from "./ask.ts";
import type { Profile } from "./envelope.ts";
import { startSdp, type Sdp } from "./server.ts";

const day = 86_400_000;
const envelope =
  '{"response_status":{"status_code":4000,"status":"failed","messages":[{"status_code":401,"type":"failed","message":"AuthToken in the request is invalid. Unable to authenticate."}]}}';
const documented =
  '{"response_status":{"status_code":4000,"status":"failed","messages":[{"status_code":4022,"type":"failed","message":"Invalid API Key"}]}}';

describe("SDP test server: keys", () => {
  const start = new Date(2026, 5, 15, 12).getTime();
  let now: number;
  let sdp: Sdp;

  beforeEach(async () => {
    now = start;
    sdp = await startSdp({ now: () => now });
    sdp.accounts.addTechnician({ login: "ada", roles: ["SDAdmin"] });
    sdp.accounts.addTechnician({ login: "bob", roles: ["SDCo-ordinator"] });
  });
  afterEach(() => sdp.close());

  const askWith = (key: string | undefined) =>
    ask(`${sdp.url}/api/v3/requests`, { ca: sdp.caPem, ...(key === undefined ? {} : { key }) });
  const assertAccepted = async (key: string) => assert.equal((await askWith(key)).status, 200);
  async function assertRefused(key: string | undefined, status = 400, body = envelope): Promise<void> {
    const heard = await askWith(key);
    assert.deepEqual([heard.status, heard.body], [status, body]);
  }
  const integrationKey = (expires?: Date) =>
    sdp.accounts.addIntegrationKey({
      name: "ci",
      owner: "ada",
      roles: ["SDCo-ordinator"],
      ...(expires === undefined ? {} : { expires }),
    });

  it("a key is an upper-case UUID v4 (docs/sdp.md 3)", () =>
    assert.match(
      sdp.accounts.generateKey("ada"),
      /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/,
    ));

  describe("the same refusal for every reason, in each profile (docs/sdp.md 9.1, 9.2)", () => {
    const reasons: Record<string, () => string | undefined> = {
      missing: () => undefined,
      empty: () => "",
      wrong: () => makeKey(),
      "lower case": () => sdp.accounts.generateKey("ada").toLowerCase(),
      expired: () => sdp.accounts.generateKey("ada", { expires: new Date(now) }),
      "not saved": () => sdp.accounts.generateKey("ada", { saved: false }),
      "re-generated": () => {
        const former = sdp.accounts.generateKey("ada");
        sdp.accounts.regenerateKey("ada");
        return former;
      },
      "login disabled": () => {
        const key = sdp.accounts.generateKey("bob");
        sdp.accounts.disableLogin("bob");
        return key;
      },
      "login disabled and enabled again": () => {
        const key = sdp.accounts.generateKey("bob");
        sdp.accounts.disableLogin("bob");
        sdp.accounts.enableLogin("bob");
        return key;
      },
      "technician deleted": () => {
        const key = sdp.accounts.generateKey("bob");
        sdp.accounts.deleteTechnician("bob");
        return key;
      },
      "Integration Key inactive": () => {
        const key = integrationKey();
        sdp.accounts.setIntegrationKeyStatus("ci", "inactive");
        return key;
      },
      "Integration Key deleted": () => {
        const key = integrationKey();
        sdp.accounts.setIntegrationKeyStatus("ci", "deleted");
        return key;
      },
      "Integration Key expired": () => integrationKey(new Date(start - day)),
    };
    const refusals: [Profile, number, string][] = [
      ["modern", 400, envelope],
      ["documented", 401, documented],
      ["legacy200", 200, envelope],
    ];
    for (const [profile, status, body] of refusals)
      for (const [reason, key] of Object.entries(reasons))
        it(`${profile}: ${reason}`, async () => {
          sdp.behaviour.profile = profile;
          await assertRefused(key(), status, body);
        });

    it("v1only has no v3 to refuse with", async () => {
      sdp.behaviour.profile = "v1only";
      const { status, body } = await askWith(sdp.accounts.generateKey("ada"));
      assert.equal(status, 404);
      assert.match(body, /^<!doctype html>/);
    });
  });

  describe("what lives (docs/sdp.md 3)", () => {
    it("a generated key", () => assertAccepted(sdp.accounts.generateKey("ada")));
    it("the re-generated one", async () => {
      sdp.accounts.generateKey("ada");
      await assertAccepted(sdp.accounts.regenerateKey("ada"));
    });
    it("the former key, when the form with the next one was not saved", async () => {
      const former = sdp.accounts.generateKey("ada");
      sdp.accounts.generateKey("ada", { saved: false });
      await assertAccepted(former);
    });
    it("a key until the instant it expires", async () => {
      const key = sdp.accounts.generateKey("ada", { expires: new Date(start + day) });
      now = start + day - 1;
      await assertAccepted(key);
      now = start + day;
      await assertRefused(key);
    });
    it("an Integration Key until the end of its day", async () => {
      const key = integrationKey(new Date(start));
      now = new Date(2026, 5, 15, 23, 59, 59, 999).getTime();
      await assertAccepted(key);
      now += 1;
      await assertRefused(key);
    });
    it("an Integration Key whose date was moved, with the same key", async () => {
      const key = integrationKey(new Date(start - day));
      sdp.accounts.setIntegrationKeyExpiry("ci", new Date(start));
      await assertAccepted(key);
    });
    it("an Integration Key switched on again", async () => {
      const key = integrationKey();
      sdp.accounts.setIntegrationKeyStatus("ci", "inactive");
      sdp.accounts.setIntegrationKeyStatus("ci", "active");
      await assertAccepted(key);
    });
    it("an Integration Key beside its owner's own", async () => {
      const own = sdp.accounts.generateKey("ada");
      await assertAccepted(integrationKey());
      await assertAccepted(own);
    });
  });

  describe("what SDP's forms do not allow", () => {
    const assertThrows = (act: (accounts: Accounts) => unknown) => assert.throws(() => act(sdp.accounts), Error);
    const named = (name: string, owner = "ada") => ({ name, owner, roles: ["SDGuest"] });
    it("two technicians with one login", () => assertThrows((a) => a.addTechnician({ login: "ada", roles: [] })));
    it("a key for nobody", () => assertThrows((a) => a.generateKey("zoe")));
    it("a key for a disabled login", () => {
      sdp.accounts.addTechnician({ login: "dan", roles: [], loginEnabled: false });
      assertThrows((a) => a.generateKey("dan"));
    });
    it("re-generating what is not there", () => assertThrows((a) => a.regenerateKey("ada")));
    it("an Integration Key of one who is no SDAdmin", () =>
      assertThrows((a) => a.addIntegrationKey(named("x", "bob"))));
    it("a name of 51 characters", () => assertThrows((a) => a.addIntegrationKey(named("x".repeat(51)))));
    it("a name twice", () => {
      sdp.accounts.addIntegrationKey(named("x"));
      assertThrows((a) => a.addIntegrationKey(named("x")));
    });
    it("changing what is not there", () => assertThrows((a) => a.setIntegrationKeyStatus("x", "inactive")));
  });
});
