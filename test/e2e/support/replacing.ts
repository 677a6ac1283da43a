/** What tests of a key's replacement have besides the scene: who makes keys in SDP, and what came of an entry. */
import assert from "node:assert/strict";
import { findNodeAtLocation, parse, parseTree } from "jsonc-parser";
import { secretTool } from "../../support/keyring/secretTool.ts";
import { OpenedPages } from "./openedPages.ts";
import type { Scene } from "./scene.ts";
import type { Workbench } from "./workbench.ts";

/** A day far enough away that nothing warns of it. */
export const FAR = "2099-01-31";

export class ReplacingScene {
  readonly scene: Scene;
  readonly workbench: Workbench;
  readonly pages: OpenedPages;
  /** Every key that was made, good or not. */
  readonly made: string[] = [];

  constructor(scene: Scene) {
    this.scene = scene;
    this.workbench = scene.workbench;
    this.pages = new OpenedPages(scene.workbench.page);
  }

  /** A technician with a key of his own. */
  technician(login: string, roles: readonly string[] = ["SDAdmin"]): string {
    this.scene.sdp.accounts.addTechnician({ login, roles });
    return this.#note(this.scene.sdp.accounts.generateKey(login));
  }

  /** Re-generates his key: the one of before is refused at once, unless the form is not saved. */
  regenerate(login: string, saved = true): string {
    return this.#note(this.scene.sdp.accounts.regenerateKey(login, { saved }));
  }

  /** An Integration Key of the scene's own administrator, beside whatever others there are. */
  integrationKey(name: string): string {
    const { accounts } = this.scene.sdp;
    return this.#note(accounts.addIntegrationKey({ name, owner: "svc", roles: ["SDAdmin"] }));
  }

  /** Lists one entry, and stores its key. @returns the text of settings.json */
  async have(name: string, key: string, entry: object): Promise<string> {
    await this.scene.store(name, key);
    return this.scene.list({ [name]: entry });
  }

  /** What the keyring keeps of a key that another one took the place of. */
  previous(name: string): Promise<string | undefined> {
    return secretTool(this.scene.keyring.env, `prod/${name}@${this.scene.sdp.origin}#previous`);
  }

  /** Types a key into the box that stands, whatever it says, and presses Enter. */
  async paste(key: string): Promise<void> {
    await this.workbench.page.locator(".quick-input-widget:visible input[type=password]").fill(key);
    await this.workbench.page.keyboard.press("Enter");
  }

  /** Checks what settings.json says of the entry, and that all around it is as it was. */
  async says(name: string, entry: object, before: string): Promise<void> {
    const [said, around] = parted(await this.scene.editor.readSettings(), name);
    assert.deepEqual(said, entry);
    assert.equal(around, parted(before, name)[1]);
  }

  #note(key: string): string {
    this.made.push(key);
    return key;
  }
}

/** The entry of `prod`, and the text without it. */
function parted(settings: string, name: string): readonly [unknown, string] {
  const root = parseTree(settings, [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, ["servicedeskPlus.servers", "prod", "keys", name]);
  if (node === undefined) return [undefined, settings];
  const [before, after] = [settings.slice(0, node.offset), settings.slice(node.offset + node.length)];
  return [parse(settings.slice(before.length, -after.length), [], { allowTrailingComma: true }), before + after];
}

/** The day that it is here, as settings have it. */
export function today(): string {
  return new Intl.DateTimeFormat("sv-SE").format(new Date());
}
