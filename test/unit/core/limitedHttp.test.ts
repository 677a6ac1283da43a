import assert from "node:assert/strict";
import { setImmediate as settled } from "node:timers/promises";
import { LimitedHttp, type RequestLimits } from "../../../src/core/limitedHttp.ts";
import type { HttpOutcome, ProbeRequest } from "../../../src/core/ports.ts";
import { Secret } from "../../../src/core/secret.ts";
import { anAddress, keyText, sdp } from "../../support/fakes/factories.ts";
import { FakeHttp } from "../../support/fakes/fakeHttp.ts";

/** A network that answers when told to, behind these limits. */
function aLine(limits?: RequestLimits) {
  const open: PromiseWithResolvers<HttpOutcome>[] = [];
  const network = new FakeHttp(() => {
    const held = Promise.withResolvers<HttpOutcome>();
    open.push(held);
    return held.promise;
  });
  const http = new LimitedHttp(network, limits);
  const cancel = new AbortController();
  const send = (what: string, signal = cancel.signal): Promise<HttpOutcome> => http.send(aRequest(what), signal);
  /** The first one that is still open is answered. */
  const answer = async (): Promise<void> => {
    open.shift()?.resolve(sdp.buildInfo);
    await settled();
  };
  /** The requests that were sent so far, in their order. */
  const sent = (): string => network.sent.map(({ path }) => path).join(" ");
  return { network, http, send, answer, sent, cancel };
}

const keyTexts = new Map(["1", "2"].map((name) => [name, keyText()]));

/** To the host, with a key where there is one: `a`, `a:1`. Its path says which it is. */
function aRequest(what: string): ProbeRequest {
  const [host = "", name = ""] = what.split(":");
  const text = keyTexts.get(name);
  const target = { address: anAddress(`https://${host}.example.com`), timeoutSeconds: 1 };
  return { target, path: what, ...(text === undefined ? {} : { key: new Secret(text) }) };
}

describe("limits of requests", () => {
  /** Host and key, as in `a:1`; without a key `a`. */
  const rows: readonly [what: string, limits: RequestLimits | undefined, asked: string, sent: string][] = [
    ["two to a server", undefined, "a a a", "a a"],
    ["two to each", undefined, "a a a b b b", "a a b b"],
    ["so many in all", { aServer: 2, inAll: 3 }, "a a b b", "a a b"],
    ["none waits for another server's turn", { aServer: 1, inAll: 3 }, "a a b", "a b"],
    ["one of a key", undefined, "a:1 a:1 a:2", "a:1 a:2"],
    ["one of a key, wherever it goes", undefined, "a:1 b:1 b:2", "a:1 b:2"],
    ["one without a key is of none", undefined, "a b a:1", "a b a:1"],
  ];
  for (const [what, limits, asked, expected] of rows) {
    it(`${what}: of ${asked} goes ${expected}`, async () => {
      const { send, sent, answer, network } = aLine(limits);
      const all = asked.split(" ").map((each) => send(each));
      await settled();
      assert.equal(sent(), expected);
      for (let answered = 0; answered < all.length; answered++) await answer();
      assert.deepEqual(await Promise.all(all), Array(all.length).fill(sdp.buildInfo));
      assert.equal(network.sent.length, all.length);
    });
  }

  it("32 in all, unless told otherwise", async () => {
    const { send, network } = aLine();
    for (let server = 0; server < 20; server++) void Promise.all([send(`s${server}`), send(`s${server}`)]);
    await settled();
    assert.equal(network.mostAtOnce, 32);
  });

  it("in the order of their coming", async () => {
    const { send, sent, answer } = aLine({ aServer: 1, inAll: 1 });
    const all = ["a", "b", "a", "c"].map((host) => send(host));
    await settled();
    for (let answered = 0; answered < 4; answered++) await answer();
    await Promise.all(all);
    assert.equal(sent(), "a b a c");
  });

  it("a failure of the network's own gives the turn back", async () => {
    const { http, network, send, answer, sent } = aLine({ aServer: 1, inAll: 1 });
    const failing = network.send.bind(network);
    network.send = () => Promise.reject(new Error("never"));
    await assert.rejects(http.send(aRequest("a"), AbortSignal.any([])));
    network.send = failing;
    const next = send("b");
    await settled();
    assert.equal(sent(), "b");
    await answer();
    await next;
  });

  describe("cancelled", () => {
    it("before: nothing is sent", async () => {
      const { send, network, cancel } = aLine();
      cancel.abort();
      assert.deepEqual([await send("a"), network.sent], [{ kind: "cancelled" }, []]);
    });
    it("while waiting: at once, and nothing is sent", async () => {
      const { send, sent, cancel, answer } = aLine({ aServer: 1, inAll: 1 });
      const first = send("a", AbortSignal.any([]));
      const second = send("b");
      await settled();
      cancel.abort();
      assert.deepEqual(await second, { kind: "cancelled" });
      await answer();
      await first;
      assert.equal(sent(), "a");
    });
    it("while under way: the next one's turn comes", async () => {
      const { send, sent, cancel, answer } = aLine({ aServer: 1, inAll: 1 });
      const first = send("a");
      const second = send("b", AbortSignal.any([]));
      await settled();
      cancel.abort();
      assert.deepEqual(await first, { kind: "cancelled" });
      await settled();
      assert.equal(sent(), "a b");
      await answer();
      await answer();
      assert.equal((await second).kind, "reply");
    });
    it("between its turn and its sending: the next one's turn comes", async () => {
      const { send, network, cancel, answer } = aLine({ aServer: 1, inAll: 1 });
      const first = send("a");
      cancel.abort();
      const next = send("b", AbortSignal.any([]));
      assert.deepEqual(await first, { kind: "cancelled" });
      await settled();
      await answer();
      assert.equal((await next).kind, "reply");
      assert.equal(network.sent.length, 1);
    });
  });
});
