import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HttpOutcome } from "../../../src/core/ports.ts";
import { makeAuthority, makeCertificate } from "../../support/sdp/certificate.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { summary, target } from "./targets.ts";

const otherPin = makeCertificate().fingerprint;
const otherCa = makeAuthority("Other authority").pem;

describe("GotHttp in other environments", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "trust-"))));
  after(() => rm(folder, { recursive: true }));

  /** The outcome of a request there, with these environment variables. */
  async function elsewhere(
    sdp: Sdp,
    settings: { ca?: string; pin?: string },
    env: Record<string, string>,
  ): Promise<string> {
    const script = `
      const { GotHttp } = await import(${JSON.stringify(import.meta.resolve("../../../src/adapters/gotHttp.ts"))});
      const { systemClock } = await import(${JSON.stringify(import.meta.resolve("../../../src/adapters/systemClock.ts"))});
      const request = { target: JSON.parse(process.argv[1]), path: "/api/v3/requests" };
      console.log(JSON.stringify(await new GotHttp(systemClock).send(request, new AbortController().signal)));`;
    const args = ["--input-type=module", "-e", script, JSON.stringify(target(sdp.url, settings))];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
    return summary(JSON.parse(stdout) as HttpOutcome, sdp);
  }

  it("NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing", async () => {
    await using sdp = await startSdp();
    const outcomes = [{}, { ca: otherCa }, { pin: otherPin }, { ca: otherCa, pin: sdp.fingerprint }].map((settings) =>
      elsewhere(sdp, settings, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }),
    );
    assert.deepEqual(await Promise.all(outcomes), ["self-signed", "self-signed", "pin-mismatch, seen", "self-signed"]);
    assert.equal(sdp.requests.length, 0);
  }).timeout(20_000);

  // SSL_CERT_FILE is where OpenSSL looks for the system's certificates.
  for (const variable of ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]) {
    it(`a ca is trusted besides those of ${variable}`, async () => {
      await using sdp = await startSdp({ certificate: "private-ca" });
      const file = join(folder, variable);
      await writeFile(file, sdp.caPem);
      assert.equal(await elsewhere(sdp, { ca: otherCa }, { [variable]: file }), "reply");
    }).timeout(20_000);
  }
});
