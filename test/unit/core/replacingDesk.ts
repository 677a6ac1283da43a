// What the tests of replacing share: a machine with one key, and the windows that replace it.
import assert from "node:assert/strict";
import type { HttpOutcome } from "../../../src/core/ports.ts";
import { previousOf } from "../../../src/core/names.ts";
import { Records } from "../../../src/core/records.ts";
import type { Carrying, Procedure } from "../../../src/core/replacement.ts";
import type { Successor } from "../../../src/core/replacing.ts";
import type { Result } from "../../../src/core/result.ts";
import type { Secret } from "../../../src/core/secret.ts";
import { readServers, type KeyEntry, type ServerEntry } from "../../../src/core/servers.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";
import { aSecret, keyOf, sdp, seen } from "../../support/fakes/factories.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeConsents } from "../../support/fakes/fakeConsents.ts";
import { FakeHttp } from "../../support/fakes/fakeHttp.ts";
import { FakeIndex } from "../../support/fakes/fakeIndex.ts";
import { FakeKeyStore } from "../../support/fakes/fakeKeyStore.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";
import { FakeServerList } from "../../support/fakes/fakeServerList.ts";
import { FakeKeyStoreSetting } from "../../support/fakes/keeping.ts";
import { Window } from "./keeping/window.ts";

export const url = "https://sdp.example.com:8443";
export const account = `prod/ci@${url}`;
export const previous = previousOf(account);
const noon = new Date(2026, 7, 1, 12).getTime();

const TEXT = `// head
{
  "servicedeskPlus.servers": {
    "prod": {
      "url": "${url}", // where
      "keys": {
        "ci": { // the key
          "kind": "technician",
          "owner": "svc", /* a login */
          "issued": "2026-01-01",
          "expires": "2026-08-09",
          "usedBy": [{ "name": "one" }, { "name": "two" }], // consumers
          "x-later": { "n": 1 }
        }
      }
    }
  }
}
`;

/** The entry as {@link TEXT} has it, and as a {@link Successor} of the desk makes it. */
const before = { issued: "2026-01-01", expires: "2026-08-09", kind: "technician", owner: "svc" } as const;
const after = { issued: "2026-08-01", expires: "never", kind: "integration", owner: "adm" } as const;

/** An index that takes so many writes, and then one or all do not come through. */
class CountingIndex extends FakeIndex {
  /** Writes that still come through. */
  left = Infinity;
  /** Whether the one alone fails that comes then. */
  once = false;

  override async update(...args: Parameters<FakeIndex["update"]>): ReturnType<FakeIndex["update"]> {
    const fails = this.once ? this.left-- === 0 : this.left-- <= 0;
    return fails ? { ok: false, reason: "ENOSPC" } : super.update(...args);
  }
}

/** What a server says of a key; a key that is not told of is refused. */
export type Word = "valid" | "invalid" | "forbidden" | "unreachable";

const answers: Readonly<Record<Word, HttpOutcome>> = {
  valid: sdp.requests,
  invalid: sdp.refused,
  forbidden: sdp.forbidden,
  unreachable: { kind: "unreachable", fault: "refused", code: "ECONNREFUSED" },
};

/** A machine with the key `old` of the entry `prod/ci`, recorded. */
export async function aDesk(old: Word = "valid", next: Word = "valid", os = new FakeKeyStore("os")) {
  const keys = { old: aSecret(), next: aSecret(), third: aSecret(), fourth: aSecret() };
  const says = new Map<Secret, Word>([
    [keys.old, old],
    [keys.next, next],
    [keys.third, "valid"],
  ]);
  const http = new FakeHttp(({ key, path }) => {
    const word = key === undefined ? "invalid" : (says.get(key) ?? "invalid");
    return word === "valid" && path.endsWith("build_info") ? sdp.buildInfo : answers[word];
  });
  const machine = {
    os,
    editor: new FakeKeyStore("vscode"),
    index: new CountingIndex(),
    list: FakeServerList.ofText(TEXT),
    lock: new FakeLock(),
    consents: new FakeConsents(),
    setting: new FakeKeyStoreSetting(),
    clock: new FakeClock(noon),
    http,
  };
  machine.os.items.set(account, keys.old);
  const records = new Records(machine.index);
  const hash = async (secret: Secret): Promise<string> => (await records.hash(secret)) ?? assert.fail();
  const { issued, expires } = before;
  machine.index.records.set(account, { store: "os", path: "", issued, expires, hash: await hash(keys.old) });
  const server = (): ServerEntry => readServers(machine.list.read()).servers[0] ?? assert.fail();
  const record = (): IndexRecord | undefined => machine.index.records.get(account);
  return {
    ...machine,
    machine,
    keys,
    says,
    hash,
    record,
    server,
    key: (): KeyEntry => keyOf(server()),
    window: new Window(machine),
    controller: new AbortController(),
  };
}

export type Desk = Awaited<ReturnType<typeof aDesk>>;

export function aSuccessor({ keys }: Desk, secret = keys.next, procedure: Procedure = "side-by-side"): Successor {
  const { kind, owner, expires } = after;
  return { secret, checked: seen("valid"), procedure, since: 1, facts: { kind, owner, expires } };
}

/** Puts the next key in the place of the old one. */
export function put(desk: Desk, window = desk.window, successor = aSuccessor(desk)) {
  return window.replacing.put(desk.server(), desk.key(), successor, desk.controller.signal);
}

export function undo(desk: Desk, window = desk.window) {
  return window.undoing.undo(desk.server(), desk.key(), desk.controller.signal);
}

/** What a window does that comes after one that died, or failed. */
export async function resume(desk: Desk, window = new Window(desk.machine)) {
  return window.replacing.resume(desk.server(), desk.key());
}

/** Ends whatever failed. */
export function mend({ os, index, list, lock }: Desk): void {
  [os.mode, os.failNext] = ["working", undefined];
  [index.left, index.full, index.broken] = [Infinity, undefined, undefined];
  [list.trouble, lock.busy] = [undefined, undefined];
}

/** `ok`, or the step at which it failed and how. */
export function said(outcome: Result<unknown, { step: string; failure?: unknown }>): string {
  if (outcome.ok) return "ok";
  const { step, failure } = outcome.reason;
  return step === "entry" ? `entry ${(failure as { kind: string }).kind}` : step;
}

/**
 * What stands: the key, what is kept beside it, what the entry says, and the note of the index, `old - before none`. Of
 * a record that tells wrong things of its key, that too.
 */
export async function standing(desk: Desk): Promise<string> {
  const { os, index, list } = desk;
  const [key, kept] = [nameOf(desk, account), nameOf(desk, previous)];
  const words = [key, kept, entryWord(desk), noteOf(desk.record()?.replacing)];
  for (const [of, { hash, replacing }] of index.records) {
    const secret = os.items.get(of);
    if (replacing?.stage !== "storing" && (secret === undefined || hash !== (await desk.hash(secret)))) {
      words.push(`wrong-record-${of === account ? key : "kept"}`);
    }
  }
  if (kept !== "-" && !index.records.has(previous)) words.push("unrecorded");
  if (
    !["// head", "// where", "// the key", "/* a login */", "// consumers", `"x-later": { "n": 1 }`].every((one) =>
      list.text.includes(one),
    )
  ) {
    words.push("comments-lost");
  }
  return words.join(" ");
}

function nameOf({ os, keys }: Desk, of: string): string {
  const secret = os.items.get(of);
  return Object.entries(keys).find(([, one]) => one === secret)?.[0] ?? "-";
}

function entryWord(desk: Desk): string {
  const { issued, expiresText: expires, kind, owner } = desk.key();
  const says = JSON.stringify({ issued, expires, kind, owner });
  return says === JSON.stringify(before) ? "before" : says === JSON.stringify(after) ? "after" : "between";
}

/** `begun`, `storing`, `carrying`; with `+kept`, `+retire`, and how many consumers are left. */
function noteOf(replacing: IndexRecord["replacing"]): string {
  if (replacing?.stage === "carrying") return carryingWord(replacing);
  if (replacing?.stage !== "begun") return replacing?.stage ?? "none";
  return replacing.earlier === undefined ? "begun" : `begun(${carryingWord(replacing.earlier)})`;
}

function carryingWord({ kept, retire, remaining }: Carrying): string {
  return `carrying${kept ? "+kept" : ""}${retire ? "+retire" : ""}:${remaining.length}`;
}
