import * as vscode from 'vscode';
import { complianceViewId, contextKeys } from '../ids.ts';
import type { ShownGap, TreeEntry } from '../worker/complianceRequests.ts';
import type { ComparedApp, ComparedApps } from './comparedApps.ts';
import { openWords } from './score.ts';
import { scoreText, wordGaps, wordKind, wordOpen } from './words.ts';

/** A section with more of them is closed at first when all of it is well: those below it are to be seen, too. */
const fewRows = 20;
const openEntryCommand = '_devmatrix.openComplianceEntry';

/** What a row of the view stands for: an app, or a part of its spec or a gap. */
export type ComplianceRow =
  | { readonly kind: 'app'; readonly app: ComparedApp }
  | { readonly kind: 'entry'; readonly app: ComparedApp; readonly entry: TreeEntry };

interface Tree {
  readonly revision: number;
  readonly entries: readonly TreeEntry[];
}

interface Parts {
  readonly apps: ComparedApps;
  readonly log: vscode.LogOutputChannel;
  readonly hasSpecs: () => boolean;
  readonly open: (row: ComplianceRow) => Promise<void>;
}

/** The tree of entities, endpoints, flows and machines with what the code has of each, and their gaps. */
export class ComplianceView implements vscode.TreeDataProvider<ComplianceRow>, vscode.Disposable {
  readonly #parts: Parts;
  readonly #view: vscode.TreeView<ComplianceRow>;
  readonly #changed = new vscode.EventEmitter<ComplianceRow | undefined>();
  readonly #listeners: readonly vscode.Disposable[];
  readonly #trees = new Map<string, Tree>();
  readonly onDidChangeTreeData = this.#changed.event;
  #only: 'gaps' | 'all' = 'all';
  #state = '';

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#view = vscode.window.createTreeView(complianceViewId, { treeDataProvider: this, showCollapseAll: true });
    this.#listeners = [
      this.#view, this.#changed,
      parts.apps.onDidChange(() => { void this.refresh(); }),
      this.#view.onDidChangeVisibility(({ visible }) => { if (visible) void this.refresh(); }),
      vscode.commands.registerCommand(openEntryCommand, (row: ComplianceRow) => parts.open(row)),
    ];
    void this.refresh();
  }

  /** Shows only what has gaps, or everything. */
  async filter(only: 'gaps' | 'all'): Promise<void> {
    this.#only = only;
    void vscode.commands.executeCommand('setContext', contextKeys.showsOnlyGaps, only === 'gaps');
    await this.refresh();
    this.#changed.fire(undefined);
  }

  /** Brings the view to what was found last; an unchanged tree is left alone. */
  async refresh(): Promise<void> {
    this.#showState();
    if (!this.#view.visible) return;
    const { all } = this.#parts.apps;
    let isChanged = false;
    for (const app of all) isChanged = await this.#load(app) || isChanged;
    const names = new Set(all.map(nameOf));
    for (const name of this.#trees.keys()) {
      if (names.has(name)) continue;
      this.#trees.delete(name);
      isChanged = true;
    }
    if (isChanged) this.#changed.fire(undefined);
  }

  getChildren(row?: ComplianceRow): ComplianceRow[] {
    if (row?.kind === 'entry') return row.entry.children.map((entry) => ({ kind: 'entry', app: row.app, entry }));
    const apps = this.#parts.apps.all.filter((app) => this.#trees.has(nameOf(app)));
    const [only, ...more] = apps;
    const shown = row?.app ?? (more.length === 0 ? only : undefined);
    if (shown === undefined) return apps.map((app) => ({ kind: 'app', app }));
    return (this.#trees.get(nameOf(shown))?.entries ?? []).map((entry) => ({ kind: 'entry', app: shown, entry }));
  }

  getTreeItem(row: ComplianceRow): vscode.TreeItem {
    return row.kind === 'app' ? appItem(row.app) : entryItem(row, this.#only);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  /** The badge, the message, and what the empty view says. */
  #showState(): void {
    const { apps, hasSpecs } = this.#parts;
    const gaps = apps.all.reduce((sum, { result }) => sum + (result?.report?.gapCount ?? 0), 0);
    const open = apps.all.reduce((sum, { result }) => sum + (result?.report === undefined ? 0 : openWords(result.report)), 0);
    this.#view.badge = gaps === 0 ? undefined : { value: gaps, tooltip: vscode.l10n.t('{0} between code and spec', wordGaps(gaps)) };
    const broken = apps.all.find(({ result }) => result?.specHasErrors === true);
    const isCompared = apps.all.some(({ result }) => result?.report !== undefined);
    const message = broken !== undefined ? vscode.l10n.t('{0} has errors; this is about the last version without.', vscode.workspace.asRelativePath(broken.specApp.spec))
      : isCompared && gaps === 0 && this.#only === 'gaps' ? wordNoGaps(open) : undefined;
    // Its type has no undefined, its documentation has.
    this.#view.message = message ?? '';
    const state = !apps.isReady ? 'looking' : apps.all.length > 0 ? 'apps' : !vscode.workspace.isTrusted ? 'restricted' : hasSpecs() ? 'noApp' : 'noSpec';
    if (state === this.#state) return;
    this.#state = state;
    void vscode.commands.executeCommand('setContext', contextKeys.complianceState, state);
  }

  async #load(app: ComparedApp): Promise<boolean> {
    if (app.result?.report === undefined) return false;
    const before = this.#trees.get(nameOf(app));
    try {
      const { revision, entries } = await this.#parts.apps.ask('complianceTree', { ...app.key, known: before?.revision ?? 0, only: this.#only });
      if (entries === undefined) return false;
      this.#trees.set(nameOf(app), { revision, entries });
      return true;
    } catch (error) {
      this.#parts.log.error('The compliance view could not be brought up to date.', error);
      return false;
    }
  }
}

function wordNoGaps(open: number): string {
  return open === 0 ? vscode.l10n.t('No gaps: the code does what the spec says.') : vscode.l10n.t('No gaps; {0}.', wordOpen(open));
}

function nameOf({ key }: ComparedApp): string {
  return `${key.spec}\0${key.app}`;
}

function appItem({ specApp, result, key }: ComparedApp): vscode.TreeItem {
  const item = new vscode.TreeItem(result?.title ?? '', vscode.TreeItemCollapsibleState.Expanded);
  const report = result?.report;
  item.id = nameOf({ specApp, result, key });
  item.description = [vscode.workspace.asRelativePath(specApp.app), ...(report === undefined ? [] : [scoreText(report)])].join(' · ');
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = 'app';
  return item;
}

function entryItem(row: ComplianceRow & { readonly kind: 'entry' }, only: 'gaps' | 'all'): vscode.TreeItem {
  const { entry, app } = row;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const isOpen = (entry.kind === 'section' && (entry.gaps > 0 || entry.children.length <= fewRows)) || (only === 'gaps' && entry.gaps > 0);
  const item = new vscode.TreeItem(entry.kind === 'section' ? wordKind(entry.label) : entry.label, entry.children.length === 0 ? None : isOpen ? Expanded : Collapsed);
  item.id = `${nameOf(app)}\0${only}\0${entry.id}`;
  item.description = descriptionOf(entry, only);
  item.iconPath = iconOf(entry);
  item.contextValue = entry.kind === 'gap' ? 'gap' : entry.node === undefined ? 'section' : entry.state === 'missing' ? 'missing' : 'node';
  item.tooltip = tooltipOf(entry, app.result?.report?.gaps ?? []);
  item.accessibilityInformation = { label: `${entry.label}, ${entry.gaps === 0 ? vscode.l10n.t('implemented') : wordGaps(entry.gaps)}` };
  if (entry.gap !== undefined || entry.node !== undefined) item.command = { command: openEntryCommand, title: vscode.l10n.t('Open'), arguments: [row] };
  return item;
}

function descriptionOf({ kind, children, gaps, detail }: TreeEntry, only: 'gaps' | 'all'): string {
  if (kind === 'gap') return detail;
  const count = gaps === 0 ? '' : wordGaps(gaps);
  if (kind !== 'section') return [detail, count].filter((part) => part !== '').join(' · ');
  const parts = children.filter((child) => child.kind !== 'gap');
  const met = parts.filter((child) => child.gaps === 0).length;
  return parts.length === 0 || only === 'gaps' ? count : [vscode.l10n.t('{0} of {1}', met, parts.length), count].filter((part) => part !== '').join(' · ');
}

function tooltipOf(entry: TreeEntry, gaps: readonly ShownGap[]): string {
  if (entry.kind !== 'gap') return entry.gaps === 0 ? vscode.l10n.t('implemented') : wordGaps(entry.gaps);
  const gap = gaps.find(({ id }) => id === entry.gap);
  return gap === undefined ? entry.label : `${entry.label}\n${vscode.workspace.asRelativePath(gap.place.path)}:${gap.place.range.start.line + 1}`;
}

function iconOf({ kind, state, severity }: TreeEntry): vscode.ThemeIcon {
  if (kind === 'gap') return severity === 'error' ? themed('error', 'list.errorForeground') : severity === 'warning' ? themed('warning', 'list.warningForeground') : new vscode.ThemeIcon('info');
  if (state === 'met') return themed('pass', 'testing.iconPassed');
  if (state === 'missing') return themed('circle-slash', 'list.errorForeground');
  return severity === 'error' ? themed('error', 'list.errorForeground') : themed('warning', 'list.warningForeground');
}

function themed(icon: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}
