import assert from "node:assert/strict";
import { join } from "node:path";
import { ConsentsFile } from "../../../src/adapters/consentsFile.ts";
import { LockFile } from "../../../src/adapters/lockFile.ts";
import { systemClock } from "../../../src/adapters/systemClock.ts";
import { keyText } from "../../support/fakes/factories.ts";
import { hasKeyring, startWorld } from "./world.ts";

(hasKeyring ? describe : () => undefined)("keys in a real keyring", function () {
  this.timeout(30_000);

  it("that is locked are neither lost nor missing, and all works when it is unlocked", async () => {
    await using world = await startWorld("unlocked");
    await using window = world.open();
    const [before, after] = [keyText(), keyText()];
    assert.deepEqual(await window.put("before", before), { key: "before", did: "os" });
    await world.keyring.lock();
    await using other = world.open();

    const refused = await other.put("after", after);
    assert.deepEqual([refused.step, refused.trouble, refused.absent], ["store", "locked", false]);
    assert.match(refused.said ?? "", /^The keyring is locked\. Unlock it/);
    assert.equal(world.record("after"), undefined);
    const unread = await other.read("before");
    assert.deepEqual([unread.did, unread.trouble], ["store-unavailable", "locked"]);
    assert.match(unread.said ?? "", /^The keyring is locked\. Unlock it/);

    await world.keyring.unlock();
    assert.deepEqual(await other.put("after", after), { key: "after", did: "os" });
    assert.deepEqual(await other.read("before"), { key: "before", did: "found" });
    assert.deepEqual([await world.place("before", before), await world.place("after", after)], ["os", "os"]);
  });

  it("that is not there are refused, and go to VS Code's store once the person has agreed", async () => {
    await using world = await startWorld("none");
    await using window = world.open();
    const text = keyText();
    const refused = await window.put("ci", text);
    assert.deepEqual([refused.step, refused.trouble, refused.absent], ["store", "no-bus", true]);
    assert.match(refused.said ?? "", /^There is no D-Bus session\. .*servicedeskPlus\.keyStore to vscode/);
    assert.deepEqual([await world.place("ci", text), world.record("ci")], ["nowhere", undefined]);

    const lock = new LockFile(join(world.shared, "lock"), systemClock);
    assert.ok((await new ConsentsFile(world.shared, lock, systemClock).grant({ kind: "vscode-store" })).ok);
    assert.deepEqual(await window.put("ci", text), { key: "ci", did: "vscode" });
    assert.deepEqual([await world.place("ci", text), world.record("ci")?.store], ["vscode", "vscode"]);
    await using other = world.open();
    assert.deepEqual(await other.read("ci"), { key: "ci", did: "found" });
  });
});
