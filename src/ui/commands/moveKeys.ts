import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ActivityNotes, Target } from "../../core/activity.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { MoveOutcome, Moving } from "../../core/moving.ts";
import type { Log } from "../../core/ports.ts";
import type { ChosenKey } from "../../core/servers.ts";
import type { Consents, StoreId } from "../../core/storePorts.ts";
import { storeSentence } from "../../core/stores/storeSentences.ts";
import type { Survives } from "../../core/stores/survival.ts";
import type { Command } from "../gates/commands.ts";
import { confirm, tell, warn } from "../gates/messages.ts";
import { commandId } from "../ids.ts";
import { withCount, withTitle } from "../gates/progress.ts";
import { alone, askChoice, type Choice } from "../prompts.ts";
import { grantEditorStore } from "./editorStore.ts";
import {
  isCutShort,
  logLine,
  moveDetail,
  moveQuestion,
  moveReport,
  tallyOf,
  thereWords,
  type Movable,
} from "./moveWords.ts";
import { names } from "./selection.ts";
import { keyName } from "./keyName.ts";
import { storeName } from "./storeWords.ts";

export interface MoveNeeds {
  readonly fleet: Pick<Fleet, "servers" | "outlook">;
  readonly moving: Pick<Moving, "check" | "move">;
  readonly consents: Pick<Consents, "grant">;
  readonly log: Log;
  readonly activity: ActivityNotes;
}

/** Moves keys from one secret store to the other: those of a tree item or of names, otherwise all. */
export function moveKeys(needs: MoveNeeds): Command {
  return async (...args) => {
    const keys = keysOf(needs.fleet, names(args));
    if (keys.length === 0) {
      void tell(l10n.t("There are no keys yet."));
      return;
    }
    const chosen = await choose(keys, keysOf(needs.fleet, []));
    if (chosen === undefined || !(await isFit(needs.moving, chosen.to))) return;
    if (await agreed(needs.consents, chosen)) await moveAndReport(needs, chosen);
  };
}

/** What is to be moved, and where. */
interface Plan {
  readonly keys: readonly Movable[];
  readonly to: StoreId;
}

function keysOf(fleet: MoveNeeds["fleet"], [serverName, keyOnly]: readonly (string | undefined)[]): readonly Movable[] {
  return fleet.servers
    .filter(({ name }) => serverName === undefined || name === serverName)
    .flatMap((server) => server.keys.map((key) => ({ server, key, store: fleet.outlook(server, key).store })))
    .filter(({ key }) => keyOnly === undefined || key.name === keyOnly);
}

/** The editor hands the focused item to a command of the view's title, too: so all keys are offered beside some. */
async function choose(some: readonly Movable[], all: readonly Movable[]): Promise<Plan | undefined> {
  const plan = (keys: readonly Movable[], to: StoreId, label: string, detail: string): Choice<Plan> => {
    const description = thereWords(keys, to);
    return { label, detail, value: { keys, to }, ...(description !== undefined && { description }) };
  };
  const [only] = some;
  const title =
    some.length === 1 && only !== undefined
      ? l10n.t("Move Key: {0}", keyName(only))
      : l10n.t("Move {0} Keys", some.length);
  const osStore = l10n.t("The operating system's secret store");
  const editorStore = l10n.t("VS Code's own secret store");
  const choices = [
    plan(some, "os", osStore, l10n.t("Keychain, Credential Manager, GNOME Keyring or KWallet; shared by all editors.")),
    plan(some, "vscode", editorStore, l10n.t("For machines where the system has none. Only this editor reads it.")),
  ];
  if (some.length < all.length) {
    const words = l10n.t("Not only these, but all {0} keys of the list.", all.length);
    choices.push(
      plan(all, "os", l10n.t("All keys to {0}", storeName("os")), words),
      plan(all, "vscode", l10n.t("All keys to {0}", storeName("vscode")), words),
    );
  }
  const answer = await askChoice(alone(title), l10n.t("Where to?"), choices);
  return answer.kind === "answer" ? answer.value : undefined;
}

/** Whether keys can be moved to this store; says why not. */
async function isFit(moving: MoveNeeds["moving"], to: StoreId): Promise<boolean> {
  const retry = l10n.t("Retry");
  for (;;) {
    const fit = await withTitle(l10n.t("Trying {0}", storeName(to)), () => moving.check(to));
    if (fit.ok) return true;
    if (fit.reason.kind === "forgetful") {
      await explainForgetful(fit.reason.known);
      return false;
    }
    if ((await warn(storeSentence(fit.reason.failure), retry)) !== retry) return false;
  }
}

async function explainForgetful(known: Survives): Promise<void> {
  if (known === "no") {
    await warn(l10n.t("VS Code's store does not survive a reload here, so no key is moved to it."));
    return;
  }
  const reload = l10n.t("Reload Window");
  const message = l10n.t(
    "It is not known yet whether VS Code's store survives a reload. Reload the window, then try again.",
  );
  if ((await warn(message, reload)) === reload) {
    await vscode.commands.executeCommand("workbench.action.reloadWindow");
  }
}

async function agreed(consents: MoveNeeds["consents"], { keys, to }: Plan): Promise<boolean> {
  const yes = keys.length === 1 ? l10n.t("Move Key") : l10n.t("Move Keys");
  if (!(await confirm(moveQuestion(keys, to), moveDetail(keys, to), yes))) return false;
  return to === "os" || grantEditorStore(consents);
}

/** Moves, and says how it ended; those not moved can be tried again. */
async function moveAndReport({ moving, log, activity }: MoveNeeds, { keys, to }: Plan): Promise<void> {
  const retry = l10n.t("Retry");
  const showLog = l10n.t("Show Log");
  let done: readonly MoveOutcome[] = [];
  for (let rest: readonly ChosenKey[] = keys; ;) {
    const moved = await moveWithProgress(moving, rest, to);
    done = [...done, ...moved];
    const tally = tallyOf(keys.length, done);
    for (const failed of tally.failed) log.warn(logLine(failed, to));
    const result = tally.failed.length === 0 ? "done" : "failed";
    const counted = l10n.t("{0} of {1} keys in {2}", tally.there, tally.total, storeName(to));
    activity.note("moveKeys", targetOf(keys), result, counted);
    const report = moveReport(tally, to);
    if (tally.failed.length === 0) {
      void tell(report);
      return;
    }
    const answer = await warn(report, ...(isCutShort(tally) ? [showLog] : [retry, showLog]));
    if (answer === showLog) await vscode.commands.executeCommand(commandId("showLog"));
    if (answer !== retry) return;
    rest = tally.failed.map(({ chosen }) => chosen);
    done = done.filter(({ outcome }) => outcome.ok);
  }
}

/** The key, or the server of all these keys. */
function targetOf(keys: readonly ChosenKey[]): Target {
  const [first, second] = keys;
  if (keys.some(({ server }) => server.name !== first?.server.name)) return {};
  return { server: first?.server.name, key: second === undefined ? first?.key.name : undefined };
}

function moveWithProgress(
  moving: MoveNeeds["moving"],
  keys: readonly ChosenKey[],
  to: StoreId,
): Thenable<readonly MoveOutcome[]> {
  const words = (done: number, total: number): string => l10n.t("Moving keys: {0} of {1}", done, total);
  return withCount(words, (count, signal) => {
    count(0, keys.length);
    return moving.move(keys, to, (done) => count(done, keys.length), signal);
  });
}
