import assert from "node:assert/strict";
import { describeFailing } from "./replace/failing.ts";
import { describeInPlace } from "./replace/inPlace.ts";
import { describeLeaving } from "./replace/leaving.ts";
import { describeSideBySide } from "./replace/sideBySide.ts";
import { ReplacingScene } from "./support/replacing.ts";
import { startScene, type Scene } from "./support/scene.ts";
import { filesWith } from "./support/userData.ts";

/** One editor for all: to start one takes longer than most tests. */
describe("a key is replaced, in the real window", () => {
  let scene: Scene;
  let replacing: ReplacingScene;

  before(async () => {
    scene = await startScene();
    replacing = new ReplacingScene(scene);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    await scene.workbench.picture(this.currentTest.fullTitle());
    await scene.workbench.leaveAll();
  });

  after(() => scene[Symbol.asyncDispose]());

  const shared = (): ReplacingScene => replacing;
  describe("in place", () => describeInPlace(shared));
  describe("side by side", () => describeSideBySide(shared));
  describe("when the person leaves", () => describeLeaving(shared));
  describe("when something fails", () => describeFailing(shared));

  describe("after all that", () => {
    it("no key, old or new, stands anywhere on disk but in the keyring", async () => {
      assert.ok(replacing.made.length > 10);
      assert.ok((await filesWith([scene.sdp.fingerprint], scene.editor)).includes("settings.json"));
      assert.deepEqual(await filesWith(replacing.made, scene.editor), []);
    });
  });
});
