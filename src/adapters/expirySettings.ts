import * as vscode from "vscode";
import type { ExpiryThresholds } from "../core/expiry.ts";

/** The user's thresholds as they stand; values that are no whole number of days fall back to the defaults. */
export function expiryThresholds(): ExpiryThresholds {
  const settings = vscode.workspace.getConfiguration("servicedeskPlus.expiry");
  return { warningDays: days(settings.get("warningDays"), 14), noticeDays: days(settings.get("noticeDays"), 30) };
}

function days(value: unknown, standard: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : standard;
}
