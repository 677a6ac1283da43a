import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { KeytarStore } from "../../../src/adapters/keytar.ts";
import type { Machine } from "../../../src/adapters/keytarBinary.ts";
import type { NativeKeytar } from "../../../src/adapters/nativeKeytar.ts";
import type { StoredItem, StoreFailure } from "../../../src/core/storePorts.ts";
import type { Result } from "../../../src/core/result.ts";
import { aSecret, keyText } from "../../support/fakes/factories.ts";

const ACCOUNT = "prod/ci@https://sdp.example.com";
const key = aSecret();
const linux: Machine = { platform: "linux", arch: "x64", musl: false };
const mac: Machine = { platform: "darwin", arch: "arm64", musl: false };
const windows: Machine = { platform: "win32", arch: "x64", musl: false };
const lister = fileURLToPath(new URL("children/listing.ts", import.meta.url));

/** The native file's interface over a map. */
class FakeNative implements NativeKeytar {
  readonly items = new Map<string, string>();
  /** What every call rejects with, when set. */
  fault: Error | undefined;

  async getPassword(service: string, account: string): Promise<string | null> {
    this.#check();
    return this.items.get(`${service} ${account}`) ?? null;
  }
  async setPassword(service: string, account: string, password: string): Promise<void> {
    this.#check();
    this.items.set(`${service} ${account}`, password);
  }
  async deletePassword(service: string, account: string): Promise<boolean> {
    this.#check();
    return this.items.delete(`${service} ${account}`);
  }
  async findCredentials(service: string): Promise<{ account: string; password: string }[]> {
    this.#check();
    const ours = [...this.items].filter(([name]) => name.startsWith(`${service} `));
    return ours.map(([name, password]) => ({ account: name.slice(service.length + 1), password }));
  }
  #check(): void {
    if (this.fault !== undefined) throw this.fault;
  }
}

function setUp(machine: Machine = linux) {
  const native = new FakeNative();
  const loaded: string[] = [];
  const store = new KeytarStore(
    "/keytar",
    lister,
    (path) => {
      loaded.push(path);
      return native;
    },
    () => machine,
  );
  return { native, loaded, store };
}

async function assertFails(reply: Promise<Result<unknown, StoreFailure>>, expected: StoreFailure): Promise<void> {
  assert.deepEqual(await reply, { ok: false, reason: expected });
}

async function assertValue<T>(reply: Promise<Result<T, StoreFailure>>, value: T): Promise<void> {
  assert.deepEqual(await reply, { ok: true, value });
}

describe("KeytarStore", () => {
  it("stores the key itself under our service and the account, and nothing else", async () => {
    const { store, native } = setUp();
    await assertValue(store.set(ACCOUNT, key), undefined);
    assert.deepEqual([...native.items], [[`servicedesk-plus-keys ${ACCOUNT}`, key.reveal()]]);
  });

  it("reads what is stored", async () => {
    const { store } = setUp();
    await store.set(ACCOUNT, key);
    const read = await store.get(ACCOUNT);
    assert.ok(read.ok && read.value?.equals(key));
  });

  it("reads nothing where nothing is", () => assertValue(setUp().store.get(ACCOUNT), undefined));

  it("takes an empty item for none", async () => {
    const { store, native } = setUp();
    native.items.set(`servicedesk-plus-keys ${ACCOUNT}`, "");
    await assertValue(store.get(ACCOUNT), undefined);
  });

  it("says whether there was one to delete", async () => {
    const { store } = setUp();
    await store.set(ACCOUNT, key);
    await assertValue(store.delete(ACCOUNT), true);
    await assertValue(store.delete(ACCOUNT), false);
  });

  describe("list", () => {
    const listed = (items: readonly StoredItem[]): string[] =>
      items.map(({ account, secret }) => `${account} ${secret.reveal()}`);

    async function assertListed(items: Record<string, string>, ...expected: string[]): Promise<void> {
      for (const machine of [mac, windows]) {
        const { store, native } = setUp(machine);
        for (const [name, password] of Object.entries(items)) native.items.set(name, password);
        const reply = await store.list();
        assert.deepEqual(reply.ok ? listed(reply.value) : reply, expected);
      }
    }

    const [one, other] = [keyText(), keyText()];
    const ours = "servicedesk-plus-keys";

    it("is empty where nothing is", () => assertListed({}));
    it("has every item with its key", () =>
      assertListed({ [`${ours} a`]: one, [`${ours} b`]: other }, `a ${one}`, `b ${other}`));
    it("has our service's items only", () => assertListed({ [`${ours} a`]: one, "another b": other }, `a ${one}`));
    it("takes an empty item for none", () => assertListed({ [`${ours} a`]: one, [`${ours} b`]: "" }, `a ${one}`));

    it("shows the keys of its items to no printer", async () => {
      const { store } = setUp(mac);
      await store.set(ACCOUNT, key);
      assert.ok(!inspect(await store.list(), { depth: null }).includes(key.reveal()));
    });

    it("is denied as a whole when an item is withheld, as macOS does it", async () => {
      const { store, native } = setUp(mac);
      await store.set(ACCOUNT, key);
      native.items.set(`${ours} `, "");
      const detail = "The operating system did not hand out every stored key.";
      await assertFails(store.list(), { kind: "denied", detail });
    });

    it("is made on Linux by a process of its own, which is given the native file", async () => {
      const { store, native } = setUp();
      native.items.set(`${ours} a`, one);
      const reply = await store.list();
      assert.deepEqual(reply.ok ? listed(reply.value) : reply, [
        `${join("/keytar", "linux-x64", "keytar.node")} listed`,
      ]);
    });
  });

  describe("a failing call", () => {
    const cases: (readonly [string, StoreFailure["kind"]])[] = [
      ["Cannot autolaunch D-Bus without X11 $DISPLAY", "unavailable"],
      ["Cannot create an item in a locked collection", "unavailable"],
      ["User interaction is not allowed.", "unavailable"],
      ["User canceled the operation.", "denied"],
      ["The user name or passphrase you entered is not correct.", "denied"],
    ];
    for (const [detail, kind] of cases) {
      it(`${kind}: ${detail}`, async () => {
        const { store, native } = setUp(mac);
        native.fault = new Error(detail);
        await assertFails(store.get(ACCOUNT), { kind, detail });
        await assertFails(store.set(ACCOUNT, key), { kind, detail });
        await assertFails(store.delete(ACCOUNT), { kind, detail });
        await assertFails(store.list(), { kind, detail });
      });
    }
  });

  describe("the native file", () => {
    it("is not loaded before the first call, and once", async () => {
      const { store, loaded } = setUp();
      assert.deepEqual(loaded, []);
      await store.get(ACCOUNT);
      await store.get(ACCOUNT);
      assert.deepEqual(loaded, [join("/keytar", "linux-x64", "keytar.node")]);
    });

    it("that is the machine's is chosen", async () => {
      const { store, loaded } = setUp({ ...linux, musl: true });
      await store.get(ACCOUNT);
      assert.deepEqual(loaded, [join("/keytar", "alpine-x64", "keytar.node")]);
    });

    it("is not looked for where there is none for the machine", async () => {
      const { store, loaded } = setUp({ platform: "linux", arch: "arm64", musl: true });
      const detail = "The access to the operating system's secret store is not available for alpine-arm64.";
      await assertFails(store.get(ACCOUNT), { kind: "unavailable", detail });
      assert.deepEqual(loaded, []);
    });

    it("that cannot be loaded is unavailable with the loader's words, and tried again", async () => {
      const native = new FakeNative();
      const detail = "libsecret-1.so.0: cannot open shared object file: No such file or directory";
      let installed = false;
      const load = (): NativeKeytar => {
        if (!installed) throw new Error(detail);
        return native;
      };
      const store = new KeytarStore("/keytar", lister, load, () => linux);
      await assertFails(store.get(ACCOUNT), { kind: "unavailable", detail });
      await assertFails(store.set(ACCOUNT, key), { kind: "unavailable", detail });
      installed = true;
      await assertValue(store.set(ACCOUNT, key), undefined);
    });
  });
});
