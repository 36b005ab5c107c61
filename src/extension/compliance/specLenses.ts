import * as vscode from 'vscode';
import { withSignal } from '../cancellation.ts';
import { settingIds } from '../ids.ts';
import { rangeOf } from '../language/ranges.ts';
import type { Place } from '../worker/languageRequests.ts';
import type { SpecLens } from '../worker/complianceRequests.ts';
import { WorkerFailure } from '../workerClient.ts';
import type { ComparedApp, ComparedApps } from './comparedApps.ts';
import { showPlaces } from './goTo.ts';
import { wordGaps, wordOpen } from './words.ts';

const showPlacesCommand = '_devmatrix.showPlaces';
const verifyCommand = '_devmatrix.verifyOperations';
const selector: vscode.DocumentSelector = [{ language: 'yaml', scheme: 'file' }, { language: 'json', scheme: 'file' }, { language: 'jsonc', scheme: 'file' }];

interface Parts {
  readonly apps: ComparedApps;
  readonly log: vscode.LogOutputChannel;
  /** Runs the checks of these operations and machines of a spec. */
  readonly verify: (spec: vscode.Uri, operations: readonly string[]) => Promise<void>;
}

/** Above each entity, endpoint, flow and machine of a spec: whether the code has it, its gaps, and its checks. */
export function registerSpecLenses({ apps, log, verify }: Parts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let shown = '';
  const isOn = (uri: vscode.Uri): boolean => vscode.workspace.getConfiguration(settingIds.section, uri).get(settingIds.codeLens, true);
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document, token) {
      const app = apps.appOfSpec(document.uri);
      if (app?.result?.report === undefined || !isOn(document.uri)) return [];
      try {
        const lenses = await withSignal(token, (signal) => apps.ask('specLenses', { ...app.key, path: document.uri.fsPath }, signal));
        return lenses.flatMap((lens) => lensesOf(lens, app));
      } catch (error) {
        if (!(error instanceof WorkerFailure) || error.kind !== 'cancelled') log.error('The lenses of the spec could not be made.', error);
        return [];
      }
    },
  };
  return vscode.Disposable.from(
    changed,
    apps.onDidChange(() => {
      const now = JSON.stringify(apps.all.map(({ key, result }) => [key, result?.report?.gaps.map(({ id }) => id), result?.report?.stated]));
      // Lenses that stay as they are must not flicker while somebody types.
      if (now === shown) return;
      shown = now;
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(`${settingIds.section}.${settingIds.codeLens}`)) changed.fire(); }),
    vscode.languages.registerCodeLensProvider(selector, provider),
    vscode.commands.registerCommand(showPlacesCommand, (uri: vscode.Uri, position: vscode.Position, places: readonly Place[]) => showPlaces({ uri, position }, places)),
    vscode.commands.registerCommand(verifyCommand, verify),
  );
}

function lensesOf(lens: SpecLens, { specApp, result }: ComparedApp): readonly vscode.CodeLens[] {
  const range = rangeOf(lens.range);
  const places = (result?.report?.gaps ?? []).filter(({ id }) => lens.gapIds.includes(id)).map(({ place }) => place);
  const show = (title: string, targets: readonly Place[]): vscode.CodeLens => new vscode.CodeLens(range, { title, command: targets.length === 0 ? '' : showPlacesCommand, arguments: [specApp.spec, range.start, targets] });
  const found = lens.open > 0 ? `$(edit) ${wordOpen(lens.open)}` : `$(pass) ${vscode.l10n.t('implemented')}`;
  const state = lens.gaps > 0 ? show(`$(warning) ${wordGaps(lens.gaps)}`, places) : show(found, lens.code === undefined ? [] : [lens.code]);
  const code = lens.gaps > 0 && lens.code !== undefined ? [show(vscode.l10n.t('code'), [lens.code])] : [];
  const { operations } = lens;
  if (operations.length === 0 || !vscode.workspace.isTrusted) return [state, ...code];
  const title = operations.length === 1 ? vscode.l10n.t('verify 1 operation') : vscode.l10n.t('verify {0} operations', operations.length);
  return [state, ...code, new vscode.CodeLens(range, { title: `$(beaker) ${title}`, command: verifyCommand, arguments: [specApp.spec, operations] })];
}
