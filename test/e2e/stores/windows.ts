import { performance } from "node:perf_hooks";
import type { Scene } from "../support/scene.ts";
import { addKey } from "../support/adding.ts";
import type { Workbench } from "../support/workbench.ts";

/** How soon the other windows of the editor show a change, in milliseconds. */
const soon = { timeout: 2_000 };

/** What one window stores, the others show; and a key that is stored twice is told of. */
export function describeSharing(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;
  /** A second window, of another browser profile. */
  let second: Workbench;

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    await scene.list({ awaited: { expires: "never" } });
    second = await scene.openWindow();
    await second.row(/^prod, awaited/).waitFor();
  });

  after(() => second.page.close());

  it("shows in every window that a missing key is there", async () => {
    await second.run("Verify All Keys");
    await second.notified("The key needs attention");
    await second.row(/^prod, awaited, no key on this machine/).waitFor();
    await workbench.run("Enter Key…");
    await workbench.answer("Paste the key", scene.key);
    await workbench.answer("When does it expire", "never");
    const entered = performance.now();
    await second.row(/^prod, awaited, not checked yet/).waitFor(soon);
    console.log(`      seen in the other window ${Math.round(performance.now() - entered)} ms after Enter`);
    await workbench.notified("awaited is valid and stored");
    await second.run("Verify All Keys");
    await second.row(/^prod, awaited, valid/).waitFor();
  });

  it("tells of a key that is stored under two entries, on both", async () => {
    await addKey(workbench, "again", scene.key);
    await workbench.notified("again is valid and stored");
    await workbench.openProblems();
    await workbench.problem("prod/awaited: The same key is stored for prod/again.").waitFor();
    await workbench.problem("prod/again: The same key is stored for prod/awaited.").waitFor();
  });
}
