import type { ConfigPath } from "../../core/ports.ts";

/** What the tree shows, by name: the state is looked up when it is drawn, so that an element outlives a refresh. */
export type Element =
  | { readonly kind: "trouble"; readonly message: string }
  | { readonly kind: "server"; readonly server: string }
  | { readonly kind: "key"; readonly server: string; readonly key: string }
  | { readonly kind: "unusable"; readonly path: ConfigPath; readonly message: string };

/** The tree element that a command was given, if its argument, of any shape, is one. */
export function asElement(value: unknown): Element | undefined {
  const element = value as Partial<Record<string, unknown>> | null | undefined;
  switch (element?.kind) {
    case "server":
      return typeof element.server === "string" ? { kind: "server", server: element.server } : undefined;
    case "key":
      return typeof element.server === "string" && typeof element.key === "string"
        ? { kind: "key", server: element.server, key: element.key }
        : undefined;
    case "unusable":
      return isPath(element.path) ? { kind: "unusable", path: element.path, message: "" } : undefined;
    default:
      return undefined;
  }
}

function isPath(value: unknown): value is ConfigPath {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

/** An id unlike all others in the tree. Names hold no slash. */
export function elementId(element: Element): string {
  switch (element.kind) {
    case "trouble":
      return "trouble";
    case "server":
      return `server/${element.server}`;
    case "key":
      return `key/${element.server}/${element.key}`;
    case "unusable":
      return `unusable/${JSON.stringify(element.path)}`;
  }
}
