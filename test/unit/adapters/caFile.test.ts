import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { CaReader } from "../../../src/adapters/caFile.ts";
import { makeAuthority, makeCertificate } from "../../support/sdp/certificate.ts";

const subjectsIn = (pem: string) =>
  pem
    .match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)
    ?.map((block) => new X509Certificate(block).subject)
    .join() ?? "";

describe("CaReader", () => {
  const reader = new CaReader();
  const first = makeAuthority("First").pem;
  const second = makeAuthority("Second").pem;
  const { keyPem } = makeCertificate();
  let folder: string;

  before(async () => (folder = await mkdtemp(join(tmpdir(), "ca-"))));
  after(() => rm(folder, { recursive: true }));

  const file = async (content: string | Uint8Array) => {
    const path = join(folder, crypto.randomUUID());
    await writeFile(path, content);
    return path;
  };
  /** Subjects of what is read, or the reason why nothing is. */
  const read = async (ca: string) => {
    const result = await reader.read(ca);
    return result.ok ? subjectsIn(result.value) : result.reason;
  };
  const damaged = first.replace(/\n.{8}/, "\nAAAAAAAA");
  const none = /no certificate in it/;

  const good: readonly [string, () => Promise<string> | string, string][] = [
    ["PEM text", () => first, "CN=First"],
    ["a file", () => file(first), "CN=First"],
    ["several in one file", () => file(first + second), "CN=First,CN=Second"],
    ["Windows line ends", () => file((first + second).replaceAll("\n", "\r\n")), "CN=First,CN=Second"],
    ["text around certificates", () => file(`# Köln\n${first}\nsubject: x\n${second}`), "CN=First,CN=Second"],
    ["a key beside it, which is left alone", () => file(keyPem + first), "CN=First"],
    ["a DER file", () => file(new X509Certificate(first).raw), "CN=First"],
    ["a path with blanks around", async () => ` ${await file(first)} `, "CN=First"],
    ["~ as the home folder", async () => `~/${relative(homedir(), await file(first))}`, "CN=First"],
  ];
  for (const [name, ca, subjects] of good)
    it(`reads ${name}`, async () => assert.equal(await read(await ca()), subjects));

  const bad: readonly [string, () => Promise<string> | string, RegExp][] = [
    ["a relative path", () => "corp.pem", /corp\.pem is not absolute/],
    ["another user's home", () => "~other/corp.pem", /not absolute/],
    ["nothing", () => "", /not absolute/],
    ["a file that is not there", () => join(folder, "absent"), /ENOENT.*absent/],
    ["a folder", () => folder, /not a file/],
    ["a device that never ends", () => "/dev/zero", /not a file/],
    ["a file too large", () => file(first.padEnd(1024 * 1024 + 1)), /not a file of at most 1 MiB/],
    ["an empty file", () => file(""), none],
    ["a file of something else", () => file("hello"), none],
    ["a key alone", () => file(keyPem), none],
    ["key text", () => keyPem, none],
    ["a damaged certificate", () => file(damaged), none],
    ["a damaged one among good ones", () => file(first + damaged), none],
  ];
  for (const [name, ca, reason] of bad) it(`refuses ${name}`, async () => assert.match(await read(await ca()), reason));

  it("reads a file anew when it has changed, also from bad to good", async () => {
    const path = await file(first);
    assert.equal(await read(path), "CN=First");
    await writeFile(path, "hello");
    assert.match(await read(path), none);
    await writeFile(path, second);
    assert.equal(await read(path), "CN=Second");
    await rm(path);
    assert.match(await read(path), /ENOENT/);
  });

  for (const ca of [() => first, () => file(first)]) {
    it("gives the same text as long as it is the same", async () => {
      const source = await ca();
      const [once, again] = [await reader.read(source), await reader.read(source)];
      assert.ok(once === again);
    });
  }
});
