import type { ConfigProblem } from "../../core/settingForms.ts";

/** What the tree shows, by name: the state is looked up when it is drawn, so that an element outlives a refresh. */
export type Element =
  | { readonly kind: "trouble"; readonly message: string }
  | { readonly kind: "server"; readonly server: string }
  | { readonly kind: "key"; readonly server: string; readonly key: string }
  | { readonly kind: "unusable"; readonly problem: ConfigProblem };

export type ServerElement = Extract<Element, { kind: "server" }>;
export type KeyElement = Extract<Element, { kind: "key" }>;

/** The tree element among a command's arguments of any shape. */
export function asElement(value: unknown): Element | undefined {
  return typeof value === "object" && value !== null && "kind" in value && kinds.has(value.kind)
    ? (value as Element)
    : undefined;
}

const kinds: ReadonlySet<unknown> = new Set<Element["kind"]>(["trouble", "server", "key", "unusable"]);

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
      return `unusable/${JSON.stringify(element.problem.path)}`;
  }
}
