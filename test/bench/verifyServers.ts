/**
 * A process with SDP test servers that answer after a while: `verifyServers.ts <servers> <keys each> <latency, ms>`. It
 * sends its parent where they are, and ends when that disconnects.
 */
import { makeAuthority, makeCertificate } from "../support/sdp/certificate.ts";
import * as faults from "../support/sdp/faults.ts";
import { startSdp } from "../support/sdp/server.ts";

/** What the parent is sent. */
export interface BenchServers {
  /** Of all certificates. */
  readonly caPem: string;
  readonly servers: readonly { readonly origin: string; readonly keys: readonly string[] }[];
}

const [servers = 0, keysEach = 0, latency = 0] = process.argv.slice(2).map(Number);
const authority = makeAuthority();
const started = await Promise.all(
  Array.from({ length: servers }, async () => {
    const sdp = await startSdp({ certificate: makeCertificate({ signedBy: authority }) });
    sdp.fault(faults.latency(latency));
    const keys = Array.from({ length: keysEach }, (_, index) => {
      sdp.accounts.addTechnician({ login: `t${index}`, roles: ["SDAdmin"] });
      return sdp.accounts.generateKey(`t${index}`);
    });
    return { sdp, keys };
  }),
);
process.once("disconnect", () => void Promise.all(started.map(({ sdp }) => sdp.close())));
const message: BenchServers = {
  caPem: authority.pem,
  servers: started.map(({ sdp, keys }) => ({ origin: sdp.origin, keys })),
};
process.send?.(message);
