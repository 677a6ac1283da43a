/** `npm run sdp [-- --port N]`: the test server alone, with three example keys, until Ctrl-C. */
import { parseArgs } from "node:util";
import { day, expiringKey, regeneratedKey, validKey } from "./examples.ts";
import { startSdp } from "./server.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const sdp = await startSdp({ port: Number(values.port) });
const end = () => void sdp.close();
process.once("SIGINT", end).once("SIGTERM", end);

const keys = [
  [validKey(sdp), "svc-endpoint-central", "valid, never expires"],
  [expiringKey(sdp), "administrator", `valid until the end of ${day(9)} (Integration Key nightly-report)`],
  [regeneratedKey(sdp), "svc-dashboard", "refused: it was re-generated"],
] as const;

console.log(`ServiceDesk Plus test server, build ${String(sdp.behaviour.buildNumber)}

  Address      ${sdp.url}
  Certificate  self-signed; SHA-256 of the leaf:
               ${sdp.fingerprint}

  ${"Key".padEnd(36)}  ${"Owner".padEnd(20)}  State
${keys.map(([key, owner, state]) => `  ${key}  ${owner.padEnd(20)}  ${state}`).join("\n")}

Ctrl-C ends it.`);
