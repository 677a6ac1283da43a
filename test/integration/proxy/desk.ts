/** What the tests of proxies share: a server that is reached through a proxy alone, two proxies, and VS Code's settings of them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";
import { KeytarStore } from "../../../src/adapters/keytar.ts";
import { accountOf } from "../../../src/core/names.ts";
import { aSecret, keyText } from "../../support/fakes/factories.ts";
import { startProxy, type AskedOfProxy } from "../../support/proxy.ts";
import { makeAuthority, makeCertificate } from "../../support/sdp/certificate.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { extension, setServers, verify } from "../support/editor.ts";

/** Nobody resolves it: what reaches it went through a proxy. */
export const HOST = "sdp.example";
/** Where the tests' network ends: an address of documentation (RFC 5737), that proxies alone know. */
export const IN_DIGITS = "192.0.2.7";
const PORT = 8443;

/** What is asked of a proxy for a host. */
export const tunnelTo = (host: string): string => `${host}:${String(PORT)}`;
export const originOf = (host: string): string => `https://${tunnelTo(host)}`;

export type ProxySupport = "off" | "on" | "fallback" | "override";

export interface HttpSettings {
  readonly proxySupport?: ProxySupport;
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
}

/** Puts VS Code's own settings of the network so, and those that are not named back. */
export async function setHttp(wanted: HttpSettings): Promise<void> {
  for (const name of ["proxySupport", "proxy", "noProxy"] as const) {
    await vscode.workspace.getConfiguration("http").update(name, wanted[name], vscode.ConfigurationTarget.Global);
  }
}

/** What came of the check of one key, and all that the server and the proxies were asked in its course. */
export interface Checked {
  readonly state: string | undefined;
  readonly requests: Sdp["requests"];
  readonly asked: readonly AskedOfProxy[];
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;

export async function openDesk() {
  const authority = makeAuthority();
  const sdp = await startSdp({ certificate: makeCertificate({ names: [HOST, "127.0.0.1"], signedBy: authority }) });
  sdp.accounts.addTechnician({ login: "svc", roles: ["SDAdmin"] });
  const key = sdp.accounts.generateKey("svc");
  const routes = { [HOST]: sdp.port, [IN_DIGITS]: sdp.port };
  /** Lets everybody through. */
  const open = await startProxy({ routes });
  /** Asks for a login. */
  const asking = await startProxy({ routes, credentials: { user: "svc-proxy", password: keyText() } });
  const { extensionPath } = await extension();
  const store = new KeytarStore(join(extensionPath, "dist/keytar"), join(extensionPath, "dist/list-keyring.cjs"));

  async function check(tls: object, origin = originOf(HOST)): Promise<Checked> {
    const before = { sdp: sdp.requests.length, open: open.asked.length, asking: asking.asked.length };
    await store.set(accountOf("prod", "ci", origin), aSecret(key));
    await setServers({ prod: { url: origin, tls, timeoutSeconds: 10, keys: { ci: { expires: "never" } } } });
    const [row] = await verify("verifyKey", "prod", "ci");
    return {
      state: row?.state,
      requests: sdp.requests.slice(before.sdp),
      asked: [...open.asked.slice(before.open), ...asking.asked.slice(before.asking)],
    };
  }

  /** That a request without a key went first, and that nothing which a proxy is told reached the server. */
  function assertKeyAfterTrust(requests: Sdp["requests"]): void {
    const keys = requests.map((request) => request.key);
    assert.deepEqual(keys, [undefined, key]);
    for (const { tls, headers } of requests) assert.ok(tls && headers["proxy-authorization"] === undefined);
  }

  async function close(): Promise<void> {
    await setServers(undefined);
    await setHttp({});
    await Promise.all([sdp.close(), open.close(), asking.close()]);
  }

  return { sdp, authority, open, asking, check, assertKeyAfterTrust, close };
}
