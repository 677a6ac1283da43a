// What the tests of changes share.
import assert from "node:assert/strict";
import { Changes, type KeyDraft } from "../../../src/core/changes.ts";
import type { ChangeFailure } from "../../../src/core/changing.ts";
import type { Result } from "../../../src/core/result.ts";
import { readServers, type ServerEntry } from "../../../src/core/servers.ts";
import { aSecret, seen } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { aKeeping } from "../../support/fakes/keeping.ts";

export const url = "https://sdp.example.com:8443";
const now = new Date(2026, 7, 1, 12).getTime();
export const issued = "2026-08-01";
export const account = (key: string): string => `prod/${key}@${url}`;

/** A list with its keys stored, and what is done to them, in order. */
export function aDesk(keys: Record<string, object> = {}, prod: object = {}) {
  const list = new FakeServerList({ prod: { url, ...prod, keys } });
  const { os: store, editor, index, lock, vault } = aKeeping();
  for (const key of Object.keys(keys)) {
    store.items.set(account(key), aSecret());
    index.records.set(account(key), { store: "os", path: "" });
  }
  const done: string[] = [];
  store.onCall = (call) => done.push(call.replace(/@.*/, ""));
  list.onDidChange(() => done.push("entry"));
  const seenOf = {
    observe: (_: ServerEntry, key: string, { state }: { state: string }) => done.push(`observe ${key} ${state}`),
    forget: (_: ServerEntry, key: string) => done.push(`forget ${key}`),
  };
  const changes = new Changes(list, vault, lock, seenOf, new FakeClock(now));
  const server = (): ServerEntry => readServers(list.read()).servers[0] ?? assert.fail();
  return { list, store, editor, index, lock, changes, done, server };
}

export type Desk = ReturnType<typeof aDesk>;
export type Outcome = Result<unknown, ChangeFailure>;

/** `ok`, or the step at which it failed and how. */
export function said(outcome: Outcome): string {
  if (outcome.ok) return "ok";
  return outcome.reason.step === "entry" ? `entry ${outcome.reason.failure.kind}` : outcome.reason.step;
}

export function aDraft(secret = aSecret()): KeyDraft {
  return { name: "ci", secret, expires: undefined };
}

/** The key that is stored is replaced, as the person has agreed right before. */
export async function overwrite({ changes, server }: Desk, secret = aSecret()): Promise<Outcome> {
  const mark = await changes.mark(server(), ["ci"]);
  return changes.putKey(server(), { ...aDraft(secret), overwrite: mark }, seen("valid"));
}

/** A person is asked, and says yes at once. */
export async function removeKey({ changes, server }: Desk, asSeen = server()): Promise<Outcome> {
  return changes.removeKey(asSeen, "ci", await changes.mark(asSeen, ["ci"]));
}

/** The same for a server. */
export async function removeServer({ changes, server }: Desk, asSeen = server()): Promise<Outcome> {
  const names = asSeen.keys.map(({ name }) => name);
  return changes.removeServer(asSeen, await changes.mark(asSeen, names));
}

export function removeEntry({ changes, server }: Desk): Promise<Outcome> {
  return changes.removeEntry(server(), "ci");
}

/** What stands: keys in the store, records in the index, keys in the list. */
export function standing({ store, index, list }: Desk): string {
  const { prod } = list.read() as { prod?: { keys: object } };
  return `${store.items.size} ${index.records.size} ${prod === undefined ? "-" : Object.keys(prod.keys).length}`;
}
