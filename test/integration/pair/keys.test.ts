import assert from "node:assert/strict";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import { keyHash } from "../../../src/core/keyHash.ts";
import { accountOf } from "../../../src/core/names.ts";
import { Secret } from "../../../src/core/secret.ts";
import { readServers, type ServerEntry } from "../../../src/core/servers.ts";
import type { IndexRecord } from "../../../src/core/storePorts.ts";
import { aSecret, seen } from "../../support/fakes/factories.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { codes, problemsWhen, verify } from "../support/editor.ts";
import { keepKeys, meet, otherOf, settingsFile, takeSide, type Side } from "./window.ts";

/** Keys that each window adds. */
const COUNT = 100;

const comments = ["// the servers of both windows", "/* where all the keys go */"] as const;

/** Without an expiry, each key has a line in the Problems panel: that is how the extension's own list is seen. */
const listed = (entries: Parameters<typeof codes>[0]): number =>
  codes(entries).filter((code) => code === "expiry-unknown").length;

describe("two windows of one editor", function () {
  this.timeout(120_000);
  let side: Side;
  let file: string;
  let keeping: Awaited<ReturnType<typeof keepKeys>>;
  let sdp: Sdp | undefined;

  before(async () => {
    side = takeSide();
    const settingsJson = await settingsFile();
    file = settingsJson.fsPath;
    keeping = await keepKeys(settingsJson);
    await meet(side, "there", "");
    if (side === "one") {
      sdp = await startSdp();
      sdp.accounts.addTechnician({ login: "svc", roles: ["SDAdmin"] });
      await writeList(sdp);
    }
    await problemsWhen((now) => listed(now) === 1);
  });

  after(async () => {
    await meet(side, "done", "");
    keeping.dispose();
    await sdp?.close();
  });

  /** One server with a key that no store has yet. */
  async function writeList({ url, fingerprint }: Sdp): Promise<void> {
    const tls = JSON.stringify({ pin: `sha256/${fingerprint}` });
    const prod = `{ "url": "${url}", "tls": ${tls}, "keys": { ${comments[1]} "first": {} } }`;
    const setting = `  ${comments[0]}\n  "servicedeskPlus.servers": { "prod": ${prod} }`;
    const text = (await readFile(file, "utf8")).replace(/\n\}\s*$/, `,\n${setting}\n}\n`);
    await writeFile(`${file}.part`, text);
    await rename(`${file}.part`, file);
  }

  async function serverNow(): Promise<ServerEntry> {
    return readServers(await keeping.settings.readNow()).servers[0] ?? assert.fail("no server");
  }

  /** Stores a key, and tries again as it is told to where the other window had the lock all the time. */
  async function put(server: ServerEntry, name: string, secret: Secret): Promise<void> {
    const stored = await keeping.changes.putKey(server, { name, secret, expires: undefined }, seen("valid"));
    if (!stored.ok && stored.reason.step === "lock") return put(server, name, secret);
    assert.deepEqual(stored, { ok: true, value: "os" }, name);
  }

  it("the other does not call a key missing any more that one has stored", async () => {
    const state = async () => (await verify("verifyKey", "prod", "first")).map((row) => row.state);
    if (side === "other") {
      assert.deepEqual(await state(), ["missing"]);
      await problemsWhen((now) => codes(now).includes("key-missing"));
    }
    await meet(side, "missing", "");
    // Not the entry, whose change would make the other window look into the index too.
    const facts = { issued: undefined, expires: undefined };
    const secret = sdp && new Secret(sdp.accounts.generateKey("svc"));
    if (secret) assert.ok((await keeping.vault.put(await serverNow(), "first", secret, facts)).ok);
    await problemsWhen((now) => !codes(now).includes("key-missing"));
    // The answer to a question that a later change of the index has overtaken is dropped.
    while ((await state())[0] !== "valid");
  });

  it(`each adds ${COUNT} keys at once, and none of them is lost`, async () => {
    const server = await serverNow();
    const account = (name: string): string => accountOf("prod", name, server.address.origin);
    const namesOf = (one: Side): string[] => Array.from({ length: COUNT }, (_, index) => `${one}-${index + 1}`);
    const secrets = new Map(namesOf(side).map((name) => [name, aSecret()]));
    const shown = problemsWhen((now) => listed(now) === 1 + 2 * COUNT).then(() => Date.now());
    await meet(side, "start", "");
    const start = Date.now();
    for (const [name, secret] of secrets) await put(server, name, secret);
    const end = Date.now();
    const last = Math.max(end, await meet(side, "written", end));
    console.log(
      `      ${COUNT} keys in ${end - start} ms; all ${2 * COUNT} shown ${(await shown) - last} ms after the last`,
    );

    const text = await readFile(file, "utf8");
    for (const comment of comments) assert.ok(text.includes(comment), comment);
    const settings = parse(text) as { "servicedeskPlus.servers": { prod: { keys: object } } };
    const all = ["first", ...namesOf(side), ...namesOf(otherOf(side))].sort();
    assert.deepEqual(Object.keys(settings["servicedeskPlus.servers"].prod.keys).sort(), all);
    const index = JSON.parse(await readFile(join(keeping.storage.fsPath, "index.json"), "utf8")) as {
      accounts: Record<string, IndexRecord>;
      salt: string;
    };
    assert.deepEqual(Object.keys(index.accounts).sort(), all.map(account).sort());
    for (const [name, secret] of secrets) {
      const { hash, store } = index.accounts[account(name)] ?? {};
      assert.deepEqual([hash, store], [await keyHash(secret, index.salt), "os"], name);
      const read = await keeping.keytar.get(account(name));
      assert.ok(read.ok && read.value?.equals(secret), name);
    }
  });
});
