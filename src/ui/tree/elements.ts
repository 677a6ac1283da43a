import type { ConfigPath } from "../../core/ports.ts";
import { carryingOf, type Replacement } from "../../core/replacement.ts";

/** What the tree shows, by name: the state is looked up when it is drawn, so that an element outlives a refresh. */
export type Element =
  | { readonly kind: "trouble"; readonly message: string }
  | { readonly kind: "server"; readonly server: string }
  | { readonly kind: "key"; readonly server: string; readonly key: string }
  | { readonly kind: "unusable"; readonly path: ConfigPath; readonly message: string }
  | OpenTask;

/** What is left to be done for the replacement of a key. */
export type OpenTask =
  /** Something that still has the old key; `EVERYTHING` where nobody has listed what uses it. */
  | { readonly kind: "consumer"; readonly server: string; readonly key: string; readonly consumer: string }
  /** The old key is to be switched off in SDP. */
  | { readonly kind: "retire"; readonly server: string; readonly key: string };

/** What stands below a key: one row for each thing that its replacement still asks of a person. */
export function openTasks(server: string, key: string, replacement: Replacement | undefined): readonly OpenTask[] {
  const carrying = carryingOf(replacement);
  if (carrying === undefined) return [];
  const consumers = carrying.remaining.map((consumer): OpenTask => ({ kind: "consumer", server, key, consumer }));
  return carrying.retire ? [...consumers, { kind: "retire", server, key }] : consumers;
}

/** The tree element that a command was given, if its argument, of any shape, is one. */
export function asElement(value: unknown): Element | undefined {
  const { kind, server, key, consumer, path } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (kind === "unusable") return isPath(path) ? { kind, path, message: "" } : undefined;
  if (typeof server !== "string") return undefined;
  if (kind === "server") return { kind, server };
  if (typeof key !== "string") return undefined;
  if (kind === "key" || kind === "retire") return { kind, server, key };
  return kind === "consumer" && typeof consumer === "string" ? { kind, server, key, consumer } : undefined;
}

function isPath(value: unknown): value is ConfigPath {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

/** An id unlike all others in the tree. Names of servers and keys hold no slash. */
export function elementId(element: Element): string {
  switch (element.kind) {
    case "trouble":
      return "trouble";
    case "server":
      return `server/${element.server}`;
    case "key":
      return `key/${element.server}/${element.key}`;
    case "consumer":
      return `consumer/${element.server}/${element.key}/${element.consumer}`;
    case "retire":
      return `retire/${element.server}/${element.key}`;
    case "unusable":
      return `unusable/${JSON.stringify(element.path)}`;
  }
}
