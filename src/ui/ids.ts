/** Ids that package.json holds too; a unit test compares them. */
export const COMMANDS = [
  "addServer",
  "addKey",
  "enterKey",
  "verifyAll",
  "verifyServer",
  "verifyKey",
  "trustCertificate",
  "editInSettings",
  "useStoredKey",
  "rename",
  "moveKeys",
  "whereAreMyKeys",
  "remove",
  "removeAllKeys",
  "showLog",
] as const;

export type CommandName = (typeof COMMANDS)[number];

const PREFIX = "servicedeskPlus";

/** The id of a command as the editor knows it. */
export function commandId(name: CommandName): string {
  return `${PREFIX}.${name}`;
}

export const VIEW_ID = `${PREFIX}.servers`;
export const SERVERS_SETTING = `${PREFIX}.servers`;

export const CONTEXT_KEYS = ["loaded", "hasServers"] as const;

export type ContextKey = (typeof CONTEXT_KEYS)[number];

export function contextKeyId(key: ContextKey): string {
  return `${PREFIX}.${key}`;
}

/** What menus can tell of a tree item: its kind, and what can be done for it. */
export const VIEW_ITEMS = [
  "server",
  "server-untrusted",
  "server-relinkable",
  "server-untrusted-relinkable",
  "key",
  "key-without",
  "key-without-relinkable",
  "unusable",
  "trouble",
] as const;

export type ViewItem = (typeof VIEW_ITEMS)[number];
