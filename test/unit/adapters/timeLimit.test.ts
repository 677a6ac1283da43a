import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { withinTime } from "../../../src/adapters/timeLimit.ts";
import { fail, ok } from "../../../src/core/result.ts";

const never = () => new Promise<never>(() => undefined);

describe("withinTime", () => {
  const { signal } = new AbortController();

  it("gives what the work gives", async () =>
    assert.deepEqual(await withinTime(5, signal, () => Promise.resolve(7)), ok(7)));

  it("rejects as the work rejects", () =>
    assert.rejects(
      withinTime(5, signal, () => Promise.reject(new Error("broken"))),
      /broken/,
    ));

  it("ends work that does not listen", async () =>
    assert.deepEqual(await withinTime(0.01, signal, never), fail("timeout")));

  it("tells the work to stop when the time is over", async () => {
    const stopped = Promise.withResolvers<void>();
    await withinTime(0.01, signal, (stop) => {
      stop.addEventListener("abort", () => stopped.resolve());
      return never();
    });
    await stopped.promise;
  });

  it("is cancelled while the work runs", async () => {
    const cancel = new AbortController();
    const ended = withinTime(5, cancel.signal, never);
    cancel.abort();
    assert.deepEqual(await ended, fail("cancelled"));
  });

  it("starts nothing when cancelled before", async () =>
    assert.deepEqual(await withinTime(5, AbortSignal.abort(), () => assert.fail()), fail("cancelled")));

  it("takes limits longer than a timer can hold", async () =>
    assert.deepEqual(
      await withinTime(1e9, signal, () => new Promise<string>((resolve) => setTimeout(resolve, 10, "done"))),
      ok("done"),
    ));

  it("leaves no listener on the caller's signal", async () => {
    const { signal } = new AbortController();
    await withinTime(5, signal, () => Promise.resolve());
    await withinTime(0.01, signal, never);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });
});
