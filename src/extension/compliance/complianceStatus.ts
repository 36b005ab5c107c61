import * as vscode from 'vscode';
import { complianceViewId } from '../ids.ts';
import type { AppReport } from '../worker/complianceRequests.ts';
import type { ComparedApp, ComparedApps } from './comparedApps.ts';
import { openWords, scoreOf } from './score.ts';
import { scoreText, wordGaps, wordKind, wordOpen } from './words.ts';

/** The score of the app that is being worked on, in the status bar; a click opens the view. */
export class ComplianceStatus implements vscode.Disposable {
  readonly #apps: ComparedApps;
  readonly #item: vscode.StatusBarItem;
  readonly #listeners: readonly vscode.Disposable[];

  constructor(apps: ComparedApps) {
    this.#apps = apps;
    this.#item = vscode.window.createStatusBarItem('devmatrix.compliance', vscode.StatusBarAlignment.Left, -1);
    this.#item.name = vscode.l10n.t('DevMatrix: Compliance');
    this.#item.command = `${complianceViewId}.focus`;
    const show = (): void => { this.#show(); };
    this.#listeners = [apps.onDidChange(show), vscode.window.onDidChangeActiveTextEditor(show)];
    this.#show();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const app = this.#appToShow();
    const report = app?.result?.report;
    if (app === undefined || report === undefined) {
      this.#item.hide();
      return;
    }
    const percent = scoreOf(report);
    const open = openWords(report);
    this.#item.text = `$(${report.gapCount > 0 ? 'warning' : open > 0 ? 'edit' : 'pass'}) ${scoreText(report)}`;
    this.#item.tooltip = tooltipOf(app, report);
    const label = vscode.l10n.t('The code meets {0} percent of its spec, {1}', percent, wordGaps(report.gapCount));
    this.#item.accessibilityInformation = { label: [label, ...(open === 0 ? [] : [wordOpen(open)])].join(', '), role: 'button' };
    this.#item.show();
  }

  /** The app of the file in the editor, else the one with most gaps. */
  #appToShow(): ComparedApp | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const near = uri === undefined ? undefined : this.#apps.appOf(uri) ?? this.#apps.appOfSpec(uri);
    const gaps = ({ result }: ComparedApp): number => result?.report?.gapCount ?? -1;
    return near ?? [...this.#apps.all].sort((a, b) => gaps(b) - gaps(a))[0];
  }
}

function tooltipOf({ specApp, result }: ComparedApp, report: AppReport): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const lines = [
    `**${escaped(result?.title ?? '')}**: ${escaped(vscode.workspace.asRelativePath(specApp.app))}`,
    '',
    `| | ${t('in the spec')} | ${t('in the code')} |`,
    '|---|---:|---:|',
    ...Object.entries(report.expected).filter(([, count]) => count > 0).map(([kind, count]) => `| ${wordKind(kind)} | ${count} | ${report.implemented[kind as keyof AppReport['implemented']]} |`),
    '',
    ...openLines(report),
    `${wordGaps(report.gapCount)}, ${t('compared in {0} ms', report.checkMs < 10 ? report.checkMs.toFixed(1) : Math.round(report.checkMs))}`,
    ...(result?.specHasErrors === true ? ['', `$(warning) ${t('The spec has errors; this is about the last version without.')}`] : []),
    ...(report.unreadable.length === 0 ? [] : ['', `$(warning) ${t('Files that do not parse now: {0}', report.unreadable.map((path) => escaped(vscode.workspace.asRelativePath(path))).join(', '))}`]),
  ];
  return new vscode.MarkdownString(lines.join('\n'), true);
}

/** What no gap tells of: code for it is not there, or is there for older words. */
function openLines({ stated }: AppReport): readonly string[] {
  const { t } = vscode.l10n;
  const stale = stated.filter(({ state }) => state === 'stale').length;
  const unwritten = stated.filter(({ state }) => state === 'unwritten' || state === 'partial').length;
  return [
    ...(unwritten === 0 ? [] : [`$(edit) ${t('Stated in words and not written, so that it answers 501: {0}', unwritten)}`, '']),
    ...(stale === 0 ? [] : [`$(edit) ${t('Written for older words of the spec: {0}', stale)}`, '']),
  ];
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!|<>$]/g, '\\$&');
}
