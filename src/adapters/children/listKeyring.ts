// Lists what the keyring holds, in a process of its own: listKeyring.ts NATIVE-FILE
// Forked by ../keyringListing.ts; answers over the IPC channel, and ends.
import { loadNative, SERVICE, type Credential } from "../nativeKeytar.ts";

/** What the keyring holds under our service, or what went wrong, in the system's words. */
export type ListingAnswer = { readonly ok: readonly Credential[] } | { readonly error: string };

async function list(nativeFile: string): Promise<ListingAnswer> {
  try {
    return { ok: await loadNative(nativeFile).findCredentials(SERVICE) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

// When the editor has ended nobody wants the answer. An exit would wait for the call, and that may hang.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
const [, , nativeFile = ""] = process.argv;
void list(nativeFile).then((answer) => process.send?.(answer, () => process.exit()));
