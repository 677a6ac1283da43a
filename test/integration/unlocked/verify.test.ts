import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KeytarStore } from "../../../src/adapters/keytar.ts";
import { formatDay } from "../../../src/core/expiry.ts";
import { accountOf } from "../../../src/core/names.ts";
import { Secret } from "../../../src/core/secret.ts";
import * as faults from "../../support/sdp/faults.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { codes, extension, problemsWhen, setServers, verify } from "../support/editor.ts";

describe("the whole path, inside VS Code with an unlocked keyring", () => {
  let sdp: Sdp;
  let store: KeytarStore;

  before(async () => {
    sdp = await startSdp();
    sdp.accounts.addTechnician({ login: "svc", roles: ["SDAdmin"] });
    store = new KeytarStore(
      join((await extension()).extensionPath, "dist/keytar"),
      join((await extension()).extensionPath, "dist/list-keyring.cjs"),
    );
  });

  afterEach(() => setServers(undefined));

  after(() => sdp.close());

  /** Puts a server with these keys into the list, and their secrets into the store. */
  async function list(keys: Record<string, { secret?: string; expires?: string }>, server = {}): Promise<void> {
    for (const [name, { secret }] of Object.entries(keys)) {
      if (secret !== undefined) await store.set(accountOf("prod", name, sdp.origin), new Secret(secret));
    }
    const entries = Object.entries(keys).map(([name, { expires }]) => [name, expires === undefined ? {} : { expires }]);
    const tls = { pin: `sha256/${sdp.fingerprint}` };
    await setServers({ prod: { url: sdp.url, tls, keys: Object.fromEntries(entries), ...server } });
  }

  const inDays = (days: number): string => formatDay(new Date(Date.now() + days * 86_400_000));

  it("shows a valid, an expiring, a refused and a missing key as what they are", async () => {
    const good = sdp.accounts.generateKey("svc");
    sdp.accounts.addTechnician({ login: "other", roles: ["SDAdmin"] });
    await list({
      good: { secret: good, expires: "never" },
      soon: { secret: sdp.accounts.generateKey("other"), expires: inDays(9) },
      dead: { secret: crypto.randomUUID().toUpperCase(), expires: "never" },
      gone: { expires: "never" },
    });
    const rows = await verify("verifyAll");
    assert.deepEqual(
      rows.map(({ server, key, state, expiry, daysLeft }) => [server, key, state, expiry, daysLeft]),
      [
        ["prod", "good", "valid", "never", null],
        ["prod", "soon", "valid", "expiring", 9],
        ["prod", "dead", "invalid", "never", null],
        ["prod", "gone", "missing", "never", null],
      ],
    );
    const entries = await problemsWhen((now) => now.length === 3);
    assert.deepEqual(codes(entries), ["key-expiring", "key-invalid", "key-missing"]);
    for (const { file, diagnostic } of entries) {
      assert.match(file, /\/User\/settings\.json$/);
      const line = readFileSync(file, "utf8").split("\n")[diagnostic.range.start.line] ?? "";
      const [, key = ""] = /^prod\/(\w+): /.exec(diagnostic.message) ?? [];
      assert.equal(line.slice(diagnostic.range.start.character, diagnostic.range.end.character), `"${key}"`);
    }
    assert.ok(!JSON.stringify([rows, entries]).includes(good));
  });

  it("takes server and key names, and resolves to the rows asked for", async () => {
    const good = sdp.accounts.regenerateKey("svc");
    await list({ one: { secret: good }, two: { secret: good } });
    assert.deepEqual(
      (await verify("verifyKey", "prod", "two")).map(({ key, state }) => [key, state]),
      [["two", "valid"]],
    );
    assert.equal((await verify("verifyServer", "prod")).length, 2);
    assert.deepEqual(await verify("verifyServer", "nobody"), []);
  });

  it("sends no key to what is not ServiceDesk Plus, nor over a certificate that is not trusted", async () => {
    const good = sdp.accounts.regenerateKey("svc");
    await list({ one: { secret: good, expires: "never" } }, { tls: {} });
    assert.deepEqual(
      (await verify("verifyAll")).map(({ state }) => state),
      ["untrusted-certificate"],
    );
    assert.deepEqual(codes(await problemsWhen((now) => codes(now).includes("certificate-untrusted"))), [
      "certificate-untrusted",
    ]);
    const before = sdp.requests.length;
    sdp.fault(faults.loginPage());
    await list({ one: { secret: good } });
    assert.deepEqual(
      (await verify("verifyAll")).map(({ state }) => state),
      ["not-servicedesk"],
    );
    sdp.clearFaults();
    assert.ok(!JSON.stringify(sdp.requests.slice(before)).includes(good));
  });

  it("reports what cannot be used and works on with the rest", async () => {
    const good = sdp.accounts.regenerateKey("svc");
    await list({ one: { secret: good, expires: "soon" } });
    assert.deepEqual(
      (await verify("verifyAll")).map(({ state, expiry }) => [state, expiry]),
      [["valid", "unknown"]],
    );
    const [entry] = await problemsWhen((now) => codes(now).includes("config-invalid"));
    assert.match(entry?.diagnostic.message ?? "", /Expected a date/);
  });
});
