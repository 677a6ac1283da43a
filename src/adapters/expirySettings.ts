import * as vscode from "vscode";
import type { ExpiryThresholds } from "../core/expiry.ts";
import type { ExpirySettings } from "../core/ports.ts";
import { WatchedSection } from "./watchedSection.ts";

const SECTION = "servicedeskPlus.expiry";

/** `servicedeskPlus.expiry.*` of the user's settings; values that are no whole number of days fall back to the defaults. */
export class UserExpirySettings extends WatchedSection implements ExpirySettings {
  constructor() {
    super(SECTION);
  }

  read(): ExpiryThresholds {
    const settings = vscode.workspace.getConfiguration(SECTION);
    return { warningDays: days(settings.get("warningDays"), 14), noticeDays: days(settings.get("noticeDays"), 30) };
  }
}

function days(value: unknown, standard: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : standard;
}
