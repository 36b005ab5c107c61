import * as vscode from 'vscode';
import { withSignal } from '../cancellation.ts';
import type { ComparedApps } from '../compliance/comparedApps.ts';
import { commandIds, settingIds } from '../ids.ts';
import { rangeOf } from '../language/ranges.ts';
import type { SpecTexts } from '../language/specTexts.ts';
import { isSpecDocument } from '../specs/specIndex.ts';
import type { AppReport } from '../worker/complianceRequests.ts';
import { WorkerFailure, type WorkerClient } from '../workerClient.ts';

interface Parts {
  readonly worker: WorkerClient;
  readonly apps: ComparedApps;
  readonly texts: SpecTexts;
  readonly log: vscode.LogOutputChannel;
}

const selector: vscode.DocumentSelector = [{ language: 'yaml', scheme: 'file' }, { language: 'json', scheme: 'file' }, { language: 'jsonc', scheme: 'file' }];

/** Above what a spec states in words only: that it is so, what models would be asked for it, and to have it written where it is not. */
export function registerWordLenses({ worker, apps, texts, log }: Parts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let shown = '';
  const isOn = (uri: vscode.Uri): boolean => vscode.workspace.getConfiguration(settingIds.section, uri).get(settingIds.codeLens, true);
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document, token) {
      if (!isSpecDocument(document) || !isOn(document.uri)) return [];
      try {
        const found = await withSignal(token, (signal) => worker.request('words', { path: texts.sync(document) }, { signal }));
        const stated = apps.appOfSpec(document.uri)?.result?.report?.stated ?? [];
        return found.flatMap(({ words, range }) => lensesAt(rangeOf(range), document.uri, stateOf(words, stated)));
      } catch (error) {
        if (!(error instanceof WorkerFailure) || error.kind !== 'cancelled') log.error('What the spec states in words could not be found.', error);
        return [];
      }
    },
  };
  return vscode.Disposable.from(
    changed,
    apps.onDidChange(() => {
      const now = JSON.stringify(apps.all.map(({ key, result }) => [key, result?.report?.stated]));
      if (now === shown) return;
      shown = now;
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(`${settingIds.section}.${settingIds.codeLens}`)) changed.fire(); }),
    vscode.languages.registerCodeLensProvider(selector, provider),
  );
}

type Stated = AppReport['stated'][number];

/** By the words themselves, since places move while somebody types. What is being changed is not written as it is now. */
function stateOf(words: string, stated: readonly Stated[]): Stated['state'] {
  const found = stated.filter((one) => one.words === words).map(({ state }) => state);
  return found.find((state) => state !== 'written') ?? found[0] ?? 'unwritten';
}

function lensesAt(range: vscode.Range, spec: vscode.Uri, state: Stated['state']): readonly vscode.CodeLens[] {
  const { t } = vscode.l10n;
  const isWritten = state === 'written';
  const title = isWritten ? t('in words, written') : state === 'stale' ? t('in words, changed since it was written') : t('in words');
  return [
    new vscode.CodeLens(range, { title, command: '', tooltip: isWritten ? t('Stated in words only, and the app has code for it.') : t('Stated in words only: a model writes it.') }),
    new vscode.CodeLens(range, { title: t('preview prompt'), command: commandIds.previewPrompt, arguments: [spec, range.start] }),
    ...(vscode.workspace.isTrusted && !isWritten ? [new vscode.CodeLens(range, { title: t('have it written'), command: commandIds.writeWords, tooltip: t('Shows the plan and its price first'), arguments: [spec] })] : []),
  ];
}
