import * as vscode from "vscode";
import type { ActivitySetting } from "../core/activityPort.ts";
import { WatchedSection } from "./watchedSection.ts";

const SECTION = "servicedeskPlus.activity";

/** `servicedeskPlus.activity.enabled` of the user's settings: on unless it is false. A workspace's value is never looked at. */
export class UserActivitySetting extends WatchedSection implements ActivitySetting {
  constructor() {
    super(SECTION);
  }

  read(): boolean {
    return vscode.workspace.getConfiguration(SECTION).inspect("enabled")?.globalValue !== false;
  }
}
