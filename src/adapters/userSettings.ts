import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { Emitter } from "../core/emitter.ts";
import type {
  ConfigEdit,
  ConfigPath,
  Disposable,
  EditFailure,
  EditTerms,
  LocatedPaths,
  Log,
  ServerList,
  SettingsDocument,
} from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { WriteLock } from "../core/storePorts.ts";
import { withEdits } from "./configEdits.ts";
import { editText, locate, readValue, type TextProblem } from "./jsoncText.ts";
import { SettingsFile, type SettingsText } from "./settingsFile.ts";

const SECTION = "servicedeskPlus";
const NAME = "servers";
const SETTING = `${SECTION}.${NAME}`;

/**
 * The list of servers in the user's settings. At activation it is what the editor holds in memory. After every change it
 * is what the file says, where the file can be had: the editor applies a change late or, in code-server, not at all.
 */
export class UserSettings implements ServerList, SettingsDocument, Disposable {
  readonly #lock: WriteLock;
  readonly #log: Log;
  readonly #file: SettingsFile;
  readonly #changed = new Emitter();
  readonly #textChanged = new Emitter();
  readonly #subscriptions: readonly Disposable[];
  #value = valueInForce();
  /** What the editor held when it last told of a change. */
  #held = this.#value;
  /** How many readings and changes were begun, and which of them the value is from: an earlier one is dropped. */
  #begun = 0;
  #taken = 0;

  readonly onDidChange = this.#changed.listen;
  readonly onDidChangeText = this.#textChanged.listen;

  constructor(globalStorage: vscode.Uri, lock: WriteLock, log: Log) {
    this.#lock = lock;
    this.#log = log;
    this.#file = new SettingsFile(globalStorage, SETTING);
    const textChanged = (document: vscode.TextDocument): void => {
      if (this.#file.isOf(document)) this.#textChanged.fire();
    };
    this.#subscriptions = [
      this.#file,
      this.#file.onDidChange(() => {
        this.#refresh();
        this.#textChanged.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.#follow();
      }),
      vscode.workspace.onDidOpenTextDocument(textChanged),
      vscode.workspace.onDidChangeTextDocument(({ document }) => textChanged(document)),
      vscode.workspace.onDidCloseTextDocument(textChanged),
    ];
  }

  dispose(): void {
    this.#taken = ++this.#begun;
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  read(): unknown {
    return structuredClone(this.#value);
  }

  /**
   * Also counts from then on. While the file is broken, half typed for instance, what was read last stays; where it
   * cannot be had, what the editor holds counts.
   */
  async readNow(): Promise<unknown> {
    const mine = ++this.#begun;
    const current = await this.#current();
    if (current.ok && mine > this.#taken) this.#take(current.value, mine);
    return this.read();
  }

  async edit(
    edits: readonly ConfigEdit[],
    { onlyIfAbsent, within = this.#lock }: EditTerms = {},
  ): Promise<Result<void, EditFailure>> {
    const held = await within.run(async () => {
      try {
        const file = await this.#file.read();
        return file ? await this.#editFile(file, edits, onlyIfAbsent) : await this.#update(edits, onlyIfAbsent);
      } catch (error) {
        return fail<EditFailure>({ kind: "failed", detail: messageOf(error) });
      }
    });
    return held.ok ? held.value : fail({ kind: "failed", detail: held.reason });
  }

  async #editFile(
    { text, name }: SettingsText,
    edits: readonly ConfigEdit[],
    onlyIfAbsent: ConfigPath | undefined,
  ): Promise<Result<void, EditFailure>> {
    const edited = await editText(text, SETTING, edits, onlyIfAbsent);
    if (this.#file.isUnsaved()) return failed("unsaved");
    if (!edited.ok) return failed(edited.reason);
    if (edited.value !== text) await this.#file.write({ text: edited.value, name });
    const read = await readValue(edited.value, SETTING);
    if (read.ok) this.#take(read.value);
    return ok();
  }

  /** Where the file cannot be had: the editor writes, which replaces the whole list with what comments are in it. */
  async #update(
    edits: readonly ConfigEdit[],
    onlyIfAbsent: ConfigPath | undefined,
  ): Promise<Result<void, EditFailure>> {
    const edited = withEdits(valueInForce(), edits, onlyIfAbsent);
    if (this.#file.isUnsaved()) return failed("unsaved");
    if (!edited.ok) return failed(edited.reason);
    const configuration = vscode.workspace.getConfiguration(SECTION);
    await configuration.update(NAME, edited.value, vscode.ConfigurationTarget.Global);
    this.#take(edited.value);
    return ok();
  }

  async locate(paths: readonly ConfigPath[]): Promise<LocatedPaths | undefined> {
    const file = await this.#file.read();
    if (file === undefined) return undefined;
    const text = this.#file.document()?.getText() ?? file.text;
    const uri = this.#file.documentUri(file).toString();
    return { uri, text, places: await locate(text, SETTING, paths) };
  }

  /**
   * The editor's change counts at once, unless it has yet to catch up with the file: then it may be an old one. While
   * the document is open the file is read first: it may be broken, and the editor has applied what it made of that.
   */
  #follow(): void {
    const inStep = same(this.#held, this.#value);
    this.#held = valueInForce();
    if (inStep && this.#file.document() === undefined) this.#take(this.#held);
    this.#refresh();
  }

  /** Of several at once the last counts: the others may have met a file that was being written. */
  #refresh(): void {
    const mine = ++this.#begun;
    this.#current()
      .then((current) => {
        if (current.ok && mine === this.#begun) this.#take(current.value, mine);
      })
      .catch((error: unknown) => this.#log.warn(`settings.json could not be read: ${messageOf(error)}`));
  }

  /** A file without a character is one that is about to be written: what the editor holds counts until then. */
  async #current(): Promise<Result<unknown, "broken">> {
    const file = await this.#file.read();
    return file && file.text !== "" ? readValue(file.text, SETTING) : ok(valueInForce());
  }

  #take(value: unknown, begun = ++this.#begun): void {
    this.#taken = begun;
    if (same(value, this.#value)) return;
    this.#value = value;
    this.#changed.fire();
  }
}

/** The user's value as the editor has it in memory, as plain data: a workspace's is never looked at. */
function valueInForce(): unknown {
  const value: unknown = vscode.workspace.getConfiguration(SECTION).inspect(NAME)?.globalValue;
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Also in order, which is that of the view. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function failed(kind: "unsaved" | TextProblem): Result<never, EditFailure> {
  const details = {
    unsaved: l10n.t("settings.json has unsaved changes."),
    broken: l10n.t("settings.json is not valid JSON, or {0} holds something else than objects.", SETTING),
    taken: l10n.t("An entry of this name is there already."),
    absent: l10n.t("settings.json has no entry of this name."),
  };
  return fail({ kind, detail: details[kind] });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
