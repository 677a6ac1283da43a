import * as vscode from "vscode";
import { findingsOf, type Finding, type Severity } from "../../core/findings.ts";
import type { Fleet } from "../../core/fleet.ts";
import type { Clock, Disposable, ExpirySettings, Log, SettingsDocument } from "../../core/ports.ts";
import { rangesIn } from "./range.ts";

const SOURCE = "ServiceDesk Plus";

/** How long changes are gathered before the panel is filled anew, in milliseconds. */
const GATHER = 200;

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Keeps the Problems panel's entries on settings.json, open or not, as the fleet stands. */
export class Problems implements Disposable {
  readonly #fleet: Fleet;
  readonly #settings: SettingsDocument;
  readonly #clock: Clock;
  readonly #thresholds: ExpirySettings;
  readonly #log: Log;
  readonly #help: vscode.Uri;
  readonly #collection = vscode.languages.createDiagnosticCollection("servicedeskPlus");
  readonly #subscriptions: readonly Disposable[];
  #gathering: Disposable | undefined;
  /** The filling that was begun last; an earlier one that ends later is dropped. */
  #latest: object | undefined;

  /** @param help the page that has a section for each code */
  constructor(
    fleet: Fleet,
    settings: SettingsDocument,
    clock: Clock,
    thresholds: ExpirySettings,
    help: vscode.Uri,
    log: Log,
  ) {
    this.#fleet = fleet;
    this.#settings = settings;
    this.#clock = clock;
    this.#thresholds = thresholds;
    this.#help = help;
    this.#log = log;
    this.#subscriptions = [fleet.onDidChange(() => this.#gather()), settings.onDidChangeText(() => this.#gather())];
    this.#gather();
  }

  dispose(): void {
    this.#latest = undefined;
    this.#gathering?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#collection.dispose();
  }

  #gather(): void {
    this.#gathering ??= this.#clock.after(GATHER, () => {
      this.#gathering = undefined;
      this.#fill().catch((error: unknown) => this.#log.error(`Problems: ${String(error)}`));
    });
  }

  async #fill(): Promise<void> {
    const mine = {};
    this.#latest = mine;
    const findings = findingsOf(this.#fleet, this.#clock.now(), this.#thresholds.read());
    // Nothing to say: the document need not be looked for, nor a parser be loaded.
    const located = findings.length === 0 ? undefined : await this.#settings.locate(findings.map(({ path }) => path));
    if (this.#latest !== mine) return;
    this.#collection.clear();
    if (located === undefined) return;
    const toRange = rangesIn(located.text);
    const diagnostics = findings.map((finding, index) => {
      const place = located.places[index]?.[finding.on] ?? { start: 0, end: 0 };
      return this.#toDiagnostic(finding, toRange(place));
    });
    this.#collection.set(vscode.Uri.parse(located.uri, true), diagnostics);
  }

  #toDiagnostic({ code, message, severity }: Finding, range: vscode.Range): vscode.Diagnostic {
    const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
    diagnostic.source = SOURCE;
    diagnostic.code = { value: code, target: this.#help.with({ fragment: code }) };
    return diagnostic;
  }
}
