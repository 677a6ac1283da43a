import assert from "node:assert/strict";
import type { IndexRecord, StoreFailure } from "../../../../src/core/storePorts.ts";
import { canUseEditorStore, type OfferNeeds } from "../../../../src/ui/commands/editorStoreOffer.ts";
import { FakeConsents } from "../../../support/fakes/fakeConsents.ts";

const account = "prod/ci@https://sdp.example.com:8443";
const noBus: StoreFailure = { kind: "unavailable", detail: "Cannot autolaunch D-Bus without X11 $DISPLAY" };
const locked: StoreFailure = { kind: "unavailable", detail: "Cannot create an item in a locked collection" };

function needs(set: "auto" | "os" | "vscode" = "auto", ...recorded: [string, IndexRecord | undefined][]): OfferNeeds {
  return { setting: { read: () => set }, consents: new FakeConsents(), records: { known: new Map(recorded) } };
}

describe("VS Code's store is offered for a key that could not be stored", () => {
  for (const [circumstances, failure, given, offered] of [
    ["there is no OS store", noBus, needs(), true],
    ["another key is recorded", noBus, needs("auto", ["prod/other@https://a", { store: "os", path: "" }]), true],
    ["the OS store is locked", locked, needs(), false],
    ["a dialog of the OS is open", { kind: "waiting", detail: noBus.detail }, needs(), false],
    ["the person said no to the OS", { kind: "denied", detail: noBus.detail }, needs(), false],
    ["only the OS store is wanted", noBus, needs("os"), false],
    ["VS Code's store is set, and failed", noBus, needs("vscode"), false],
    ["the key before is in the OS store", noBus, needs("auto", [account, { store: "os", path: "" }]), true],
    ["it is, and VS Code's store is set", noBus, needs("vscode", [account, { store: "os", path: "" }]), true],
    ["it is, and only the OS store is wanted", noBus, needs("os", [account, { store: "os", path: "" }]), false],
    ["the key before is in VS Code's store", noBus, needs("auto", [account, { store: "vscode", path: "" }]), false],
    ["its record is of a later version", noBus, needs("auto", [account, undefined]), false],
  ] satisfies [string, StoreFailure, OfferNeeds, boolean][]) {
    it(`${circumstances}: ${offered ? "yes" : "no"}`, async () => {
      assert.equal(await canUseEditorStore(given, account, failure), offered);
    });
  }

  it("the person has agreed already, so it is that store which failed: no", async () => {
    const consents = new FakeConsents();
    await consents.grant({ kind: "vscode-store" });
    assert.equal(await canUseEditorStore({ ...needs(), consents }, account, noBus), false);
  });
});
