// What must be true of a machine whatever is done and whatever fails.
import assert from "node:assert/strict";
import { accountOf, parseAccount, previousOf } from "../../../../src/core/names.ts";
import { Records } from "../../../../src/core/records.ts";
import { FUTURE, HEAD, TAIL, type State } from "./state.ts";
import { Window } from "./window.ts";

/** No key is ever lost that a person did not remove. */
export function assertNothingLost(state: State): void {
  const there = new Set(state.stores().flatMap((store) => [...store.items.values()]));
  const lost = [...state.ever].filter((secret) => !there.has(secret) && !state.released.has(secret));
  assert.equal(lost.length, 0, "a key is lost");
  assert.equal(state.astray, false, "a key was sent to an address it was not entered for");
}

/** What must be true once everything works again. */
export async function assertAllFound(state: State): Promise<void> {
  for (const store of state.stores()) store.mode = "working";
  const { index, list } = state.machine;
  [index.full, list.trouble] = [undefined, undefined];
  const window = new Window(state.machine);
  await assertReplacementsWhole(state, window);
  await assertEntriesRead(state, window);
  await assertAllListed(state, window);
  assertSettingsKept(state);
  const shared = JSON.stringify([list.text, [...index.records]]);
  for (const secret of state.ever) assert.ok(!shared.includes(secret.reveal()), "a key is in the index or settings");
}

/** What was broken off comes to an end; then each key, its entry, its record and what is kept of the one before fit. */
async function assertReplacementsWhole(state: State, window: Window): Promise<void> {
  const { index } = state.machine;
  const records = new Records(index);
  for (const { server, key } of state.entries()) {
    const account = accountOf(server.name, key.name, server.address.origin);
    if (index.records.get(account)?.replacing?.stage === "storing") {
      const resumed = await window.replacing.resume(server, key);
      assert.ok(resumed.ok, `${account}: cannot be resumed: ${resumed.ok || resumed.reason.step}`);
    }
  }
  assertNothingLost(state);
  for (const { server, key } of state.entries()) {
    const account = accountOf(server.name, key.name, server.address.origin);
    const record = index.records.get(account);
    for (const one of [account, previousOf(account)]) {
      const { store, hash } = index.records.get(one) ?? {};
      const secret = state
        .stores()
        .find(({ id }) => id === store)
        ?.items.get(one);
      if (secret !== undefined && hash !== undefined)
        assert.equal(await records.hash(secret), hash, `${one}: its hash`);
      const facts = one === account && secret ? state.facts.get(secret) : undefined;
      if (facts === undefined) continue;
      assert.deepEqual([key.owner, key.expiresText], [facts.owner, facts.expires], `${one}: what its entry says`);
      assert.equal(record?.expires, facts.expires, `${one}: what its record says`);
    }
    const note = record?.replacing?.stage === "begun" ? record.replacing.earlier : record?.replacing;
    if (note?.stage !== "carrying" || !note.kept) continue;
    const old = previousOf(account);
    const { store } = index.records.get(old) ?? {};
    const isThere = state.stores().some(({ id, items }) => id === store && items.get(old) !== undefined);
    const last = state.last.get(old);
    assert.ok(isThere || (last && state.released.has(last)), `${account}: the old key, which is said to be kept`);
  }
}

/** Every entry's key is found or reported missing; and none is found for an address that nobody let it go to. */
async function assertEntriesRead(state: State, window: Window): Promise<void> {
  for (const server of state.servers()) {
    for (const [key, read] of await window.reader.read(server, server.keys, "person")) {
      const name = `${server.name}/${key.name}`;
      const kept = state.kept.find((one) => one.server === server.name && one.key === key.name);
      if (read.kind === "found") {
        const allowed = state.allowed.get(read.secret)?.has(server.address.href);
        assert.ok(allowed, `${name}: used for an address it was not entered for`);
        assert.ok(kept === undefined || kept.secret === read.secret, `${name}: another key than was entered`);
      } else {
        assert.equal(read.state, "missing", name);
        assert.equal(kept, undefined, `${name}: missing, though it was stored (${read.reason.kind})`);
      }
    }
  }
}

/** Every item of the stores is listed once, and every entry without an item. */
async function assertAllListed(state: State, window: Window): Promise<void> {
  const look = await window.inventory.look(state.servers());
  assert.ok(look.ok && look.value.troubles.length === 0);
  const { items } = look.value;
  const listed = items.flatMap(({ store, account }) =>
    store === undefined ? [] : [`${store} ${state.spelled(account)}`],
  );
  const stored = state
    .stores()
    .flatMap(({ id, items: all }) =>
      [...all.keys()].flatMap((account) =>
        parseAccount(account) === undefined ? [] : [`${id} ${state.spelled(account)}`],
      ),
    );
  assert.deepEqual(listed.sort(), stored.sort());
  for (const { server, key } of state.entries()) {
    const account = accountOf(server.name, key.name, server.address.origin);
    assert.ok(
      items.some((item) => item.account === account),
      `${account} is not listed`,
    );
  }
}

/** Comments, and what a later version wrote, are as they were. */
function assertSettingsKept(state: State): void {
  const { text } = state.machine.list;
  assert.ok(text.startsWith(HEAD) && text.endsWith(TAIL), text);
  assert.ok(state.futureRemoved || text.includes(FUTURE), text);
}
