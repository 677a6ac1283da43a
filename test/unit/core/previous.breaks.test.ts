// Keys that are carried to other names while old ones are kept beside them, with windows that die at each call.
import assert from "node:assert/strict";
import { outlooksOf } from "../../../src/core/outlook.ts";
import { readServers } from "../../../src/core/servers.ts";
import { CaselessStore } from "./caselessStore.ts";
import type { Window } from "./keeping/window.ts";
import { account, aDesk, previous, put, said, undo, url, type Desk } from "./replacingDesk.ts";

/** More calls than any of them makes; that it is enough is asserted. */
const CALLS = 60;

async function aReplaced(): Promise<Desk> {
  const desk = await aDesk();
  assert.equal(said(await put(desk)), "ok");
  return desk;
}

/** No account whose key is there tells of an old key that is not. */
function assertTold({ os, index }: Desk, at: string): void {
  for (const [of, { replacing }] of index.records) {
    if (replacing?.stage !== "carrying" || !replacing.kept || !os.items.has(of)) continue;
    assert.ok(os.items.has(`${of}#previous`) && index.records.has(`${of}#previous`), `${at}: ${of} has no old key`);
  }
}

const useStored = (desk: Desk, { reusing }: Window) => {
  const { servers } = readServers(desk.list.read());
  const [outlook] = outlooksOf(servers, new Map(desk.index.records), () => false).values();
  const key = servers[0]?.keys[0];
  assert.ok(key && servers[0]);
  return reusing.useStored(servers[0], key, outlook?.candidate?.account ?? assert.fail());
};

type Act = (desk: Desk, window: Window) => Promise<unknown>;
const acts: readonly [what: string, arrange: (desk: Desk) => unknown, act: Act][] = [
  [
    "the key is renamed",
    () => undefined,
    ({ server, key }, { renaming }) => renaming.renameKey(server(), key(), "jenkins"),
  ],
  ["the server is renamed", () => undefined, ({ server }, { renaming }) => renaming.renameServer(server(), "live")],
  [
    "it is used for another address",
    ({ list }) => (list.text = list.text.replace(url, "https://other.example.com")),
    useStored,
  ],
  ["it is used for another name", ({ list }) => (list.text = list.text.replace(`"ci": {`, `"jenkins": {`)), useStored],
];

describe("a record tells of an old key only where that is, wherever the window dies or the store fails", () => {
  for (const [what, arrange, act] of acts) {
    for (const how of ["the window dies", "the store fails from then on"]) {
      it(`${what}, ${how}`, async () => {
        let calls = 0;
        for (let n = 0; n < CALLS; n++) {
          const desk = await aReplaced();
          arrange(desk);
          let left = n;
          if (how !== "the window dies")
            desk.os.failNext = () => (left-- > 0 ? undefined : { kind: "unavailable", detail: "" });
          const done = await desk.window.until(how === "the window dies" ? n : Infinity, () => act(desk, desk.window));
          desk.os.failNext = undefined;
          assertTold(desk, `${how} at ${n}`);
          for (const secret of [desk.keys.old, desk.keys.next]) assert.ok([...desk.os.items.values()].includes(secret));
          if (done === undefined || left < 0) calls = n + 1;
        }
        assert.ok(calls > 4 && calls < CALLS, `${calls} calls`);
      });
    }
  }
});

describe("a store that ignores case has one item for names alike but for case", () => {
  const other = account.replace("/ci@", "/CI@");
  it("what was recorded under the other spelling is forgotten, when another key is in its place", async () => {
    const desk = await aDesk("valid", "valid", new CaselessStore("os"));
    desk.index.changedElsewhere({ [other]: { store: "os", path: "/old" } });
    assert.equal(said(await put(desk)), "ok");
    assert.deepEqual([...desk.index.records.keys()].sort(), [account, previous].sort());
    desk.index.changedElsewhere({ [other]: { store: "os", path: "/old" } });
    assert.equal(said(await undo(desk)), "ok");
    assert.deepEqual([...desk.index.records.keys()], [account]);
  });
  it("a store that heeds case has two, and both stay", async () => {
    const desk = await aDesk();
    desk.os.items.set(other, desk.keys.fourth);
    desk.index.changedElsewhere({ [other]: { store: "os", path: "/old" } });
    assert.equal(said(await put(desk)), "ok");
    assert.ok(desk.index.records.has(other) && desk.os.items.get(other) === desk.keys.fourth);
  });
});
