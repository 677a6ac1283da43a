/** What a person has before the first step: a server, a keyring, an editor whose list has servers, and its view. */
import { packedExtension, startEditor, type Editor } from "../../support/host/editor.ts";
import { startKeyring, type Keyring, type KeyringState } from "../../support/keyring/keyring.ts";
import { secretTool, storeSecret } from "../../support/keyring/secretTool.ts";
import { makeKey } from "../../support/sdp/accounts.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { keepSecrets } from "./secrets.ts";
import { Workbench } from "./workbench.ts";

export interface Scene extends AsyncDisposable {
  readonly sdp: Sdp;
  readonly keyring: Keyring;
  readonly editor: Editor;
  readonly workbench: Workbench;
  /** A key that the server accepts. */
  readonly key: string;
  /** Another one. */
  readonly otherKey: string;
  /** Writes settings.json with these entries of `prod`, waits until the view has them, and returns the text. */
  list(keys: Keys): Promise<string>;
  /** The same with these servers. */
  listServers(servers: Record<string, ServerSettings>): Promise<string>;
  /** Another window, of a browser profile of its own, with its view open. */
  openWindow(folder?: string): Promise<Workbench>;
  /** The keys that the server received, oldest first. */
  sent(): readonly string[];
  /** What the keyring has for a key of `prod`. */
  stored(name: string): Promise<string | undefined>;
  /** Puts a key of `prod` into the keyring, as another program would. */
  store(name: string, key: string): Promise<void>;
}

export interface ServerSettings {
  /** Of the scene's server, by default the one that it names itself. */
  readonly url?: string;
  readonly keys: Keys;
}

type Keys = Record<string, object>;

/** Starts it. Folders are not trusted unasked, as on a desktop. */
export async function startScene(state: KeyringState = "unlocked"): Promise<Scene> {
  await using made = new AsyncDisposableStack();
  const sdp = made.use(await startSdp());
  const keyOf = (login: string): string => {
    sdp.accounts.addTechnician({ login, roles: ["SDAdmin"] });
    return sdp.accounts.generateKey(login);
  };
  const keyring = made.use(await startKeyring(state));
  const editor = made.use(await startEditor({ env: keyring.env, vsix: [packedExtension()], trust: false }));
  await editor.writeSettings(settingsWith(sdp, { prod: { keys: {} } }));
  const openWindow = async (folder?: string): Promise<Workbench> => {
    const page = await editor.openWindow({ ...(folder !== undefined && { folder }), prepare: keepSecrets });
    page.setDefaultTimeout(10_000);
    const window = new Workbench(page);
    await window.begin();
    return window;
  };
  const workbench = await openWindow();
  const listServers = async (servers: Record<string, ServerSettings>): Promise<string> => {
    const settings = settingsWith(sdp, servers);
    await editor.writeSettings(settings);
    let rows = 0;
    for (const [server, { keys }] of Object.entries(servers)) {
      await workbench.row(new RegExp(`^server ${server},`)).waitFor();
      for (const key of Object.keys(keys)) await workbench.row(new RegExp(`^${server}, ${key},`)).waitFor();
      rows += 1 + Object.keys(keys).length;
    }
    await workbench.row(/./).nth(rows).waitFor({ state: "detached" });
    return settings;
  };
  const account = (name: string): string => `prod/${name}@${sdp.origin}`;
  const owned = made.move();
  return {
    ...{ sdp, keyring, editor, workbench, listServers, openWindow },
    ...{ key: keyOf("svc"), otherKey: keyOf("svc-other") },
    list: (keys) => listServers({ prod: { keys } }),
    sent: () => sdp.requests.flatMap((request) => request.key ?? []),
    stored: (name) => secretTool(keyring.env, account(name)),
    store: (name, secret) => storeSecret(keyring.env, account(name), secret),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** With a comment and a spelling of its own in every place that a careless writer would straighten. */
function settingsWith(sdp: Sdp, servers: Record<string, ServerSettings>): string {
  const lines = Object.entries(servers).map(
    ([name, { url = sdp.url, keys }]) =>
      `"${name}": { "url": "${url}", "tls": {"pin":"sha256/${sdp.fingerprint}"}, "keys": ${JSON.stringify(keys)}, },`,
  );
  return `// my settings
{
	"chat.disableAIFeatures": true, // not here
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"workbench.startupEditor": "none",
	"files.autoSave": "off", // as on a desktop
	"servicedeskPlus.servers": {
		/* the help desk */
		${lines.join("\n\t\t")}
	},
}
`;
}

/** A key of the right shape that no server knows. */
export function strangeKey(): string {
  return makeKey();
}
