// What must be true of a machine whatever is done and whatever fails.
import assert from "node:assert/strict";
import { accountOf, parseAccount } from "../../../../src/core/names.ts";
import { FUTURE, HEAD, TAIL, type State } from "./state.ts";
import { Window } from "./window.ts";

/** No key is ever lost that a person did not remove. */
export function assertNothingLost(state: State): void {
  const there = new Set(state.stores().flatMap((store) => [...store.items.values()]));
  const lost = [...state.ever].filter((secret) => !there.has(secret) && !state.released.has(secret));
  assert.equal(lost.length, 0, "a key is lost");
}

/** What must be true once everything works again. */
export async function assertAllFound(state: State): Promise<void> {
  for (const store of state.stores()) store.mode = "working";
  const { index, list } = state.machine;
  [index.full, list.trouble] = [undefined, undefined];
  const window = new Window(state.machine);
  await assertEntriesRead(state, window);
  await assertAllListed(state, window);
  assertSettingsKept(state);
  const shared = JSON.stringify([list.text, [...index.records]]);
  for (const secret of state.ever) assert.ok(!shared.includes(secret.reveal()), "a key is in the index or settings");
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
