import { startScene, type Scene } from "./support/scene.ts";
import { describeEntering } from "./troubles/entering.ts";
import { describeStore } from "./troubles/store.ts";
import { describeWindows } from "./troubles/windows.ts";

/** One editor for all: to start one takes longer than most tests. */
describe("troubles, in the real window", () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });

  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    await scene.workbench.picture(this.currentTest.fullTitle());
    await scene.workbench.leaveAll();
  });

  after(() => scene[Symbol.asyncDispose]());

  const shared = (): Scene => scene;
  describe("while something is entered", () => describeEntering(shared));
  describe("with certificates, windows and folders", () => describeWindows(shared));
  describe("with the secret store and settings.json", () => describeStore(shared));
});
