import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onPath } from "../../../../scripts/setup/run.mjs";
import { temporaryDirectory } from "../../../support/temporary.ts";

const script = fileURLToPath(new URL("../../../../src/adapters/children/listKeyring.ts", import.meta.url));
const prebuilds = fileURLToPath(new URL("../../../../node_modules/keytar/prebuilds", import.meta.url));
const nativeFile = join(prebuilds, `${process.platform}-${process.arch}`, "keytar.node");

/** With secret-tool comes libsecret, which the native file needs; the set-up of `npm test` installs it. */
const usable = process.platform === "linux" && existsSync(nativeFile) && onPath("secret-tool");

(usable ? describe : () => undefined)("The process that lists the keyring", function () {
  this.timeout(30_000);

  it("ends with the one that started it, also in the middle of a call", async () => {
    await using directory = temporaryDirectory("bus");
    const path = join(directory.path, "bus");
    // A bus that takes calls, and answers none.
    await using bus = createServer((caller) => caller.on("error", () => undefined).resume()).listen(path);
    const called = once(bus, "connection");
    const child = fork(script, [nativeFile], {
      execArgv: [],
      env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
      timeout: 20_000,
      killSignal: "SIGTERM",
    });
    const ended = once(child, "exit");
    await Promise.race([called, ended.then(() => assert.fail("it ended before its call"))]);
    child.disconnect();
    assert.deepEqual(await ended, [null, "SIGKILL"]);
  });
});
