import * as vscode from 'vscode';
import { withSignal } from '../cancellation.ts';
import { commandIds, settingIds } from '../ids.ts';
import { rangeOf } from '../language/ranges.ts';
import type { SpecTexts } from '../language/specTexts.ts';
import { isSpecDocument } from '../specs/specIndex.ts';
import { WorkerFailure, type WorkerClient } from '../workerClient.ts';

interface Parts {
  readonly worker: WorkerClient;
  readonly texts: SpecTexts;
  readonly log: vscode.LogOutputChannel;
}

const selector: vscode.DocumentSelector = [{ language: 'yaml', scheme: 'file' }, { language: 'json', scheme: 'file' }, { language: 'jsonc', scheme: 'file' }];

/** Above what a spec states in words only: that it is so, what models would be asked for it, and to have it written. */
export function registerWordLenses({ worker, texts, log }: Parts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const isOn = (uri: vscode.Uri): boolean => vscode.workspace.getConfiguration(settingIds.section, uri).get(settingIds.codeLens, true);
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document, token) {
      if (!isSpecDocument(document) || !isOn(document.uri)) return [];
      try {
        const found = await withSignal(token, (signal) => worker.request('words', { path: texts.sync(document) }, { signal }));
        return found.flatMap((range) => lensesAt(rangeOf(range), document.uri));
      } catch (error) {
        if (!(error instanceof WorkerFailure) || error.kind !== 'cancelled') log.error('What the spec states in words could not be found.', error);
        return [];
      }
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(`${settingIds.section}.${settingIds.codeLens}`)) changed.fire(); }),
    vscode.languages.registerCodeLensProvider(selector, provider),
  );
}

function lensesAt(range: vscode.Range, spec: vscode.Uri): readonly vscode.CodeLens[] {
  const { t } = vscode.l10n;
  return [
    new vscode.CodeLens(range, { title: t('in words'), command: '', tooltip: t('Stated in words only: a model writes it.') }),
    new vscode.CodeLens(range, { title: t('preview prompt'), command: commandIds.previewPrompt, arguments: [spec, range.start] }),
    ...(vscode.workspace.isTrusted ? [new vscode.CodeLens(range, { title: t('have it written'), command: commandIds.writeWords, tooltip: t('Shows the plan and its price first'), arguments: [spec] })] : []),
  ];
}
