import assert from "node:assert/strict";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { codes, extension, problemsWhen, setServers, verify } from "./editor.ts";

/** What must hold whenever the secret store does not work; `words` is what its own error says. */
export function storeTroubleTests(situation: string, words: RegExp): void {
  describe(`with ${situation}`, () => {
    let sdp: Sdp;

    before(async () => {
      sdp = await startSdp();
      await setServers({
        prod: { url: sdp.url, tls: { pin: `sha256/${sdp.fingerprint}` }, keys: { one: {}, two: { expires: "never" } } },
      });
    });

    after(async () => {
      await setServers(undefined);
      await sdp.close();
    });

    it("the extension activates", async () => {
      assert.equal((await extension()).isActive, true);
    });

    it("every key is store-unavailable and none is missing, and no server is asked", async () => {
      const rows = await verify("verifyAll");
      assert.deepEqual(
        rows.map(({ state }) => state),
        ["store-unavailable", "store-unavailable"],
      );
      assert.equal(sdp.requests.length, 0);
    });

    it("the Problems panel says so once, in the store's own words", async () => {
      const entries = await problemsWhen((now) => codes(now).includes("store-unavailable"));
      assert.deepEqual(codes(entries), ["expiry-unknown", "store-unavailable"]);
      const [said] = entries.filter(({ diagnostic }) => words.test(diagnostic.message));
      assert.ok(said !== undefined, entries.map(({ diagnostic }) => diagnostic.message).join("\n"));
    });
  });
}
