import type { Workbench } from "./workbench.ts";

/** Adds a key of the only server up to the last answer. */
export async function addKey(workbench: Workbench, name: string, key: string): Promise<void> {
  await workbench.run("Add Key…");
  await workbench.answer("A name for this key", name);
  await workbench.answer("Paste the key", key);
  await workbench.pick("Technician key");
  await workbench.answer("When does it expire", "never");
}
