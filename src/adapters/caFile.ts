/** The CA certificates of `tls.ca`: a path or the PEM text itself. */
import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute } from "node:path";
import * as l10n from "@vscode/l10n";
import { fail, ok, type Result } from "../core/result.ts";

/** In bytes. A bundle of all public CAs is about a quarter of that. */
const LARGEST_FILE = 1024 * 1024;

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates as PEM, at least one, or why there is none. A file may also be DER, as Windows exports it. */
export async function readCa(ca: string): Promise<Result<readonly string[], string>> {
  if (ca.includes("-----BEGIN")) return certificatesIn(Buffer.from(ca));
  const path = ca.trim().replace(/^~(?=$|[/\\])/, () => homedir());
  if (!isAbsolute(path)) return fail(l10n.t("The path {0} is not absolute.", ca));
  try {
    const found = await stat(path); // a pipe or a device would never end
    if (!found.isFile() || found.size > LARGEST_FILE) return fail(l10n.t("{0} is not a file of at most 1 MiB.", path));
    return certificatesIn(await readFile(path));
  } catch (error) {
    return fail((error as Error).message);
  }
}

function certificatesIn(bytes: Buffer): Result<readonly string[], string> {
  const blocks = bytes.toString("latin1").match(pemCertificate);
  try {
    return ok((blocks ?? [bytes]).map((block) => new X509Certificate(block).toString()));
  } catch {
    return fail(l10n.t("There is no certificate in it, or a damaged one."));
  }
}
