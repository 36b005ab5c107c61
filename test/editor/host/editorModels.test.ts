import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './support/workspace.ts';

const vendor = 'devmatrix-test';

/** The part of VS Code's newer interface that plays a vendor of models; the extension is compiled against an older one. */
interface ChatModelProvider {
  provideLanguageModelChatInformation(): readonly object[];
  provideLanguageModelChatResponse(model: object, messages: readonly { readonly role: number; readonly content: readonly unknown[] }[], options: object, progress: vscode.Progress<vscode.LanguageModelTextPart>, token: vscode.CancellationToken): Promise<void>;
  provideTokenCount(model: object, text: unknown): Promise<number>;
}

type Registering = typeof vscode.lm & { registerLanguageModelChatProvider(vendor: string, provider: ChatModelProvider): vscode.Disposable };

it('calls a model of VS Code itself, with instructions from the person alone, and accounts for it as estimated', async () => {
  const asked: string[] = [];
  const registration = (vscode.lm as Registering).registerLanguageModelChatProvider(vendor, {
    provideLanguageModelChatInformation: () => [{ id: 'echo', name: 'Echo', family: 'echo', version: '1', maxInputTokens: 1000, maxOutputTokens: 100, capabilities: {} }],
    provideLanguageModelChatResponse: (_, messages, __, progress) => {
      asked.push(messages.map(({ role, content }) => `${role}: ${content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '?')).join('')}`).join('\n'));
      progress.report(new vscode.LanguageModelTextPart('ready'));
      return Promise.resolve();
    },
    provideTokenCount: (_, text) => Promise.resolve(typeof text === 'string' ? text.length : 1),
  });
  const settings = vscode.workspace.getConfiguration('devmatrix');
  try {
    await settings.update('providers', [{ id: 'vscode', models: [{ model: `${vendor}/echo`, price: { input: 1, output: 1 } }] }], vscode.ConfigurationTarget.Global);
    await settings.update('vscodeModels', 'conversations', vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('devmatrix.refreshProviders');
    await vscode.commands.executeCommand('devmatrix.testModel', { kind: 'model', provider: { id: 'vscode' }, model: { model: `${vendor}/echo` } });
    assert.deepEqual(asked, [`${vscode.LanguageModelChatMessageRole.User}: Answer with the one word: ready`]);
    await vscode.commands.executeCommand('devmatrix.showCosts');
    const page = vscode.Uri.from({ scheme: 'devmatrix-page', path: '/Costs of Models.md' });
    const text = (): string | undefined => vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === page.toString())?.getText();
    await vscode.workspace.openTextDocument(page);
    const row = await eventually(() => text()?.split('\n').find((line) => line.includes(`vscode/${vendor}/echo`)), () => `the page says ${String(text())}`);
    // Each letter is a token by that model's counter, and a token costs a millionth of a dollar.
    assert.match(row, new RegExp(`≈\\$0\\.0000${'Answer with the one word: ready'.length + 'ready'.length} \\| 1 \\| 0`));
  } finally {
    await settings.update('vscodeModels', undefined, vscode.ConfigurationTarget.Global);
    await settings.update('providers', undefined, vscode.ConfigurationTarget.Global);
    registration.dispose();
  }
});
