import type { KeyringState } from "../support/keyring/keyring.ts";
import { describeMoving } from "./stores/moving.ts";
import { describeNoKeyring } from "./stores/noKeyring.ts";
import { describeRelinking } from "./stores/relinking.ts";
import { describeRenaming } from "./stores/renaming.ts";
import { describeWhereabouts } from "./stores/whereabouts.ts";
import { describeSharing } from "./stores/windows.ts";
import { startScene, type Scene } from "./support/scene.ts";

/** One editor for all tests: to start one takes longer than most of them. */
function withScene(state: KeyringState, describeTests: (shared: () => Scene) => void): void {
  let scene: Scene;

  before(async () => {
    scene = await startScene(state);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    await scene.workbench.picture(this.currentTest.fullTitle());
    await scene.workbench.leaveAll();
  });

  after(() => scene[Symbol.asyncDispose]());

  describeTests(() => scene);
}

describe("where keys are kept, in the real window", () => {
  withScene("unlocked", (shared) => {
    describe("Rename…", () => describeRenaming(shared));
    describe("Use Stored Key…", () => describeRelinking(shared));
    describe("Where Are My Keys?", () => describeWhereabouts(shared));
    describe("Move Keys to…", () => describeMoving(shared));
    describe("two windows, two entries", () => describeSharing(shared));
  });
});

describe("where keys are kept without a keyring, in the real window", () => {
  withScene("none", describeNoKeyring);
});
