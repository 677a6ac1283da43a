import type { ChosenKey } from "../../core/servers.ts";

/** A key as a person knows it: `Production / ci`. */
export function keyName({ server, key }: ChosenKey): string {
  return `${server.label ?? server.name} / ${key.name}`;
}
