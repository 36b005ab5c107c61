import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fourModels } from '../../provider-server/fourModels.ts';
import { startProviderServer } from '../../provider-server/providerServer.ts';
import { withPerson, type Reply } from './support/person.ts';
import { eventually } from './support/workspace.ts';

const secret = 'host-secret-key-0123456789';

function pageOf(name: string): string {
  const uri = vscode.Uri.from({ scheme: 'devmatrix-page', path: `/Conversation ${name}.md` });
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.getText() ?? '';
}

it('asks a model: the answer arrives on a page of its conversation, which goes on, and keys stay here', async () => {
  const server = await startProviderServer({ models: fourModels.map((model) => ({ ...model, latency: {} })), keys: [secret], bills: true });
  const ask = (...replies: readonly Reply[]): Promise<readonly string[]> => withPerson({ replies }, () => vscode.commands.executeCommand('devmatrix.askModel'));
  try {
    await withPerson(
      { replies: [{ pick: /Add a provider/ }, { pick: /Another server/ }, { type: server.baseUrl.chat }, { pick: /^Unknown$/ }, { type: secret }] },
      () => vscode.commands.executeCommand('devmatrix.manageProviders'),
    );
    server.use({ user: 'mutex', answer: { text: 'A lock. '.repeat(300), pauseMs: 150 } });
    const sizes: number[] = [];
    const listener = vscode.workspace.onDidChangeTextDocument(({ document }) => { if (document.uri.scheme === 'devmatrix-page') sizes.push(document.getText().length); });
    assert.deepEqual(await ask({ type: 'What is a mutex?' }), []);
    const first = await eventually(() => (/^> .*fake-\w+, \$0\.0\d+\. /m.test(pageOf('what-is-a-mutex')) ? pageOf('what-is-a-mutex') : undefined), () => `the page says ${pageOf('what-is-a-mutex')}`);
    assert.ok(first.includes('A lock. '.repeat(300).trim()));
    listener.dispose();
    // The question, a part of the answer, and all of it.
    assert.ok(new Set(sizes).size > 2, `the page grew in ${JSON.stringify(sizes)}`);

    const editor = await eventually(() => vscode.window.activeTextEditor, () => 'no editor is active');
    assert.equal(editor.document.languageId, 'markdown');
    // The page of the conversation has the focus: it comes first.
    assert.deepEqual(await ask({ pick: /./ }, { type: `and is ${secret} a key?` }), []);
    const second = await eventually(() => (pageOf('what-is-a-mutex').includes('You said') ? pageOf('what-is-a-mutex') : undefined), () => `the page says ${pageOf('what-is-a-mutex')}`);
    assert.match(second, /A lock\.[\s\S]*and is \[key\] a key\?[\s\S]*taken out of the question/);
    assert.deepEqual(server.requests.at(-1)?.request?.messages.slice(-3).map(({ role }) => role), ['user', 'assistant', 'user']);
    assert.ok(!second.includes(secret));
  } finally {
    await vscode.workspace.getConfiguration('devmatrix').update('providers', undefined, vscode.ConfigurationTarget.Global);
    await server.close();
  }
});
