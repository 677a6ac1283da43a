import assert from "node:assert/strict";
import { gate } from "../../support/sdp/faults.ts";
import { secretTool } from "../../support/keyring/secretTool.ts";
import { startSdp } from "../../support/sdp/server.ts";
import { strangeKey, type Scene } from "../support/scene.ts";
import type { Workbench } from "../support/workbench.ts";

/** A person leaves half way, pastes the wrong thing, or names a server that cannot be reached. */
export function describeEntering(shared: () => Scene): void {
  let scene: Scene;
  let workbench: Workbench;
  let settings: string;
  /** The keys that a person entered up to where the server was asked. */
  const checked: string[] = [];

  before(async () => {
    scene = shared();
    ({ workbench } = scene);
    settings = await scene.list({});
  });

  /** Goes on once the server has a request, which it answers after the person has left. */
  async function leaveWhileChecked(enter: () => Promise<void>, keyed: boolean): Promise<void> {
    const { sdp } = scene;
    const left = Promise.withResolvers<void>();
    sdp.fault(gate(left.promise), { keyed });
    const asked = sdp.requests.length;
    await enter();
    await sdp.whenRequested(asked + (keyed ? 2 : 1));
    await workbench.asked("Paste the");
    await workbench.escape();
    left.resolve();
    sdp.clearFaults();
  }

  async function unchanged(): Promise<void> {
    assert.equal(await scene.editor.readSettings(), settings);
    assert.equal(await scene.stored("new"), undefined);
  }

  async function takesNoKey(prompt: string): Promise<void> {
    await workbench.answer(prompt, scene.key);
    await workbench.type("This looks like a key", "");
    await workbench.asked(prompt);
  }

  describe("Add Server… leaves everything as it was", () => {
    const atAddress = async (): Promise<void> => {
      await workbench.run("Add Server…");
      await workbench.asked("Paste the address");
    };
    const atCertificate = async (): Promise<void> => {
      await atAddress();
      await workbench.answer("Paste the address", scene.sdp.url);
      await workbench.dialog("Trust this certificate");
    };
    const atName = async (): Promise<void> => {
      await atCertificate();
      await workbench.press("Trust This Certificate");
      await workbench.asked("A short name");
    };
    const cases: Record<string, () => Promise<void>> = {
      "at the address": atAddress,
      "in the certificate dialog": async () => {
        await atCertificate();
        await workbench.press("Cancel");
        await workbench.asked("Paste the address");
        assert.equal(await workbench.inputText(), scene.sdp.url);
      },
      "at the name": atName,
      "back at the address": async () => {
        await atName();
        await workbench.back();
        await workbench.asked("Paste the address");
        assert.equal(await workbench.inputText(), scene.sdp.url);
      },
    };

    for (const [where, go] of Object.entries(cases)) {
      it(`after Escape ${where}`, async () => {
        await go();
        await workbench.escape();
        await unchanged();
      });
    }

    it("and takes no key for the name", async () => {
      await atName();
      await takesNoKey("A short name");
      await workbench.escape();
      await unchanged();
    });

    it("after Escape while the address is checked", async () => {
      await atCertificate();
      await leaveWhileChecked(() => workbench.press("Trust This Certificate"), false);
      await unchanged();
    });
  });

  describe("Add Key… leaves everything as it was", () => {
    const atName = async (): Promise<void> => {
      await workbench.run("Add Key…");
      await workbench.asked("A name for this key");
    };
    const atKey = async (): Promise<void> => {
      await atName();
      await workbench.answer("A name for this key", "new");
      await workbench.asked("Paste the key");
    };
    const atKind = async (): Promise<void> => {
      await atKey();
      await workbench.answer("Paste the key", scene.key);
      checked.push(scene.key);
      await workbench.asked("Technician key");
    };
    const atExpiry = async (): Promise<void> => {
      await atKind();
      await workbench.pick("Integration Key");
      await workbench.asked("When does it expire");
    };
    const cases: Record<string, () => Promise<void>> = {
      "at the name": atName,
      "at the key": atKey,
      "at the kind": atKind,
      "at the expiry": atExpiry,
      "back from the expiry at the name, which is still there, the key not": async () => {
        await atExpiry();
        await workbench.back();
        await workbench.asked("Technician key");
        await workbench.back();
        await workbench.asked("Paste the key");
        assert.equal(await workbench.inputText(), "");
        await workbench.back();
        await workbench.asked("A name for this key");
        assert.equal(await workbench.inputText(), "new");
      },
    };

    for (const [where, go] of Object.entries(cases)) {
      it(`after Escape ${where}`, async () => {
        await go();
        await workbench.escape();
        await unchanged();
      });
    }

    it("after Escape while the server is asked without the key, which then never leaves", async () => {
      await atKey();
      await leaveWhileChecked(() => workbench.answer("Paste the key", strangeKey()), false);
      await unchanged();
    });

    it("after Escape while the server is asked with the key", async () => {
      await atKey();
      await leaveWhileChecked(() => workbench.answer("Paste the key", scene.key), true);
      checked.push(scene.key);
      await unchanged();
    });

    it("and takes no key for the name", async () => {
      await atName();
      await takesNoKey("A name for this key");
      await workbench.escape();
      await unchanged();
    });

    it("and sent no key but those that were entered for checking, once each", () => {
      assert.deepEqual(scene.sent(), checked);
    });
  });

  describe("A server that cannot be reached", () => {
    it("is added, and its key unchecked, only after Enter was pressed again", async () => {
      const closed = await startSdp();
      await closed.close();
      await workbench.run("Add Server…");
      await workbench.answer("Paste the address", closed.origin);
      const again = `Nothing listens at this host and port (ECONNREFUSED). Press Enter again to add ${closed.origin}`;
      await workbench.asked(again);
      assert.equal(await scene.editor.readSettings(), settings);
      await workbench.answer(again, closed.origin);
      await workbench.answer("A short name", "asleep");
      await workbench.answer("A name for this key", "new");
      const key = strangeKey();
      await workbench.answer("Paste the key", key);
      await workbench.asked(/Nothing listens .* Press Enter again to store it unchecked/);
      await workbench.page.keyboard.press("Enter");
      await workbench.pick("I do not know");
      await workbench.answer("When does it expire", "never");
      await workbench.notified("new is stored. Nothing listens");
      assert.equal(await secretTool(scene.keyring.env, `asleep/new@${closed.origin}`), key);
      await workbench.row(/^asleep, new, unreachable, never expires/).waitFor();
    });
  });
}
