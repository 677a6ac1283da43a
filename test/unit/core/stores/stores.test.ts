import assert from "node:assert/strict";
import type { KeyStoreSetting, StoreId } from "../../../../src/core/storePorts.ts";
import { aSecret } from "../../../support/fakes/factories.ts";
import type { StoreMode } from "../../../support/fakes/fakeKeyStore.ts";
import { aKeeping } from "../../../support/fakes/keeping.ts";

const account = "prod/ci@https://sdp.example.com:8443";

/** What the OS store does. `absent`: there is none. */
type Os = "working" | "locked" | "absent" | "hanging" | "denying";
const modes: Record<Os, StoreMode> = {
  ...{ working: "working", locked: "locked", absent: "no-dbus" },
  ...{ hanging: "working", denying: "denying" },
};

/** Both stores with a key, the OS store in this state, and the person's consent to the other. */
async function both(setting: ReturnType<KeyStoreSetting["read"]>, os: Os, agreed: boolean) {
  const keeping = aKeeping();
  const [inOs, inEditor] = [aSecret(), aSecret()];
  keeping.os.items.set(account, inOs);
  keeping.editor.items.set(account, inEditor);
  keeping.setting.value = setting;
  keeping.os.mode = modes[os];
  if (os === "hanging") keeping.os.failNext = () => ({ kind: "waiting", detail: "asking" });
  if (agreed) await keeping.consents.grant({ kind: "vscode-store" });
  return { ...keeping, inOs, inEditor };
}

describe("stores: where a key goes that has no store yet", () => {
  const rows: readonly [setting: "auto" | StoreId, os: Os, agreed: boolean, goes: StoreId | "nowhere"][] = [
    ["auto", "working", false, "os"],
    ["auto", "working", true, "os"],
    ["auto", "locked", false, "nowhere"],
    ["auto", "locked", true, "nowhere"],
    ["auto", "absent", false, "nowhere"],
    ["auto", "absent", true, "vscode"],
    ["os", "working", true, "os"],
    ["os", "absent", true, "os"],
    ["vscode", "working", false, "vscode"],
    ["vscode", "absent", false, "vscode"],
    ["vscode", "locked", false, "vscode"],
  ];
  for (const [setting, os, agreed, goes] of rows) {
    it(`${setting}, OS store ${os}, ${agreed ? "agreed" : "not agreed"}: ${goes}`, async () => {
      const { stores } = await both(setting, os, agreed);
      const store = await stores.forNew();
      assert.equal(store.ok ? store.value.id : "nowhere", goes);
    });
  }
  it("the setting counts as it is when asked", async () => {
    const { stores, setting } = await both("auto", "working", false);
    setting.value = "vscode";
    const store = await stores.forNew();
    assert.equal(store.ok && store.value.id, "vscode");
  });
});

describe("stores: where a key is looked for that this editor has no record of", () => {
  type Found = StoreId | "unavailable" | "waiting" | "denied";
  const rows: readonly [setting: "auto" | StoreId, os: Os, agreed: boolean, found: Found][] = [
    ["auto", "working", false, "os"],
    ["auto", "working", true, "os"],
    ["auto", "absent", false, "unavailable"],
    ["auto", "absent", true, "vscode"],
    ["auto", "hanging", true, "waiting"],
    ["auto", "denying", true, "denied"],
    ["os", "working", true, "os"],
    ["os", "absent", true, "unavailable"],
    ["vscode", "working", false, "vscode"],
    ["vscode", "absent", false, "vscode"],
  ];
  for (const [setting, os, agreed, expected] of rows) {
    it(`${setting}, OS store ${os}, ${agreed ? "agreed" : "not agreed"}: ${expected}`, async () => {
      const { stores, inOs, inEditor } = await both(setting, os, agreed);
      const found = await stores.find(account);
      if (!found.ok) return assert.equal(found.reason.kind, expected);
      assert.equal(found.value.store.id, expected);
      assert.equal(found.value.secret, expected === "os" ? inOs : inEditor);
    });
  }
  it("not in the other store, where the OS store works and has none", async () => {
    const { stores, os, editor } = await both("auto", "working", true);
    os.items.clear();
    const found = await stores.find(account);
    assert.ok(found.ok);
    assert.deepEqual([found.value.store.id, found.value.secret, editor.calls], ["os", undefined, []]);
  });
});

describe("stores: a recorded store is the only one for its key", () => {
  for (const id of ["os", "vscode"] as const) {
    for (const setting of ["auto", "os", "vscode"] as const) {
      it(`${id}, with ${setting} set`, async () => {
        const { stores, os, editor } = await both(setting, "absent", true);
        editor.mode = "no-dbus";
        const store = stores.of(id);
        assert.equal(store.id, id);
        assert.equal((await stores.findIn(store, account)).ok, false);
        const [asked, other] = id === "os" ? [os, editor] : [editor, os];
        assert.deepEqual([asked.calls, other.calls], [[`get ${account}`], []]);
      });
    }
  }
  it("all are there, each once", () => {
    const { stores } = aKeeping();
    assert.deepEqual(
      stores.all.map(({ id }) => id),
      ["os", "vscode"],
    );
  });
  it("forgetting is for all of them", async () => {
    const { stores } = await both("auto", "working", false);
    for (const store of stores.all) await store.get(account);
    stores.forget(account);
    assert.deepEqual(
      stores.all.map((store) => store.remembers(account)),
      [false, false],
    );
  });
});
