import assert from "node:assert/strict";
import { EditorClipboard } from "../../../src/adapters/editorClipboard.ts";
import { keyText } from "../../support/fakes/factories.ts";

const [DESKTOP, BROWSER] = [1, 2];

/** An editor with this clipboard, which answers in a hundredth of a second or not at all. */
function clipboardOf(
  clipboard: { readText?: () => Promise<string>; writeText?: (text: string) => Promise<void> },
  { uiKind = DESKTOP, focused = true } = {},
): EditorClipboard {
  const { readText = async () => "", writeText = async () => undefined } = clipboard;
  return new EditorClipboard(
    { uiKind, clipboard: { readText, writeText } },
    { state: { focused, active: true } },
    0.01,
  );
}

const hangs = (): Promise<never> => new Promise(() => undefined);
const throws = (text: string) => async (): Promise<never> => {
  throw new Error(text);
};

describe("the editor's clipboard is read", () => {
  for (const [what, readText, place, answer] of [
    ["on a desktop", async () => "text", {}, "text"],
    ["on a desktop, in the background", async () => "text", { focused: false }, "text"],
    ["on a desktop, empty", async () => "", {}, ""],
    ["in a browser", async () => "text", { uiKind: BROWSER }, "text"],
    ["in a browser in the background: not asked", async () => "text", { uiKind: BROWSER, focused: false }, "failed"],
    ["in a browser that may only pretend it is empty", async () => "", { uiKind: BROWSER }, "failed"],
    ["by an editor that throws", throws("Canceled"), {}, "failed"],
    ["by an editor that does not answer", hangs, {}, "waiting"],
  ] satisfies [string, () => Promise<string>, object, string][]) {
    it(what, async () => {
      const read = await clipboardOf({ readText }, place).read();
      assert.equal(read.ok ? read.value : read.reason.kind, answer);
    });
  }
});

describe("the editor's clipboard is written", () => {
  const text = keyText();
  for (const [what, writeText, answer] of [
    ["on a desktop", async () => undefined, { ok: true, value: undefined }],
    ["by an editor that throws", throws("Canceled"), { ok: false, reason: { kind: "failed", detail: "Canceled" } }],
    ["and no error tells the text", throws(`no ${text}`), { ok: false, reason: { kind: "failed", detail: "no ***" } }],
    [
      "by an editor that does not answer",
      hangs,
      { ok: false, reason: { kind: "waiting", detail: "The editor has not answered yet." } },
    ],
  ] satisfies [string, (text: string) => Promise<void>, object][]) {
    it(what, async () => assert.deepEqual(await clipboardOf({ writeText }).write(text), answer));
  }
});
