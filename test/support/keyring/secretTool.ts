// The user's own view of the OS store: what `secret-tool` prints and stores.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import type { Environment } from "./keyring.ts";

const service = ["service", "servicedesk-plus-keys"];

/** The key stored under this account, undefined when there is none. @throws {Error} when the store does not answer in 10 s. */
export async function secretTool(env: Environment, account: string): Promise<string | undefined> {
  const { code, output } = await run(env, ["lookup", ...service, "account", account]);
  return code === 0 ? output : undefined;
}

/** Stores a key as keytar would. @throws {Error} when the store refuses. */
export async function storeSecret(env: Environment, account: string, key: string): Promise<void> {
  const schema = ["xdg:schema", "org.freedesktop.Secret.Generic"];
  const { code, output } = await run(
    env,
    ["store", `--label=${account}`, ...service, "account", account, ...schema],
    key,
  );
  if (code !== 0) throw new Error(`secret-tool store: ${output}`);
}

/** Takes away all that is stored under our service. @throws {Error} when the store refuses. */
export async function clearSecrets(env: Environment): Promise<void> {
  const { output } = await run(env, ["clear", ...service]);
  if (output !== "") throw new Error(`secret-tool clear: ${output}`);
}

async function run(env: Environment, args: string[], stdin = ""): Promise<{ code: number | null; output: string }> {
  const child = spawn("secret-tool", args, { env: { ...process.env, ...env }, timeout: 10_000 });
  // A lookup reads nothing, and may have ended by now.
  child.stdin.on("error", () => undefined).end(stdin);
  const [output, error, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null, string | null]>,
  ]);
  if (signal) throw new Error("secret-tool did not answer in 10 s");
  return { code, output: output || error };
}
