import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { whileProbing } from './support/blockingProbe.ts';
import { whileProfiling } from './support/ownWork.ts';
import { measured } from './support/report.ts';
import { inWorkspace, openWith, problemsOf } from './support/workspace.ts';

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

it('offers the fix of a mistake that has just been typed, before its problem is shown', async () => {
  const document = await openWith('quick.devmatrix.yaml', broken.replace('strng', 'string'));
  await problemsOf(document.uri, (problems) => problems.length === 0);
  const at = document.getText().indexOf('string');
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + 'string'.length)), 'strng');
  await vscode.workspace.applyEdit(edit);
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, new vscode.Range(document.positionAt(at + 1), document.positionAt(at + 1)));
  assert.ok(actions.some(({ isPreferred }) => isPreferred === true), JSON.stringify(actions.map(({ title }) => title)));
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

it('keeps the extension host free with a document of five megabytes', async () => {
  const paths = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`/things/${index}`, {
    get: { operationId: `getThing${index}`, description: 'x'.repeat(3_200), responses: { 200: { description: 'The thing.' } } },
  }]));
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'Huge', version: '1' }, paths: { ...paths, '/last': { get: { responses: { 200: { $ref: '#/components/responses/None' } } } } } }, undefined, 1);
  assert.ok(text.length > 4_500_000);
  const document = await openWith('huge.openapi.json', text);
  const { computedMs, ownMs } = await whileProfiling(() => whileProbing(async () => {
    await problemsOf(document.uri, (problems) => problems.length > 0);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(text.lastIndexOf('None')), 'No');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, document.positionAt(text.lastIndexOf('$ref')));
    await problemsOf(document.uri, (problems) => problems.some(({ message }) => message.includes('NoNone')));
    await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri);
  }));
  measured('longest stop of the extension host with 5 MB of JSON, whoever computes there, ms', computedMs);
  measured('longest stop of the extension host with 5 MB of JSON in which DevMatrix computes, ms', ownMs);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  // VS Code itself reads such a text for its links, folds and outline in the same thread.
  assert.ok(ownMs <= 50, `blocked for ${ownMs} ms`);
});

it('reads what a spec refers to from disk and from other editors', async () => {
  const answer = (ref: string): string => `openapi: 3.1.0\ninfo: { title: Parts, version: '1' }\npaths:\n  /part:\n    get:\n      responses:\n        '200': { $ref: '${ref}' }\n`;
  await vscode.workspace.fs.writeFile(inWorkspace('parts/answers.yaml'), new TextEncoder().encode('Part: { description: A part. }\n'));
  const document = await openWith('parts.openapi.yaml', answer('parts/answers.yaml#/Prt'));
  const [problem] = await problemsOf(document.uri, (problems) => problems.some(({ code }) => code === 'DM1204'));
  assert.match(problem?.message ?? '', /Part/);
  const other = await vscode.workspace.openTextDocument(inWorkspace('parts/answers.yaml'));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(other.uri, new vscode.Position(0, 0), 'Prt: { description: Another. }\n');
  await vscode.workspace.applyEdit(edit);
  await problemsOf(document.uri, (problems) => problems.every(({ code }) => code !== 'DM1204'));
});

it('checks a spec that is unsaved and has no file yet', async () => {
  const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: broken });
  const [problem] = await problemsOf(document.uri, (problems) => problems.length === 1);
  assert.equal(problem === undefined ? '' : document.getText(problem.range), 'strng');
});

it('tells nothing any more about a file that ceased to be a spec', async () => {
  const document = await openWith('ceases.yaml', broken);
  await problemsOf(document.uri, (problems) => problems.length === 1);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, 0, 'devmatrix'.length), 'something');
  await vscode.workspace.applyEdit(edit);
  await problemsOf(document.uri, (problems) => problems.length === 0);
});
