// Stands for listKeyring.ts: does what is named in the place of the native file, and lists anything else as an item.
import type { ListingAnswer } from "../../../../src/adapters/children/listKeyring.ts";

const [, , what = ""] = process.argv;
const answer = (given: ListingAnswer): void => void process.send?.(given, () => process.disconnect());
const { ELECTRON_RUN_AS_NODE = "not set" } = process.env;

const deeds: Record<string, () => void> = {
  "says what is wrong": () => answer({ error: "The connection is closed" }),
  "tells its surroundings": () => answer({ error: [ELECTRON_RUN_AS_NODE, ...process.execArgv].join(" ") }),
  crashes: () => process.kill(process.pid, "SIGSEGV"),
  "answers, and crashes": () => process.send?.({ ok: [] }, () => process.kill(process.pid, "SIGSEGV")),
  "ends without an answer": () => process.disconnect(),
  throws: () => JSON.parse("{"),
  hangs: () => process.on("disconnect", () => undefined),
};
(deeds[what] ?? (() => answer({ ok: [{ account: what, password: "listed" }] })))();
