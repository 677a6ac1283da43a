import assert from "node:assert/strict";
import type { StoreId } from "../../../src/core/storePorts.ts";
import { keys, keyText } from "../../support/fakes/factories.ts";
import { hasKeyring, startWorld } from "./world.ts";

const COUNT = 20;

/** Calls of the keyring by which a key in the middle is moved, counted from the first key's first. */
const steps: readonly (readonly [to: StoreId, call: string, before: number])[] = [
  ["vscode", "a key is read", 23],
  ["vscode", "a key that is in the other store is deleted", 24],
  ["os", "a key's place is looked into", 36],
  ["os", "the canary is deleted", 39],
  ["os", "a key is written", 41],
  ["os", "a key is read back", 42],
];

(hasKeyring ? describe : () => undefined)("a move of 20 keys, with a keyring that ends in the middle", function () {
  this.timeout(60_000);

  for (const [to, call, crashBefore] of steps) {
    it(`to ${to}, before ${call}: no key is lost, and the same move completes it`, async () => {
      const from = to === "os" ? "vscode" : "os";
      const texts = new Map(Object.keys(keys(COUNT)).map((name) => [name, keyText()]));
      const names = [...texts.keys()];
      await using world = await startWorld("unlocked");
      const places = () => Promise.all([...texts].map(([name, text]) => world.place(name, text)));
      await using window = world.open({ keyStore: from });
      for (const [name, text] of texts) assert.deepEqual(await window.put(name, text), { key: name, did: from });

      const stopped = await window.move({ keys: names, to, crashBefore });
      await world.keyring.restart();
      assert.deepEqual(
        stopped.map(({ key }) => key),
        names,
      );
      const moved = stopped.filter(({ did }) => did !== undefined);
      assert.ok(moved.length > 0 && moved.length < COUNT, `${moved.length} moved`);
      for (const { did, step, trouble, said = "" } of stopped) {
        if (did === undefined) {
          assert.match(step ?? "", /^(?:store|leftover)$/);
          assert.match(trouble ?? "", /^(?:disconnected|no-service)$/);
          assert.match(
            said,
            /The connection to the keyring is lost: .* Reload the window|No keyring is running\. Start/,
          );
        } else assert.equal(did, "moved");
      }
      for (const [index, place] of (await places()).entries()) {
        const report = stopped[index];
        // What is not said to be moved is where it was, or at both ends.
        const allowed = report?.did === "moved" ? [to] : report?.step === "leftover" ? ["both"] : [from, "both"];
        assert.ok(allowed.includes(place), `${report?.key} is ${place}, and was ${report?.did ?? report?.step}`);
      }

      await using reloaded = world.open({ keyStore: from });
      for (const { key, did } of await reloaded.move({ keys: names, to })) {
        assert.match(did ?? "", /^(?:moved|there)$/, key);
      }
      assert.deepEqual(
        await places(),
        names.map(() => to),
      );
      assert.ok(names.every((name) => world.record(name)?.store === to));
    });
  }
});
