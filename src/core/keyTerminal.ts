/** What a terminal with a key is given, and on which machine it runs. */

/** Names of the environment variables that hold the server's address and the key. */
export interface TerminalVariables {
  readonly url: string;
  readonly key: string;
}

/** `servicedeskPlus.terminal.variables`. */
export interface TerminalSetting {
  read(): TerminalVariables;
}

const standard: TerminalVariables = { url: "SDP_URL", key: "SDP_API_KEY" };

/** What package.json asks of a name too. */
export const VARIABLE_PATTERN = "^[A-Za-z_][A-Za-z0-9_]*$";

const variable = new RegExp(VARIABLE_PATTERN);

/** Reads the setting, of any shape: a name that cannot be used is the standard one; of two that are alike, both are. */
export function readTerminalVariables(value: unknown): TerminalVariables {
  const url = nameIn(value, "url");
  const key = nameIn(value, "key");
  // Windows does not tell the names of variables by case.
  return url.toLowerCase() === key.toLowerCase() ? standard : { url, key };
}

function nameIn(value: unknown, which: keyof TerminalVariables): string {
  const names = typeof value === "object" && value !== null ? (value as Partial<Record<string, unknown>>) : {};
  const name = Object.hasOwn(names, which) ? names[which] : undefined;
  return typeof name === "string" && variable.test(name) ? name : standard[which];
}

/** What is known of the machine on which a window's terminals run: the one that the window is connected to. */
export interface TerminalPlace {
  /** `vscode.env.remoteName`, such as `ssh-remote`; undefined: terminals run on this machine. */
  readonly remoteName: string | undefined;
  /** Name of the machine that the extension runs on, where that is the remote one. */
  readonly ownHost: string | undefined;
  /** Authority of the workspace's URIs, such as `ssh-remote+build.example.com`. */
  readonly authority: string | undefined;
}

/** The remote machine that terminals run on, by as much of its name as is known; undefined: this machine. */
export function remoteHost({ remoteName, ownHost, authority }: TerminalPlace): string | undefined {
  if (remoteName === undefined) return undefined;
  const host = ownHost ?? hostIn(authority);
  return host === undefined || host === remoteName ? remoteName : `${host} (${remoteName})`;
}

/**
 * The host in an authority `<kind>+<host>`. Where the host's name could not stand in a URI, it is the hexadecimal form of
 * a JSON object (Remote-SSH: `hostName`; Dev Containers: `containerName`, `hostPath`) or of a path.
 */
function hostIn(authority: string | undefined): string | undefined {
  const host = authority?.split("+").slice(1).join("+");
  if (host === undefined || host === "") return undefined;
  const text = fromHex(host);
  if (text?.startsWith("{") !== true) return text ?? host;
  return /"(?:hostName|containerName|hostPath)"\s*:\s*"([^"\\]+)"/.exec(text)?.[1];
}

/** A JSON object or a path that is written in hexadecimal digits; undefined: a host may be called so. */
function fromHex(text: string): string | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) return undefined;
  const decoded = text.replace(/../g, (byte) => String.fromCharCode(parseInt(byte, 16)));
  return /^[{/]/.test(decoded) ? decoded : undefined;
}
