// Mocha's own "spec" reporter, that also writes its counts to the file that RESULTS_FILE names.
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** What a run of tests came to. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env.RESULTS_FILE;
    if (file === undefined) return;
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending } satisfies Counts));
    });
  }
}

export default CountingReporter;
