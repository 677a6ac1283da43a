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

/** The certificates as one PEM text, at least one, or why there is none. */
type Read = Result<string, string>;

/** Reads CA certificates, and keeps what it has read for as long as the file stays as it is. */
export class CaReader {
  readonly #texts = new Map<string, Read>();
  readonly #files = new Map<string, { readonly version: string; readonly read: Read }>();

  /** A file may also be DER, as Windows exports it. */
  async read(ca: string): Promise<Read> {
    if (ca.includes("-----BEGIN")) return this.#inText(ca);
    const path = ca.trim().replace(/^~(?=$|[/\\])/, () => homedir());
    if (!isAbsolute(path)) return fail(l10n.t("The path {0} is not absolute.", ca));
    try {
      return await this.#inFile(path);
    } catch (error) {
      return fail((error as Error).message);
    }
  }

  #inText(text: string): Read {
    let read = this.#texts.get(text);
    if (read === undefined) this.#texts.set(text, (read = certificatesIn(Buffer.from(text))));
    return read;
  }

  async #inFile(path: string): Promise<Read> {
    const found = await stat(path, { bigint: true }); // a pipe or a device would never end
    if (!found.isFile() || found.size > LARGEST_FILE) return fail(l10n.t("{0} is not a file of at most 1 MiB.", path));
    const version = [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join();
    const known = this.#files.get(path);
    if (known?.version === version) return known.read;
    const read = certificatesIn(await readFile(path));
    this.#files.set(path, { version, read });
    return read;
  }
}

function certificatesIn(bytes: Buffer): Read {
  const blocks = bytes.toString("latin1").match(pemCertificate);
  try {
    return ok((blocks ?? [bytes]).map((block) => new X509Certificate(block).toString()).join(""));
  } catch {
    return fail(l10n.t("There is no certificate in it, or a damaged one."));
  }
}
