import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openWith, problemsOf } from './support/workspace.ts';

const broken = `devmatrix: 1
name: notes
entities:
  Note:
    attributes:
      text: { type: strng, maxLength: 200 }
`;

it('shows what is wrong in a spec at its very place, and mends it', async () => {
  const document = await openWith('notes.devmatrix.yaml', broken);
  const [problem] = await problemsOf(document.uri, (problems) => problems.length === 1);
  assert.ok(problem !== undefined);
  assert.equal(problem.source, 'DevMatrix');
  assert.equal(document.getText(problem.range), 'strng');
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem.range);
  const fix = actions.find(({ isPreferred }) => isPreferred === true);
  assert.ok(fix?.edit !== undefined, JSON.stringify(actions.map(({ title }) => title)));
  await vscode.workspace.applyEdit(fix.edit);
  assert.match(document.getText(), /type: string,/);
  await problemsOf(document.uri, (problems) => problems.length === 0);
});

it('follows the text as it is typed, saved or not', async () => {
  const document = await openWith('typed.devmatrix.yaml', broken.replace('strng', 'string'));
  await problemsOf(document.uri, (problems) => problems.length === 0);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(document.getText().length), '  Other: 5\n');
  await vscode.workspace.applyEdit(edit);
  await problemsOf(document.uri, (problems) => problems.length > 0);
  assert.ok(document.isDirty);
});

it('leaves files alone that are no specs', async () => {
  const document = await openWith('compose.yaml', 'services:\n  app:\n    image: strng\n');
  const spec = await openWith('beside.devmatrix.yaml', broken);
  await problemsOf(spec.uri, (problems) => problems.length === 1);
  assert.deepEqual(vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'DevMatrix'), []);
});
