import assert from "node:assert/strict";
import { inspect } from "node:util";
import { SecretStorageStore, type EditorSecrets } from "../../../src/adapters/secretStorage.ts";
import type { StoreFailure } from "../../../src/core/storePorts.ts";
import type { Result } from "../../../src/core/result.ts";
import { aSecret, keyText } from "../../support/fakes/factories.ts";

const ACCOUNT = "prod/ci@https://sdp.example.com";
const key = aSecret();

/** Keys by account. */
type Items = Readonly<Record<string, string>>;

/** The editor's store over a map, in a version that cannot list. */
class FakeSecrets implements EditorSecrets {
  readonly items = new Map<string, string>();
  /** What a call of this name throws, or rejects with. */
  readonly faults: { get?: unknown; store?: unknown; delete?: unknown; keys?: unknown } = {};
  /** Accounts that were asked for. */
  readonly asked: string[] = [];

  async get(name: string): Promise<string | undefined> {
    this.asked.push(name);
    if ("get" in this.faults) throw this.faults.get;
    return this.items.get(name);
  }
  async store(name: string, value: string): Promise<void> {
    if ("store" in this.faults) throw this.faults.store;
    this.items.set(name, value);
  }
  async delete(name: string): Promise<void> {
    if ("delete" in this.faults) throw this.faults.delete;
    this.items.delete(name);
  }
}

/** In a version that can; while that is a proposal the call itself throws. */
class ListingSecrets extends FakeSecrets {
  /** Listed, and unreadable: the value is undefined. */
  readonly unreadable: string[] = [];

  keys(): Promise<string[]> {
    if ("keys" in this.faults) throw this.faults.keys;
    return Promise.resolve([...this.items.keys(), ...this.unreadable]);
  }
}

function setUp(items: Items = {}, secrets = new FakeSecrets()) {
  for (const [account, value] of Object.entries(items)) secrets.items.set(account, value);
  return { secrets, store: new SecretStorageStore(secrets) };
}

async function assertValue<T>(reply: Promise<Result<T, StoreFailure>>, value: T): Promise<void> {
  assert.deepEqual(await reply, { ok: true, value });
}

async function assertUnavailable(reply: Promise<Result<unknown, StoreFailure>>, detail: string): Promise<void> {
  assert.deepEqual(await reply, { ok: false, reason: { kind: "unavailable", detail } });
}

describe("SecretStorageStore", () => {
  it("stores the key itself under the account as it is, and nothing else", async () => {
    const { store, secrets } = setUp();
    await assertValue(store.set(ACCOUNT, key), undefined);
    assert.deepEqual([...secrets.items], [[ACCOUNT, key.reveal()]]);
  });

  it("reads what is stored", async () => {
    const { store } = setUp();
    await store.set(ACCOUNT, key);
    const read = await store.get(ACCOUNT);
    assert.ok(read.ok && read.value?.equals(key));
  });

  it("reads nothing where nothing is", () => assertValue(setUp().store.get(ACCOUNT), undefined));
  it("takes an empty item for none", () => assertValue(setUp({ [ACCOUNT]: "" }).store.get(ACCOUNT), undefined));

  it("says whether there was one to delete", async () => {
    const { store, secrets } = setUp({ [ACCOUNT]: keyText() });
    await assertValue(store.delete(ACCOUNT), true);
    assert.deepEqual([...secrets.items], []);
    await assertValue(store.delete(ACCOUNT), false);
  });

  it("deletes an empty item, and says that there was none", async () => {
    const { store, secrets } = setUp({ [ACCOUNT]: "" });
    await assertValue(store.delete(ACCOUNT), false);
    assert.deepEqual([...secrets.items], []);
  });

  describe("list", () => {
    const [one, other] = [keyText(), keyText()];
    const proposal = new Error("Extension 'x' CANNOT use API proposal: secretStorageKeys.");

    function assertListed(title: string, secrets: FakeSecrets, items: Items, known: string[], expected: Items): void {
      it(title, async () => {
        const { store } = setUp(items, secrets);
        const reply = await store.list(known);
        assert.ok(reply.ok);
        assert.ok(!inspect(reply, { depth: null }).includes(one));
        const listed = reply.value.map(({ account, secret }) => [account, secret.reveal()]);
        assert.deepEqual(listed, Object.entries(expected));
      });
    }

    const proposed = Object.assign(new ListingSecrets(), { faults: { keys: proposal } });
    const unreadable = Object.assign(new ListingSecrets(), { unreadable: ["c"] });

    assertListed("with keys(): all that is there", new ListingSecrets(), { a: one, b: other }, [], {
      a: one,
      b: other,
    });
    assertListed("with keys(): the known ones do not count", new ListingSecrets(), { a: one }, ["a", "c"], { a: one });
    assertListed("with keys(): nothing that cannot be read", unreadable, { a: one }, [], { a: one });
    assertListed("with keys(): nothing that is empty", new ListingSecrets(), { a: one, b: "" }, [], { a: one });
    assertListed("with keys(): nothing where nothing is", new ListingSecrets(), {}, ["a"], {});
    assertListed("without keys(): the known ones", new FakeSecrets(), { a: one, b: other }, ["b"], { b: other });
    assertListed("without keys(): nothing that is not there", new FakeSecrets(), { a: one }, ["a", "b"], { a: one });
    assertListed("without keys(): nothing that is empty", new FakeSecrets(), { a: one, b: "" }, ["a", "b"], { a: one });
    assertListed("without keys(): each once", new FakeSecrets(), { a: one }, ["a", "a"], { a: one });
    assertListed("keys() that may not be used: the known ones", proposed, { a: one, b: other }, ["b"], { b: other });

    it("asks for each of the known ones once", async () => {
      const { store, secrets } = setUp();
      await store.list(["a", "b", "a"]);
      assert.deepEqual(secrets.asked, ["a", "b"]);
    });
  });

  describe("an editor's error is unavailable, in its words", () => {
    const text = "Encryption is not available.";
    const faults: (readonly [string, unknown])[] = [
      ["an Error", new Error(text)],
      ["a text", text],
    ];
    for (const [title, fault] of faults) {
      it(title, async () => {
        const { store, secrets } = setUp();
        Object.assign(secrets.faults, { get: fault, store: fault });
        await assertUnavailable(store.get(ACCOUNT), text);
        await assertUnavailable(store.set(ACCOUNT, key), text);
        await assertUnavailable(store.delete(ACCOUNT), text);
        await assertUnavailable(store.list([ACCOUNT]), text);
      });
    }

    it("never denied, whatever it says", async () => {
      const { store, secrets } = setUp();
      secrets.faults.get = new Error("User canceled the operation.");
      await assertUnavailable(store.get(ACCOUNT), "User canceled the operation.");
    });

    it("and what could not be deleted is still there", async () => {
      const { store, secrets } = setUp({ [ACCOUNT]: keyText() });
      secrets.faults.delete = new Error(text);
      await assertUnavailable(store.delete(ACCOUNT), text);
      assert.ok(secrets.items.has(ACCOUNT));
    });
  });

  describe("a key in an editor's error does not get out", () => {
    // No form by which it would be known as a key.
    const odd = `pass ${keyText().slice(0, 13)} $&`;

    it("the one that is stored", async () => {
      const { store, secrets } = setUp();
      secrets.faults.store = new Error(`cannot store ${odd}, really not ${odd}`);
      await assertUnavailable(store.set(ACCOUNT, aSecret(odd)), "cannot store ***, really not ***");
    });

    it("the one that is deleted", async () => {
      const { store, secrets } = setUp({ [ACCOUNT]: odd });
      secrets.faults.delete = new Error(`cannot delete ${odd}`);
      await assertUnavailable(store.delete(ACCOUNT), "cannot delete ***");
    });

    it("one that was listed before", async () => {
      const { store, secrets } = setUp({ a: odd });
      const get = secrets.get.bind(secrets);
      secrets.get = (name) => (name === "a" ? get(name) : Promise.reject(new Error(`after ${odd}`)));
      await assertUnavailable(store.list(["a", "b"]), "after ***");
    });

    function assertHidden(title: string, fault: unknown, expected: string): void {
      it(`one that could not be read, ${title}`, async () => {
        const { store, secrets } = setUp();
        secrets.faults.get = fault;
        await assertUnavailable(store.get(ACCOUNT), expected);
      });
    }

    const unread = keyText();
    const hex = unread.replaceAll("-", "").toLowerCase();
    assertHidden("in words", new Error(`cannot decrypt ${unread}.`), "cannot decrypt ***.");
    assertHidden("without hyphens", new Error(`cannot decrypt ${hex}.`), "cannot decrypt ***.");
    assertHidden("its beginning", jsonError(`!${unread}`), "Unexpected token ***, ***... is not valid JSON");
    assertHidden("its end", jsonError(`{"v":!${unread.slice(0, 9)}"}`), "Unexpected token ***, *** is not valid JSON");
  });
});

/** What `JSON.parse` says of a text that is none. */
function jsonError(text: string): Error {
  try {
    JSON.parse(text);
  } catch (error) {
    return error as Error;
  }
  throw new Error("the text is JSON");
}
