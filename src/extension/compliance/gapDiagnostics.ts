import * as vscode from 'vscode';
import { rangeOf, locationOf } from '../language/ranges.ts';
import { severityOf } from '../language/severity.ts';
import { uriOf } from '../language/specTexts.ts';
import type { ShownGap } from '../worker/complianceRequests.ts';
import type { Place } from '../worker/languageRequests.ts';
import type { ComparedApp, ComparedApps } from './comparedApps.ts';

/** A gap of an app of this window. */
export interface AppGap {
  readonly app: ComparedApp;
  readonly gap: ShownGap;
}

interface Shown {
  readonly diagnostics: readonly vscode.Diagnostic[];
  /** Tells whether anything of it changed. */
  readonly text: string;
}

/** The gaps of all apps in the Problems panel, at the code and, as hints, at the spec. */
export class GapDiagnostics implements vscode.Disposable {
  readonly #apps: ComparedApps;
  readonly #collection = vscode.languages.createDiagnosticCollection('devmatrix-compliance');
  readonly #listener: vscode.Disposable;
  /** By URI. */
  readonly #shown = new Map<string, Shown>();
  /** VS Code keeps no data with a diagnostic, but gives the very one that was shown back. */
  readonly #gaps = new WeakMap<vscode.Diagnostic, AppGap>();

  constructor(apps: ComparedApps) {
    this.#apps = apps;
    this.#listener = apps.onDidFind(() => { this.#show(); });
  }

  /** The gap that a diagnostic tells; undefined for diagnostics of others. */
  gapOf(diagnostic: vscode.Diagnostic): AppGap | undefined {
    return this.#gaps.get(diagnostic);
  }

  /** The gaps that are shown at a document. */
  at(uri: vscode.Uri): readonly AppGap[] {
    return (this.#shown.get(uri.toString())?.diagnostics ?? []).flatMap((diagnostic) => this.#gaps.get(diagnostic) ?? []);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#collection.dispose();
  }

  #show(): void {
    const byUri = new Map<string, { readonly uri: vscode.Uri; readonly told: { readonly app: ComparedApp; readonly gap: ShownGap; readonly place: Place; readonly at: 'code' | 'spec' }[] }>();
    for (const app of this.#apps.all) {
      for (const gap of app.result?.report?.gaps ?? []) {
        const tell = (place: Place, at: 'code' | 'spec'): void => {
          const uri = uriOf(place.path);
          const entry = byUri.get(uri.toString()) ?? { uri, told: [] };
          entry.told.push({ app, gap, place, at });
          byUri.set(uri.toString(), entry);
        };
        tell(gap.place, 'code');
        if (!gap.isShownAtSpec) tell(gap.spec, 'spec');
      }
    }
    const changed: [vscode.Uri, readonly vscode.Diagnostic[] | undefined][] = [];
    for (const name of this.#shown.keys()) {
      if (byUri.has(name)) continue;
      changed.push([vscode.Uri.parse(name), undefined]);
      this.#shown.delete(name);
    }
    for (const [name, { uri, told }] of byUri) {
      const text = JSON.stringify(told.map(({ gap, at }) => [at, gap]));
      const before = this.#shown.get(name);
      const isSame = before?.text === text;
      const diagnostics = isSame ? before.diagnostics : told.map(({ gap, at }) => (at === 'code' ? diagnosticOf(gap) : hintOf(gap)));
      // The gap is the same, but the app's last result, which comes with it, is a new one.
      diagnostics.forEach((diagnostic, index) => {
        const from = told[index];
        if (from !== undefined) this.#gaps.set(diagnostic, { app: from.app, gap: from.gap });
      });
      if (isSame) continue;
      this.#shown.set(name, { diagnostics, text });
      changed.push([uri, diagnostics]);
    }
    if (changed.length > 0) this.#collection.set(changed);
  }
}

function diagnosticOf(gap: ShownGap): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(gap.place.range), gap.message, severityOf(gap.severity));
  diagnostic.source = 'DevMatrix';
  diagnostic.code = codeOf(gap);
  const spec = gap.isShownAtSpec ? [] : [{ message: vscode.l10n.t('The spec says it here.'), place: gap.spec }];
  diagnostic.relatedInformation = [...spec, ...gap.related].map(({ message, place }) => new vscode.DiagnosticRelatedInformation(locationOf(place), message));
  return diagnostic;
}

/** Not listed among the problems, where the gap itself stands; in the spec it marks the words that the code does not follow. */
function hintOf(gap: ShownGap): vscode.Diagnostic {
  const hint = new vscode.Diagnostic(rangeOf(gap.spec.range), gap.message, vscode.DiagnosticSeverity.Hint);
  hint.source = 'DevMatrix';
  hint.code = gap.code;
  hint.relatedInformation = [new vscode.DiagnosticRelatedInformation(locationOf(gap.place), vscode.l10n.t('The code is here.'))];
  return hint;
}

/** The code is a link to the line of the spec. */
function codeOf({ code, spec }: ShownGap): { readonly value: string; readonly target: vscode.Uri } {
  const { line, character } = spec.range.start;
  return { value: code, target: uriOf(spec.path).with({ fragment: `L${line + 1},${character + 1}` }) };
}
