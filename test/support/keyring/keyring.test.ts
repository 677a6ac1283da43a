import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { startKeyring } from "./keyring.ts";
import { secretTool, storeSecret } from "./secretTool.ts";

describe("the private keyring", () => {
  it("keeps what is stored, and is empty the next time", async () => {
    await using first = await startKeyring("unlocked");
    await storeSecret(first.env, "a/b@https://sdp.example.com", "the key");
    assert.equal(await secretTool(first.env, "a/b@https://sdp.example.com"), "the key");
    await using second = await startKeyring("unlocked");
    assert.equal(await secretTool(second.env, "a/b@https://sdp.example.com"), undefined);
  });

  it("shows nothing while it is locked, and everything once it is unlocked", async () => {
    await using keyring = await startKeyring("unlocked");
    await storeSecret(keyring.env, "account", "the key");
    await keyring.lock();
    assert.equal(await secretTool(keyring.env, "account"), undefined);
    await keyring.unlock();
    assert.equal(await secretTool(keyring.env, "account"), "the key");
  });

  it("can be locked from the start", async () => {
    await using keyring = await startKeyring("locked");
    await assert.rejects(storeSecret(keyring.env, "account", "the key"));
    await keyring.unlock();
    await storeSecret(keyring.env, "account", "the key");
  });

  it("has what was stored when it is started again after a crash", async () => {
    await using keyring = await startKeyring("unlocked");
    await storeSecret(keyring.env, "account", "the key");
    await keyring.crash();
    await assert.rejects(storeSecret(keyring.env, "account", "another key"));
    await keyring.restart();
    assert.equal(await secretTool(keyring.env, "account"), "the key");
  });

  it("can be absent", async () => {
    await using keyring = await startKeyring("none");
    await assert.rejects(storeSecret(keyring.env, "account", "the key"), /D-Bus/);
    await assert.rejects(keyring.unlock());
    await assert.rejects(keyring.crash());
  });

  it("leaves no directory behind", async () => {
    const keyring = await startKeyring("unlocked");
    await keyring[Symbol.asyncDispose]();
    assert.ok(!existsSync(keyring.env.HOME ?? ""));
  });
});
