import assert from "node:assert/strict";
import { secretTool } from "../support/keyring/secretTool.ts";
import type { Fault } from "../support/sdp/faults.ts";
import { redirect } from "../support/sdp/faults.ts";
import { startOther } from "../support/sdp/otherServer.ts";
import { html } from "../support/sdp/reply.ts";
import { startSdp } from "../support/sdp/server.ts";
import { startScene, type Scene } from "./support/scene.ts";
import type { Workbench } from "./support/workbench.ts";

/** What stands at an address: said when it is added, and when a server has moved. */
describe("addresses, in the real window", () => {
  let scene: Scene;
  let workbench: Workbench;

  before(async () => {
    scene = await startScene();
    ({ workbench } = scene);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    await workbench.picture(this.currentTest.fullTitle());
    await workbench.leaveAll();
  });

  after(() => scene[Symbol.asyncDispose]());

  describe("Add Server…", () => {
    const paste = async (address: string): Promise<void> => {
      await workbench.run("Add Server…");
      await workbench.answer("Paste the address", address);
    };

    it("says that v1 is all that a server has, and checks a key by it, which no URL or header holds", async () => {
      await using old = await startSdp({ profile: "v1only" });
      old.accounts.addTechnician({ login: "svc", roles: ["SDAdmin"] });
      const key = old.accounts.generateKey("svc");
      await paste(old.url);
      await workbench.dialog("Trust this certificate");
      await workbench.press("Trust This Certificate");
      await workbench.answer(`ServiceDesk Plus answers at ${old.url}, by its API v1. A short name`, "old");
      await workbench.answer("A name for this key", "ci");
      await workbench.answer("Paste the key", key);
      await workbench.pick("Technician key");
      await workbench.answer("When does it expire", "never");
      await workbench.notified("ci is valid and stored");
      await workbench.row(/^old, ci, valid, never expires/).waitFor();
      assert.equal(await secretTool(scene.keyring.env, `old/ci@${old.origin}`), key);
      for (const { headers, path, query } of old.requests)
        assert.ok(!JSON.stringify([headers, path, [...query]]).includes(key));
      assert.deepEqual(
        old.requests.flatMap((request) => (request.key === undefined ? [] : `${request.method} ${request.path}`)),
        ["POST /sdpapi/request"],
      );
      await scene.list({});
    });

    it("proposes https: for a port that requires it", async () => {
      await paste(scene.sdp.url.replace("https:", "http:"));
      await workbench.asked(`This port requires TLS: the address must begin with https://. Press Enter to use`);
      assert.equal(await workbench.inputText(), scene.sdp.url);
      await workbench.page.keyboard.press("Enter");
      await workbench.dialog("Trust this certificate");
      await workbench.press("Cancel");
      await workbench.escape();
    });

    it("knows Endpoint Central by its page", async () => {
      await using central = await startOther(html(200, "ManageEngine Endpoint Central"));
      await paste(central.httpUrl);
      await workbench.asked("Endpoint Central answers at this address. ServiceDesk Plus has another one.");
      await workbench.escape();
      assert.ok(central.requests.every((request) => request.key === undefined));
    });

    it("refuses Cloud, and says what it takes", async () => {
      await paste("https://sdpondemand.manageengine.com/app/itdesk/ui/requests");
      await workbench.asked(/takes no API keys since 2021, only OAuth\. How: manageengine\.com\//);
      await workbench.page.keyboard.press("Enter");
      await workbench.asked(/only OAuth/);
      await workbench.escape();
    });
  });

  it("Use This Address… changes the address of a server that redirects, and asks before a key goes there", async () => {
    const { sdp } = scene;
    const next = `https://localhost:${sdp.port}`;
    const keysSentThere = (): number =>
      sdp.requests.filter(({ headers, key }) => headers.host === `localhost:${sdp.port}` && key !== undefined).length;
    await scene.store("moved", scene.key);
    const settings = await scene.list({ moved: { expires: "never" } });
    await workbench.run("Verify All Keys");
    await workbench.row(/^prod, moved, valid/).waitFor();
    const moved: Fault = (exchange, answer) =>
      exchange.request.headers.host === `127.0.0.1:${sdp.port}`
        ? redirect(`${next}${exchange.request.path}?session=1`)(exchange, answer)
        : answer();
    sdp.fault(moved);
    await workbench.run("Verify All Keys");
    const server = workbench.row(/^server prod, .*not ServiceDesk Plus/);
    await server.waitFor();
    await workbench.openProblems();
    await workbench.problem(`prod: The server redirects to ${next}/api/v3/app_resources/build_info. No key`).waitFor();

    await workbench.contextMenu(server, "Use This Address…");
    await workbench.dialog(`Use ${next} for prod?`);
    await workbench.press("Cancel");
    assert.equal(await scene.editor.readSettings(), settings);

    await workbench.run("Use This Address…");
    const dialog = await workbench.dialog(`Use ${next} for prod?`);
    assert.match(dialog, /You are asked before one goes to this one/);
    await workbench.press("Use This Address");
    await workbench.dialog("Use the stored key with the new address?");
    assert.equal(keysSentThere(), 0);
    await workbench.press("Use Stored Key");
    await workbench.row(/^prod, moved, valid, never expires/).waitFor();
    assert.ok(keysSentThere() > 0);
    assert.equal(await scene.editor.readSettings(), settings.replace(sdp.url, next));
    assert.equal(await secretTool(scene.keyring.env, `prod/moved@${next}`), scene.key);
    sdp.clearFaults();
  });
});
