import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ask } from "./ask.ts";
import { startExamples, type Examples } from "./examples.ts";

describe("SDP test server: examples", () => {
  let examples: Examples;
  before(async () => void (examples = await startExamples()));
  after(() => examples.close());

  const innerCodes = { "prod/endpoint-central": 2000, "test/nightly-report": 2000, "legacy/dashboard": 401 };
  for (const [name, code] of Object.entries(innerCodes))
    it(`${name} gets ${String(code)}`, async () => {
      const [server] = name.split("/") as [keyof Examples["servers"]];
      const { url, origin, caPem } = examples.servers[server];
      const stored = examples.keys.find(({ account }) => account === `${name}@${origin}`);
      assert.ok(stored);
      const { body } = await ask(`${url}/api/v3/requests`, { ca: caPem, key: stored.key });
      assert.ok(body.includes(`"status_code":${String(code)},`), body);
    });

  it("settings name each key that is in the store", () => {
    const named = Object.entries(examples.settings).flatMap(([server, { url, keys }]) =>
      Object.keys(keys).map((key) => `${server}/${key}@${new URL(url).origin}`),
    );
    assert.deepEqual(
      examples.keys.map(({ account }) => account),
      named,
    );
  });
  it("settings pin each server's certificate", () => {
    for (const server of ["prod", "test", "legacy"] as const)
      assert.equal(examples.settings[server].tls.pin, `sha256/${examples.servers[server].fingerprint}`);
  });
  it("the expiring key ends in nine local days", async () => {
    const { test } = examples.servers;
    const [key] = test.accounts.integrationKeys;
    const expires = new Date(`${examples.settings.test.keys["nightly-report"]?.expires ?? ""}T23:59:59.999`);
    assert.equal(key?.validity, expires.getTime());
    const today = new Date().setHours(23, 59, 59, 999);
    assert.equal(Math.round((expires.getTime() - today) / 86_400_000), 9);
  });

  it("alone: prints its address and three keys, and ends when interrupted", async () => {
    const child = spawn(process.execPath, [`${import.meta.dirname}/main.ts`], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    for await (const chunk of child.stdout.setEncoding("utf8") as AsyncIterable<string>) {
      printed += chunk;
      if (printed.includes("Ctrl-C")) child.kill("SIGINT");
    }
    const [code] = child.exitCode === null ? ((await once(child, "exit")) as [number]) : [child.exitCode];
    assert.equal(code, 0);
    assert.match(printed, /Address +https:\/\/127\.0\.0\.1:\d+\n[^]* [0-9a-f]{64}\n/);
    assert.equal(printed.match(/^ +[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12} {2}/gm)?.length, 3);
  }).timeout(20_000);
});
