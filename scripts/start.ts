// npm start: three ServiceDesk Plus test servers, a keyring with their keys, and VS Code with the packed extension.
// npm start -- --once: verifies every key in that editor, prints one row a key, writes a screenshot, and ends.
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { VerifyRow } from "../src/core/health.ts";
import { runCommands } from "../test/support/host/command.ts";
import { startEditor } from "../test/support/host/editor.ts";
import { windowUrl } from "../test/support/host/window.ts";
import { startKeyring } from "../test/support/keyring/keyring.ts";
import { storeSecret } from "../test/support/keyring/secretTool.ts";
import { startExamples } from "../test/support/sdp/examples.ts";
import { temporaryDirectory } from "../test/support/temporary.ts";
import { pack } from "./package.ts";

const { values } = parseArgs({ options: { once: { type: "boolean", default: false } } });

const vsix = await pack();
await using made = new AsyncDisposableStack();
const examples = made.adopt(await startExamples(), (started) => started.close());
const keyring = made.use(await startKeyring("unlocked"));
for (const { account, key } of examples.keys) await storeSecret(keyring.env, account, key);
const folder = made.use(temporaryDirectory("folder")).path;
const editor = made.use(
  await startEditor({
    vsix: [vsix],
    env: keyring.env,
    testDriver: values.once,
    settings: { "servicedeskPlus.servers": examples.settings },
  }),
);

if (values.once) {
  const { page, result } = await runCommands(
    editor,
    ["workbench.view.extension.servicedeskPlus", "workbench.actions.view.problems", "servicedeskPlus.verifyAll"],
    { folder },
  );
  console.log(table(result as VerifyRow[]));
  await page.getByText("not checked yet").first().waitFor({ state: "detached" });
  await page.locator(".markers-panel .monaco-list-row").first().waitFor();
  const screenshot = join(import.meta.dirname, "../out/start.png");
  await page.screenshot({ path: screenshot });
  console.log(`\nScreenshot: ${screenshot}`);
} else {
  const addresses = Object.entries(examples.servers).map(([name, { url }]) => `  ${name.padEnd(8)}${url}`);
  console.log(`\nServiceDesk Plus test servers\n${addresses.join("\n")}\n`);
  console.log(`VS Code with the extension: ${windowUrl(editor.server, { folder })}\n\nCtrl-C ends all of it.`);
  await new Promise(() => undefined);
}

/** One row a key under a heading, in columns. */
function table(rows: readonly VerifyRow[]): string {
  const cells = [
    ["server/key", "state", "expiry", "days left"],
    ...rows.map((row) => [`${row.server}/${row.key}`, row.state, row.expiry, String(row.daysLeft ?? "")]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
