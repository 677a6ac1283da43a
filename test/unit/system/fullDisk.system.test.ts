import assert from "node:assert/strict";
import type { StoreId } from "../../../src/core/storePorts.ts";
import { keyText } from "../../support/fakes/factories.ts";
import type { KeyReport } from "./children/keeper.ts";
import { canMount, smallDisk } from "./smallDisk.ts";
import { hasKeyring, startWorld } from "./world.ts";

const usable = hasKeyring && (await canMount());

/** How much room there is, in files, and what cannot be written then. */
const cases: readonly (readonly [room: number, step: KeyReport["step"]])[] = [
  [0, "lock"],
  [1, "index"],
];

(usable ? describe : () => undefined)("a full disk under what windows share", function () {
  this.timeout(30_000);

  function assertRefused({ step, said = "" }: KeyReport, expected: KeyReport["step"]): void {
    assert.equal(step, expected, said);
    assert.match(said, /ENOSPC: no space left on device/);
  }

  for (const [room, step] of cases) {
    it(`a key is not stored where the ${step} cannot be written, and is as soon as there is room`, async () => {
      await using disk = smallDisk();
      await using world = await startWorld("unlocked", disk.path);
      await using window = world.open({ patience: 1_000 });
      const [before, text] = [keyText(), keyText()];
      assert.deepEqual(await window.put("before", before), { key: "before", did: "os" });
      disk.fill(room);
      const refused = await window.put("ci", text);
      assertRefused(refused, step);
      assert.equal(refused.done, step === "index" ? false : undefined);
      assert.deepEqual([await world.place("ci", text), world.record("ci")], ["nowhere", undefined]);
      assert.deepEqual(await window.read("before"), { key: "before", did: "found" });

      disk.free();
      assert.deepEqual(await window.put("ci", text), { key: "ci", did: "os" });
      assert.deepEqual([await world.place("ci", text), world.record("ci")?.store], ["os", "os"]);
    });

    for (const [from, to] of [
      ["os", "vscode"],
      ["vscode", "os"],
    ] satisfies [StoreId, StoreId][]) {
      it(`a key stays in ${from} where the ${step} cannot be written, and is moved as soon as there is room`, async () => {
        await using disk = smallDisk();
        await using world = await startWorld("unlocked", disk.path);
        await using window = world.open({ keyStore: from, patience: 1_000 });
        const text = keyText();
        assert.deepEqual(await window.put("ci", text), { key: "ci", did: from });
        disk.fill(room);
        const [refused] = await window.move({ keys: ["ci"], to });
        assertRefused(refused ?? assert.fail(), step);
        assert.equal(world.record("ci")?.store, from);
        // Only the record could not be written: the copy is no harm, and the next move goes on from there.
        assert.equal(await world.place("ci", text), step === "lock" ? from : "both");
        assert.deepEqual(await window.read("ci"), { key: "ci", did: "found" });

        disk.free();
        assert.deepEqual(await window.move({ keys: ["ci"], to }), [{ key: "ci", did: "moved" }]);
        assert.deepEqual([await world.place("ci", text), world.record("ci")?.store], [to, to]);
      });
    }
  }
});
