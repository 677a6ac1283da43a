/** Ids that package.json holds too; a unit test compares them. */
export const COMMANDS = [
  "addServer",
  "addKey",
  "enterKey",
  "verifyAll",
  "verifyServer",
  "verifyKey",
  "trustCertificate",
  "openTerminal",
  "openServer",
  "openKeyPage",
  "replaceKey",
  "continueReplacement",
  "undoReplacement",
  "tickConsumer",
  "openConsole",
  "editInSettings",
  "useStoredKey",
  "useThisAddress",
  "changeExpiry",
  "edit",
  "rename",
  "moveKeys",
  "whereAreMyKeys",
  "remove",
  "removeAllKeys",
  "copyKey",
  "copiedKey",
  "showActivity",
  "copyActivity",
  "clearActivity",
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
export const ACTIVITY_SETTING = `${PREFIX}.activity.enabled`;
/** Of the document that shows what was done. */
export const ACTIVITY_SCHEME = "servicedesk-plus-activity";

export const CONTEXT_KEYS = ["loaded", "hasServers", "hasRedirected", "keyCopied"] as const;

export type ContextKey = (typeof CONTEXT_KEYS)[number];

export function contextKeyId(key: ContextKey): string {
  return `${PREFIX}.${key}`;
}

/** What menus can tell of a tree item: its kind, and, in this order, what is so with it or can be done for it. */
export const VIEW_ITEMS = {
  server: ["untrusted", "redirected", "relinkable"],
  key: ["without", "relinkable", "replacing", "undoable"],
  consumer: ["console"],
  retire: [],
  unusable: [],
  trouble: [],
} as const;

type ViewKind = keyof typeof VIEW_ITEMS;

/** The `contextValue` of a tree item, such as `key-without-relinkable`. */
export function viewItem<Kind extends ViewKind>(
  kind: Kind,
  flags: Readonly<Record<(typeof VIEW_ITEMS)[Kind][number], boolean>>,
): string {
  const set: Readonly<Record<string, boolean>> = flags;
  return [kind, ...VIEW_ITEMS[kind].filter((flag) => set[flag])].join("-");
}
