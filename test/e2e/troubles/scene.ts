/** What the tests of troubles share: a server, a keyring, an editor whose list has the server `prod`, and its view. */
import { packedExtension, startEditor, type Editor } from "../../support/host/editor.ts";
import { startKeyring, type Keyring } from "../../support/keyring/keyring.ts";
import { secretTool, storeSecret } from "../../support/keyring/secretTool.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { Workbench } from "../support/workbench.ts";

export interface Scene extends AsyncDisposable {
  readonly sdp: Sdp;
  readonly keyring: Keyring;
  readonly editor: Editor;
  readonly workbench: Workbench;
  /** A key that the server accepts. */
  readonly key: string;
  /** Writes settings.json with these entries of `prod`, waits until the view has them, and returns the text. */
  list(keys: Record<string, object>): Promise<string>;
  /** The keys that the server received, oldest first. */
  sent(): readonly string[];
  /** What the keyring has for a key of `prod`. */
  stored(name: string): Promise<string | undefined>;
  /** Puts a key of `prod` into the keyring, as another program would. */
  store(name: string, key: string): Promise<void>;
}

/** Starts it. Folders are not trusted unasked, as on a desktop. */
export async function startScene(): Promise<Scene> {
  await using made = new AsyncDisposableStack();
  const sdp = made.use(await startSdp());
  sdp.accounts.addTechnician({ login: "svc", roles: ["SDAdmin"] });
  const key = sdp.accounts.generateKey("svc");
  const keyring = made.use(await startKeyring("unlocked"));
  const editor = made.use(await startEditor({ env: keyring.env, vsix: [packedExtension()], trust: false }));
  await editor.writeSettings(settingsWith(sdp, {}));
  const workbench = new Workbench(await editor.openWindow());
  workbench.page.setDefaultTimeout(10_000);
  await workbench.openView();

  const list = async (keys: Record<string, object>): Promise<string> => {
    const settings = settingsWith(sdp, keys);
    await editor.writeSettings(settings);
    await workbench.row(/^server prod/).waitFor();
    const names = Object.keys(keys);
    for (const name of names) await workbench.row(new RegExp(`^prod, ${name},`)).waitFor();
    await workbench
      .row(/./)
      .nth(1 + names.length)
      .waitFor({ state: "detached" });
    return settings;
  };
  const account = (name: string): string => `prod/${name}@${sdp.origin}`;
  const owned = made.move();
  return {
    ...{ sdp, keyring, editor, workbench, key, list },
    sent: () => sdp.requests.flatMap((request) => request.key ?? []),
    stored: (name) => secretTool(keyring.env, account(name)),
    store: (name, secret) => storeSecret(keyring.env, account(name), secret),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** With a comment and a spelling of its own in every place that a careless writer would straighten. */
function settingsWith(sdp: Sdp, keys: Record<string, object>): string {
  return `// my settings
{
	"chat.disableAIFeatures": true, // not here
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"workbench.startupEditor": "none",
	"files.autoSave": "off", // as on a desktop
	"servicedeskPlus.servers": {
		/* the help desk */
		"prod": { "url": "${sdp.url}", "tls": {"pin":"sha256/${sdp.fingerprint}"}, "keys": ${JSON.stringify(keys)}, },
	},
}
`;
}

/** A key of the right shape that no server knows. */
export function strangeKey(): string {
  return crypto.randomUUID().toUpperCase();
}
