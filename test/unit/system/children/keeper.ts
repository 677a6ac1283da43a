// Keeps keys as a window does, in the keyring of its environment: keeper.ts OPTIONS, as JSON.
// Each act that its parent sends is answered with reports.
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConsentsFile } from "../../../../src/adapters/consentsFile.ts";
import { IndexFile } from "../../../../src/adapters/indexFile.ts";
import { KeytarStore } from "../../../../src/adapters/keytar.ts";
import { LockFile } from "../../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../../src/adapters/systemClock.ts";
import { Carrier } from "../../../../src/core/carrier.ts";
import { Changes } from "../../../../src/core/changes.ts";
import { Emitter } from "../../../../src/core/emitter.ts";
import { KeyReader } from "../../../../src/core/keyReader.ts";
import { Moving } from "../../../../src/core/moving.ts";
import { Records } from "../../../../src/core/records.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { reasonSentence } from "../../../../src/core/sentences.ts";
import type { KeyStore, StoreFailure, StoreId } from "../../../../src/core/storePorts.ts";
import { GuardedStore } from "../../../../src/core/stores/guardedStore.ts";
import { SessionMemory } from "../../../../src/core/stores/sessionMemory.ts";
import { Stores } from "../../../../src/core/stores/stores.ts";
import { isAbsent, troubleOf, type StoreTrouble } from "../../../../src/core/stores/storeTrouble.ts";
import { Survival } from "../../../../src/core/stores/survival.ts";
import { Vault } from "../../../../src/core/vault.ts";
import { failureSentence, type Failure } from "../../../../src/ui/commands/failures.ts";
import { aServer, keyOf, seen } from "../../../support/fakes/factories.ts";
import { FakeServerList } from "../../../support/fakes/fakeServerList.ts";
import { KeyStoreFile } from "../keyStoreFile.ts";

export interface KeeperOptions {
  /** What windows share: the index, the lock, the consents. */
  readonly shared: string;
  /** The file that stands for VS Code's own store. */
  readonly editor: string;
  readonly keyStore: "auto" | StoreId;
  /** How long to wait for the lock, milliseconds. */
  readonly patience: number;
}

/** `crashBefore`: the call of the keyring, counted from 1, before which the parent is told to let it crash. */
export type Act =
  | { readonly act: "put"; readonly key: string; readonly text: string }
  | { readonly act: "read"; readonly key: string }
  | { readonly act: "move"; readonly keys: readonly string[]; readonly to: StoreId; readonly crashBefore?: number };

/** What became of one key: `os` or `vscode` it was put into, `moved`, `found`; or what stopped it, and how that is said. */
export interface KeyReport {
  readonly key: string;
  readonly did?: string;
  readonly step?: Failure["step"];
  /** Whether the store was changed before. */
  readonly done?: boolean;
  readonly trouble?: StoreTrouble;
  /** Whether the OS store is not there at all. */
  readonly absent?: boolean;
  readonly said?: string;
}

/** What the parent is told when the keyring shall crash; whatever it answers, the call is made after that. */
export const CRASH = "crash";

const prebuilds = fileURLToPath(new URL("../../../../node_modules/keytar/prebuilds", import.meta.url));
const options = JSON.parse(process.argv[2] ?? "") as KeeperOptions;
/** Calls of the keyring that are left before it shall crash. */
let callsLeft = Infinity;

const lock = new LockFile(join(options.shared, "lock"), systemClock, options.patience);
const records = new Records(new IndexFile(options.shared, lock, new Emitter().listen));
const remembering = (store: KeyStore): SessionMemory => new SessionMemory(new GuardedStore(store, systemClock));
const editor = remembering(new KeyStoreFile(options.editor));
const os = remembering(crashing(new KeytarStore(prebuilds, "no listing here")));
const consents = new ConsentsFile(options.shared, lock, systemClock);
const stores = new Stores({ os, vscode: editor }, { read: () => options.keyStore }, consents);
const vault = new Vault(stores, records);
const reader = new KeyReader(stores, records);
const moving = new Moving(new Carrier(stores, records), stores, new Survival(editor, records, "session"), lock);
const list = new FakeServerList({ prod: { url: aServer().address.href, keys: {} } });
const seenNowhere = { observe: () => undefined, forget: () => undefined };
const changes = new Changes(list, vault, lock, seenNowhere, systemClock);

/** The keyring, which crashes when its time has come. */
function crashing(store: KeyStore): KeyStore {
  const turn = async (): Promise<void> => {
    if (--callsLeft !== 0) return;
    const answered = once(process, "message");
    process.send?.(CRASH);
    await answered;
  };
  return {
    id: store.id,
    get: async (account) => (await turn(), store.get(account)),
    set: async (account, secret) => (await turn(), store.set(account, secret)),
    delete: async (account) => (await turn(), store.delete(account)),
    list: async (known) => (await turn(), store.list(known)),
  };
}

async function put(key: string, text: string): Promise<KeyReport> {
  const draft = { name: key, secret: new Secret(text), expires: "never" };
  const stored = await changes.putKey(aServer({ keys: {} }), draft, seen("valid"));
  return stored.ok ? { key, did: stored.value } : { key, ...inWords(stored.reason) };
}

async function read(key: string): Promise<KeyReport> {
  const server = aServer({ keys: { [key]: {} } });
  const [answer] = await reader.read(server, [keyOf(server)], "person");
  if (answer?.[1].kind !== "not-found") return { key, did: "found" };
  const { state, reason } = answer[1];
  return { key, did: state, ...(reason.kind === "store" && ailment(reason.failure)), said: reasonSentence(reason) };
}

async function move(names: readonly string[], to: StoreId): Promise<readonly KeyReport[]> {
  const server = aServer({ keys: Object.fromEntries(names.map((name) => [name, {}])) });
  const chosen = server.keys.map((key) => ({ server, key }));
  const outcomes = await moving.move(chosen, to, () => undefined, AbortSignal.any([]));
  return outcomes.map(({ chosen: { key }, outcome }) =>
    outcome.ok ? { key: key.name, did: outcome.value } : { key: key.name, ...inWords(outcome.reason) },
  );
}

function inWords(failure: Failure): Partial<KeyReport> {
  const cause = failure.step === "leftover" ? failure.failure : failure;
  return {
    step: failure.step,
    ...(cause.step === "index" && { done: cause.done }),
    ...(cause.step === "store" && ailment(cause.failure)),
    said: failureSentence(failure),
  };
}

function ailment(failure: StoreFailure) {
  return { trouble: troubleOf(failure), absent: isAbsent(failure) };
}

async function carryOut(act: Act): Promise<readonly KeyReport[]> {
  if (act.act === "put") return [await put(act.key, act.text)];
  if (act.act === "read") return [await read(act.key)];
  callsLeft = act.crashBefore ?? Infinity;
  return move(act.keys, act.to);
}

process.on("message", (message: Act | typeof CRASH) => {
  if (message !== CRASH) void carryOut(message).then((reports) => process.send?.(reports));
});
