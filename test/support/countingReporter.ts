// Mocha's own "spec" reporter, that also adds its counts to the file that RESULTS_FILE names, as a line of JSON.
// There is one line for each process that runs tests.
import { appendFileSync } from "node:fs";
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
      const counts: Counts = { passed: passes, failed: failures, skipped: pending };
      appendFileSync(file, `${JSON.stringify(counts)}\n`);
    });
  }
}

export default CountingReporter;
