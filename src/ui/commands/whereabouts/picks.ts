import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Whereabout, Whereabouts } from "../../../core/inventory.ts";
import { parseAccount } from "../../../core/names.ts";
import type { Outlook } from "../../../core/outlook.ts";
import type { ChosenKey } from "../../../core/servers.ts";
import { askChoice, type Answer, type Place } from "../../prompts.ts";
import { keyName } from "../keyName.ts";
import { actionsFor, actionWords, keyless, type Action } from "./actions.ts";
import { rowsOf, summary, type Row } from "./rows.ts";
import { accountWords } from "./words.ts";

type Line = vscode.QuickPickItem & { readonly row?: Exclude<Row, { kind: "group" }> };

/** Shows all that was found, and asks for one line of it; undefined: the person has left. */
export async function pickWhereabout(found: Whereabouts): Promise<Line["row"]> {
  const line = await vscode.window.showQuickPick(rowsOf(found).map(lineOf), {
    title: l10n.t("Where Are My Keys?"),
    placeHolder: summary(found),
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return line?.row;
}

/** Asks what is to be done about an item. */
export function pickAction(
  item: Whereabout,
  all: Whereabouts["items"],
  candidate: Outlook["candidate"],
): Promise<Answer<Action>> {
  const choices = actionsFor(item, all, candidate).map((action) => ({
    label: actionWords(action, item),
    value: action,
  }));
  return askChoice(second(accountWords(item.account)), item.account, choices);
}

/** Asks for which entry without a key an item is to be used; those of its own address come first. */
export function pickEntry({ account }: Whereabout, all: Whereabouts["items"]): Promise<Answer<ChosenKey>> {
  const choices = keyless(all, parseAccount(account)?.origin).map((value) => ({
    label: keyName(value),
    description: value.server.address.href,
    value,
  }));
  return askChoice(second(accountWords(account)), l10n.t("Use it for which entry without a key?"), choices);
}

/** What stands behind the list has a way back to it. */
function second(title: string): Place {
  return { title, step: 2, total: undefined };
}

function lineOf(row: Row): Line {
  if (row.kind === "group") return { label: row.label, kind: vscode.QuickPickItemKind.Separator };
  return row.kind === "trouble"
    ? { label: row.label, description: row.description, row }
    : { label: row.label, description: row.description, detail: row.detail, row };
}
