import fc from "fast-check";
import { sequences } from "./keeping/acts.ts";
import { World } from "./keeping/world.ts";

/** Sequences in all; more by hand: `KEEPING_RUNS=100000 npx mocha test/unit/core/keeping.property.test.ts`. */
const RUNS = Number(process.env["KEEPING_RUNS"] ?? 10_000);

describe("keys are never lost, and each goes only where it was let go", function () {
  this.timeout(0);

  for (const ignoresCase of [false, true]) {
    it(`whatever is done and whatever fails, on a store that ${ignoresCase ? "ignores" : "heeds"} case`, () =>
      fc.assert(
        fc.asyncProperty(sequences(16), async (steps) => {
          const world = new World(ignoresCase);
          for (const step of steps) await world.take(step);
          await world.assertAllFound();
        }),
        { numRuns: RUNS / 2 },
      ));
  }
});
