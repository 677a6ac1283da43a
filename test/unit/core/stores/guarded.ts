// What the tests of GuardedStore share.
import assert from "node:assert/strict";
import { setImmediate as microtasks } from "node:timers/promises";
import type { StoreFailure } from "../../../../src/core/storePorts.ts";
import type { Result } from "../../../../src/core/result.ts";
import { GuardedStore } from "../../../../src/core/stores/guardedStore.ts";
import { aSecret } from "../../../support/fakes/factories.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { FakeKeyStore, type StoreMode } from "../../../support/fakes/fakeKeyStore.ts";

export const ACCOUNT = "prod/ci@https://sdp.example.com";
/** Milliseconds. */
export const PATIENCE = 10_000;
export const key = aSecret();

/** A guarded store over a fake one in this mode. */
export function setUp(mode: StoreMode = "working", parallel?: number) {
  const inner = new FakeKeyStore();
  inner.mode = mode;
  const clock = new FakeClock();
  return { inner, clock, store: new GuardedStore(inner, clock, parallel) };
}

/** Puts so many keys into the store and says their accounts. */
export function fill(inner: FakeKeyStore, count: number): string[] {
  const accounts = Array.from({ length: count }, (_, n) => `prod/key-${n}@https://sdp.example.com`);
  for (const account of accounts) inner.items.set(account, key);
  return accounts;
}

export function canaries(inner: FakeKeyStore): number {
  return inner.calls.filter((call) => call.startsWith("set canary:")).length;
}

/** The calls so far, with all canaries called alike. */
export function calls(inner: FakeKeyStore): string {
  return inner.calls.map((call) => call.replace(/canary:[0-9a-f:-]+$/, "canary").replace(ACCOUNT, "key")).join(", ");
}

/** A canary that passes, as {@link calls} says it. */
export const CANARY = "set canary, get canary, delete canary";

/** Lets what is under way come to rest, then this time pass, milliseconds. */
export async function pass(clock: FakeClock, milliseconds: number): Promise<void> {
  await microtasks();
  clock.advance(milliseconds);
  await microtasks();
}

export async function assertFails(
  reply: Promise<Result<unknown, StoreFailure>>,
  kind: StoreFailure["kind"],
  detail?: string,
): Promise<void> {
  const result = await reply;
  assert.ok(!result.ok, "the call succeeded");
  assert.equal(result.reason.kind, kind);
  if (detail !== undefined) assert.equal(result.reason.detail, detail);
}

export async function assertValue<T>(reply: Promise<Result<T, StoreFailure>>, value: T): Promise<void> {
  assert.deepEqual(await reply, { ok: true, value });
}
