import * as vscode from "vscode";
import type { Fleet } from "../../core/fleet.ts";
import type { Clock } from "../../core/ports.ts";
import type { StoreNotice } from "../../core/storeNotice.ts";
import { addressesInstead } from "../../core/redirect.ts";
import { reasonSentence } from "../../core/sentences.ts";
import { setContext } from "../gates/context.ts";
import { VIEW_ID } from "../ids.ts";
import { elementId, openTasks, type Element, type OpenTask } from "./elements.ts";
import { itemOf } from "./items.ts";

/** How long changes are gathered before the tree is drawn anew, in milliseconds. */
const GATHER = 50;

/** What the view says of the store in use. */
type Notice = Pick<StoreNotice, "sentence" | "watch" | "onDidChange" | "dispose">;

/** The view "Keys": maps the fleet to tree elements. */
export class ServersTree implements vscode.TreeDataProvider<Element>, vscode.Disposable {
  readonly #fleet: Fleet;
  readonly #notice: Notice;
  readonly #clock: Pick<Clock, "now">;
  readonly #view: vscode.TreeView<Element>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #known = new Map<string, Element>();
  readonly #subscriptions: readonly { dispose(): void }[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  /** @param notice what is to be said of the store in use; disposed with the view */
  constructor(fleet: Fleet, notice: Notice, clock: Pick<Clock, "now">) {
    this.#fleet = fleet;
    this.#notice = notice;
    this.#clock = clock;
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    const gather = (): void => {
      this.#timer ??= setTimeout(() => this.#refresh(), GATHER);
    };
    const visible = this.#view.onDidChangeVisibility((event) => event.visible && notice.watch());
    this.#subscriptions = [fleet.onDidChange(gather), notice.onDidChange(gather), notice, visible];
    if (this.#view.visible) notice.watch();
    this.#describe();
    setContext("loaded", true);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  getChildren(parent?: Element): Element[] {
    if (parent === undefined) return this.#roots();
    if (parent.kind === "key") return this.#openTasks(parent).map((task) => this.#same(task));
    if (parent.kind !== "server") return [];
    const keys = this.#fleet.server(parent.server)?.keys ?? [];
    const bad = this.#unusable((path) => path[0] === parent.server && path.length > 1);
    return [...keys.map(({ name }) => this.#same({ kind: "key", server: parent.server, key: name })), ...bad];
  }

  getTreeItem(element: Element): vscode.TreeItem {
    return itemOf(element, this.#fleet, this.#clock.now());
  }

  getParent(element: Element): Element | undefined {
    if (element.kind === "key") return this.#same({ kind: "server", server: element.server });
    if (element.kind === "consumer" || element.kind === "retire")
      return this.#same({ kind: "key", server: element.server, key: element.key });
    const [server, ...rest] = element.kind === "unusable" ? element.path : [];
    return server !== undefined && rest.length > 0 && this.#isServer(server)
      ? this.#same({ kind: "server", server })
      : undefined;
  }

  /** Shows a key in the view, if it is open and the key in the list; does not take the focus. */
  async reveal(server: string, key: string): Promise<void> {
    const element = this.#same({ kind: "key", server, key });
    if (!this.#view.visible || !this.#isListed(element)) return;
    this.#refresh(); // what is shown may be newer than what the editor was told of
    await this.#view.reveal(element, { select: true, focus: false, expand: true });
  }

  #roots(): Element[] {
    const servers = this.#fleet.servers.map(({ name }) => this.#same({ kind: "server", server: name }));
    const trouble = this.#storeTrouble();
    const first: Element[] = trouble === undefined ? [] : [{ kind: "trouble", message: trouble }];
    return [...first, ...servers, ...this.#unusable((path) => path.length <= 2 && !this.#isServer(path[0]))];
  }

  #isListed(element: Element): boolean {
    switch (element.kind) {
      case "server":
        return this.#isServer(element.server);
      case "key":
        return this.#fleet.server(element.server)?.keys.some(({ name }) => name === element.key) === true;
      case "consumer":
      case "retire":
        return this.#openTasks(element).some((task) => elementId(task) === elementId(element));
      default:
        return false;
    }
  }

  #openTasks({ server, key }: { readonly server: string; readonly key: string }): readonly OpenTask[] {
    const entry = this.#fleet.server(server);
    const keyEntry = entry?.keys.find(({ name }) => name === key);
    return entry && keyEntry ? openTasks(server, key, this.#fleet.replacement(entry, keyEntry)) : [];
  }

  #isServer(name: string | undefined): boolean {
    return name !== undefined && this.#fleet.server(name) !== undefined;
  }

  #unusable(belongs: (path: readonly string[]) => boolean): Element[] {
    return this.#fleet.problems
      .filter(({ path, unused }) => unused && belongs(path))
      .map(({ path, message }) => ({ kind: "unusable", path, message }));
  }

  /** The same object for the same thing, as the editor's tree wants it. */
  #same(element: Element): Element {
    const id = elementId(element);
    const known = this.#known.get(id) ?? element;
    this.#known.set(id, known);
    return known;
  }

  #refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [id, element] of this.#known) if (!this.#isListed(element)) this.#known.delete(id);
    this.#describe();
    this.#changed.fire();
  }

  #describe(): void {
    this.#view.message = this.#storeTrouble() ?? this.#notice.sentence() ?? "";
    setContext("hasServers", this.#fleet.servers.length > 0);
    setContext(
      "hasRedirected",
      this.#fleet.servers.some((server) => addressesInstead(server, this.#fleet).length > 0),
    );
  }

  #storeTrouble(): string | undefined {
    for (const server of this.#fleet.servers) {
      for (const key of server.keys) {
        const { state, reason } = this.#fleet.observation(server, key);
        if (state === "store-unavailable") return reasonSentence(reason);
      }
    }
    return undefined;
  }
}
