import * as vscode from 'vscode';
import { withSignal } from '../cancellation.ts';
import { WorkerFailure } from '../workerClient.ts';
import type { OfferedRepair } from '../worker/complianceRequests.ts';
import { isCurrent, openVersions, workspaceEditOf } from './appEdits.ts';
import type { ComparedApps } from './comparedApps.ts';
import type { AppGap, GapDiagnostics } from './gapDiagnostics.ts';

/** Told when a repair that was chosen cannot be made; its name is for DevMatrix alone. */
const tellRefusal = '_devmatrix.tellRefusal';
const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('devmatrix');
const { QuickFix } = vscode.CodeActionKind;

interface Parts {
  readonly apps: ComparedApps;
  readonly gaps: GapDiagnostics;
  readonly log: vscode.LogOutputChannel;
}

/** Repairs of gaps: one preferred quick fix each, "change the spec instead", and "fix all" of a file, also on save. Edits are computed when they are wanted. */
export function registerGapActions(parts: Parts): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new GapActions(parts), { providedCodeActionKinds: [QuickFix, fixAllKind] }),
    vscode.commands.registerCommand(tellRefusal, (repair: RepairAction) => {
      if (repair.refusal !== undefined) void vscode.window.showWarningMessage(repair.refusal);
    }),
  );
}

/** A quick fix whose edit is not known yet. */
class RepairAction extends vscode.CodeAction {
  readonly target: AppGap;
  readonly ask: 'repairGap' | 'changeSpec';
  /** Why there is no edit, for people. */
  refusal: string | undefined;

  constructor(title: string, target: AppGap, ask: 'repairGap' | 'changeSpec') {
    super(title, QuickFix);
    this.target = target;
    this.ask = ask;
    // Looking at an action in the menu already computes it: what stands in the way is told when it is chosen.
    this.command = { command: tellRefusal, title: '', arguments: [this] };
  }
}

/** Everything of a document that can be repaired in it alone. */
class FixAllAction extends vscode.CodeAction {
  readonly document: vscode.TextDocument;

  constructor(document: vscode.TextDocument) {
    super(vscode.l10n.t('Restore everything from the spec in this file'), fixAllKind);
    this.document = document;
  }
}

class GapActions implements vscode.CodeActionProvider<RepairAction | FixAllAction> {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext): (RepairAction | FixAllAction)[] {
    const { apps, gaps } = this.#parts;
    if (context.only !== undefined && fixAllKind.intersects(context.only)) {
      return context.only.contains(fixAllKind) && apps.appOf(document.uri) !== undefined ? [new FixAllAction(document)] : [];
    }
    if (context.only !== undefined && !context.only.contains(QuickFix)) return [];
    return context.diagnostics.flatMap((diagnostic) => {
      const target = gaps.gapOf(diagnostic);
      if (target === undefined || diagnostic.range.intersection(range) === undefined) return [];
      const actions = actionsOf(target);
      for (const action of actions) action.diagnostics = [diagnostic];
      return actions;
    });
  }

  async resolveCodeAction(action: RepairAction | FixAllAction, token: vscode.CancellationToken): Promise<RepairAction | FixAllAction> {
    try {
      await withSignal(token, (signal) => (action instanceof FixAllAction ? this.#resolveAll(action, signal) : this.#resolve(action, signal)));
    } catch (error) {
      if (!(error instanceof WorkerFailure) || error.kind !== 'cancelled') this.#parts.log.error('The repair could not be made.', error);
    }
    return action;
  }

  async #resolve(action: RepairAction, signal: AbortSignal): Promise<void> {
    const { app, gap } = action.target;
    const before = openVersions();
    const repair = await this.#parts.apps.ask(action.ask, { ...app.key, gap: gap.id }, signal);
    action.refusal = refusalOf(repair, gap.key);
    if (repair.kind !== 'edits') return;
    if (isCurrent(repair.changes, before)) action.edit = workspaceEditOf(repair.changes);
    else action.refusal = vscode.l10n.t('The text changed while the repair was computed. Try again.');
  }

  async #resolveAll(action: FixAllAction, signal: AbortSignal): Promise<void> {
    const { document } = action;
    const app = this.#parts.apps.appOf(document.uri);
    if (app === undefined) return;
    const before = openVersions();
    const { changes } = await this.#parts.apps.ask('repairFile', { ...app.key, path: document.uri.fsPath }, signal);
    if (changes.edits.length > 0 && isCurrent(changes, before)) action.edit = workspaceEditOf(changes);
  }
}

/** Why a repair has no edits, for people; undefined when it has some. */
export function refusalOf(repair: OfferedRepair, key: string): string | undefined {
  switch (repair.kind) {
    case 'edits': return undefined;
    case 'refused': return vscode.l10n.t('{0} was not repaired: {1}', key, repair.reason);
    case 'gone': return vscode.l10n.t('{0}: this gap is no longer there.', key);
  }
}

function actionsOf(target: AppGap): readonly RepairAction[] {
  const { key, kind, specChange } = target.gap;
  const title = kind === 'unrequested' ? vscode.l10n.t('Remove {0}, which the spec does not ask for', key) : vscode.l10n.t('Restore {0} from the spec', key);
  const repair = new RepairAction(title, target, 'repairGap');
  // Taking away what a person wrote is for the person to decide.
  repair.isPreferred = kind !== 'unrequested';
  return specChange === undefined ? [repair] : [repair, new RepairAction(vscode.l10n.t('Change the spec instead: {0}', specChange), target, 'changeSpec')];
}
