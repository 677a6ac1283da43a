import * as vscode from "vscode";
import type { KeyStoreSetting, StoreId } from "../core/storePorts.ts";

/** `servicedeskPlus.keyStore` of the user's settings, as it stands at each reading. A workspace's value is never looked at. */
export class UserKeyStoreSetting implements KeyStoreSetting {
  read(): "auto" | StoreId {
    const value = vscode.workspace.getConfiguration("servicedeskPlus").inspect("keyStore")?.globalValue;
    return value === "os" || value === "vscode" ? value : "auto";
  }
}
