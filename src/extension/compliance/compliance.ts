import * as vscode from 'vscode';
import { registerCommand } from '../commands.ts';
import { commandIds, contextKeys } from '../ids.ts';
import type { Services } from '../services.ts';
import { chooseSpec } from '../specs/chooseSpec.ts';
import { offerGeneration } from '../generate/offerGeneration.ts';
import type { ComparedApps } from './comparedApps.ts';
import { type ComplianceRow, ComplianceView } from './complianceView.ts';
import { ComplianceStatus } from './complianceStatus.ts';
import { registerGapActions } from './gapActions.ts';
import { type AppGap, GapDiagnostics } from './gapDiagnostics.ts';
import { goToCode, goToSpec, showNode, showPlace } from './goTo.ts';
import { repairApps, repairGap, type RepairParts } from './repairCommands.ts';
import { RepairPreview } from './repairPreview.ts';
import { registerSpecLenses } from './specLenses.ts';

/** Compliance as people type: gaps as problems, repairs, lenses, the view and the status bar. */
export function registerCompliance(services: Services, apps: ComparedApps, verify: (spec: vscode.Uri, operations: readonly string[]) => Promise<void>): vscode.Disposable {
  const { log } = services;
  const gaps = new GapDiagnostics(apps);
  const preview = new RepairPreview();
  const view = new ComplianceView({ apps, log, hasSpecs: () => services.specs.specs.length > 0, open: (row) => open(row, apps) });
  return vscode.Disposable.from(
    gaps, view, preview, new ComplianceStatus(apps), registerGapActions({ apps, gaps, log }), registerSpecLenses({ apps, log, verify }),
    vscode.window.onDidChangeActiveTextEditor(() => { showEditor(apps); }), apps.onDidChange(() => { showEditor(apps); }),
    registerCommand(commandIds.goToSpec, log, (given) => (isRow(given) ? show(given, apps, 'spec') : goToSpec(apps))),
    registerCommand(commandIds.goToCode, log, (given) => (isRow(given) ? show(given, apps, 'code') : goToCode(apps))),
    registerCommand(commandIds.repairGap, log, async (given) => {
      const target = gapOf(given);
      if (target !== undefined) await repairGap(target, apps);
    }),
    registerCommand(commandIds.repairWorkspace, log, (given) => repairChosen(given, { apps, preview, services })),
    registerCommand(commandIds.refreshCompliance, log, async () => {
      await apps.findApps();
      apps.checkAll();
    }),
    registerCommand(commandIds.showOnlyGaps, log, () => view.filter('gaps')),
    registerCommand(commandIds.showAllParts, log, () => view.filter('all')),
  );
}

/** The app of the row it was called on, else all that have gaps. */
async function repairChosen(given: unknown, parts: RepairParts & { readonly services: Services }): Promise<void> {
  const { apps, services } = parts;
  if (apps.all.length === 0) {
    const spec = await chooseSpec(undefined, services.specs);
    if (spec !== undefined) offerGeneration(spec);
    return;
  }
  const withGaps = apps.all.filter(({ result }) => (result?.report?.gapCount ?? 0) > 0);
  await repairApps(isRow(given) ? [given.app] : withGaps.length === 0 ? apps.all : withGaps, parts);
}

/** A row of the view is opened: a gap at its place, a part at its code. */
async function open(row: ComplianceRow, apps: ComparedApps): Promise<void> {
  const target = gapOf(row);
  if (target !== undefined) await showPlace(target.gap.place);
  else if (row.kind === 'entry' && row.entry.node !== undefined) await showNode(apps, row.app, { node: row.entry.node, side: row.entry.state === 'missing' ? 'spec' : 'code' });
}

async function show(row: ComplianceRow, apps: ComparedApps, side: 'spec' | 'code'): Promise<void> {
  const target = gapOf(row);
  if (target !== undefined) await showPlace(side === 'spec' ? target.gap.spec : target.gap.place);
  else if (row.kind === 'entry' && row.entry.node !== undefined) await showNode(apps, row.app, { node: row.entry.node, side });
}

function gapOf(row: unknown): AppGap | undefined {
  if (!isRow(row) || row.kind !== 'entry') return undefined;
  const gap = row.app.result?.report?.gaps.find(({ id }) => id === row.entry.gap);
  return gap === undefined ? undefined : { app: row.app, gap };
}

function isRow(given: unknown): given is ComplianceRow {
  return typeof given === 'object' && given !== null && 'app' in given && 'kind' in given;
}

function showEditor(apps: ComparedApps): void {
  const uri = vscode.window.activeTextEditor?.document.uri;
  void vscode.commands.executeCommand('setContext', contextKeys.editorShowsApp, uri !== undefined && apps.appOf(uri) !== undefined);
  void vscode.commands.executeCommand('setContext', contextKeys.specHasApp, uri !== undefined && apps.appOfSpec(uri) !== undefined);
}
