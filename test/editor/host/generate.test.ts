import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import * as vscode from 'vscode';
import { whileProbing } from './support/blockingProbe.ts';
import { whileProfiling } from './support/ownWork.ts';
import { measured } from './support/report.ts';
import { eventually, inWorkspace, problemsOf } from './support/workspace.ts';

const maxBlockedMs = 50;

it('generates a formatted app into the folder that the setting names, and never blocks the extension host', async () => {
  const spec = inWorkspace('shop/shop.devmatrix.yaml');
  const app = inWorkspace('generated/shop');
  const settings = vscode.workspace.getConfiguration('devmatrix', spec);
  await settings.update('apps', { 'shop/shop.devmatrix.yaml': 'generated/shop' }, vscode.ConfigurationTarget.Workspace);
  const { wallMs, computedMs, ownMs } = await whileProfiling(() => whileProbing(async () => { await vscode.commands.executeCommand('devmatrix.generate', spec); }));
  measured('longest stop of the extension host during a generation, ms by the clock', wallMs);
  measured('longest stop of the extension host during a generation, ms computed by it', computedMs);
  measured('longest stop of the extension host during a generation in which DevMatrix computes, ms', ownMs);
  for (const file of ['package.json', 'src/main.ts', '.devmatrix/manifest.json']) assert.ok(existsSync(vscode.Uri.joinPath(app, file).fsPath), file);
  const { fsPath } = vscode.Uri.joinPath(app, 'src/main.ts');
  const text = readFileSync(fsPath, 'utf8');
  assert.equal(text, await format(text, { filepath: fsPath }));
  // VS Code and its other extensions compute in the same thread: on a slow machine longer than that.
  assert.ok(ownMs <= maxBlockedMs, `blocked for ${ownMs} ms`);
});

it('shows the plan of a spec as a page, and writes nothing', async () => {
  const before = await vscode.workspace.findFiles('clinic/**');
  await vscode.commands.executeCommand('devmatrix.showPlan', inWorkspace('clinic/clinic.devmatrix.yaml'));
  const labels = (): readonly string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
  await eventually(() => labels().find((label) => /plan of clinic/i.test(label)), () => `the tabs are ${labels().join(', ')}`);
  assert.deepEqual((await vscode.workspace.findFiles('clinic/**')).map(String).sort(), before.map(String).sort());
});

it('keeps a file that a person edited when it generates again, and says so at that file', async () => {
  const spec = inWorkspace('library/library.devmatrix.yaml');
  const app = inWorkspace('generated/library');
  const readme = vscode.Uri.joinPath(app, 'README.md');
  const settings = vscode.workspace.getConfiguration('devmatrix', spec);
  await settings.update('apps', { ...settings.get<object>('apps'), 'library/library.devmatrix.yaml': 'generated/library' }, vscode.ConfigurationTarget.Workspace);
  await vscode.commands.executeCommand('devmatrix.generate', spec);
  writeFileSync(readme.fsPath, 'mine\n');
  writeFileSync(spec.fsPath, readFileSync(spec.fsPath, 'utf8').replace(/^title: .*$/m, 'title: Archive'));
  await vscode.commands.executeCommand('devmatrix.generate', spec);
  const [problem] = await problemsOf(readme, (problems) => problems.length === 1);
  assert.equal(problem?.code, 'DM3001');
  assert.equal(readFileSync(readme.fsPath, 'utf8'), 'mine\n');
});

it('follows a spec and an app that are renamed, alone or with a folder above them', async () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('devmatrix', inWorkspace('shop'));
  const before = settings().get('apps');
  const rename = async (from: string, to: string): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(inWorkspace(from), inWorkspace(to));
    assert.ok(await vscode.workspace.applyEdit(edit));
  };
  const untilApps = async (expected: Readonly<Record<string, string>>): Promise<void> => {
    const wanted = JSON.stringify(expected);
    await eventually(() => (JSON.stringify(settings().get('apps')) === wanted ? true : undefined), () => `devmatrix.apps is ${JSON.stringify(settings().get('apps'))}, not ${wanted}`);
  };
  await vscode.workspace.fs.writeFile(inWorkspace('moved/a.devmatrix.yaml'), new TextEncoder().encode('devmatrix: 1\nname: a\n'));
  await vscode.workspace.fs.createDirectory(inWorkspace('moved/a-app'));
  try {
    await settings().update('apps', { 'moved/a.devmatrix.yaml': 'moved/a-app', 'moved.yaml': 'elsewhere' }, vscode.ConfigurationTarget.Workspace);
    await rename('moved/a.devmatrix.yaml', 'moved/b.devmatrix.yaml');
    await untilApps({ 'moved/b.devmatrix.yaml': 'moved/a-app', 'moved.yaml': 'elsewhere' });
    await rename('moved/a-app', 'moved/b-app');
    await untilApps({ 'moved/b.devmatrix.yaml': 'moved/b-app', 'moved.yaml': 'elsewhere' });
    await rename('moved', 'gone');
    await untilApps({ 'gone/b.devmatrix.yaml': 'gone/b-app', 'moved.yaml': 'elsewhere' });
  } finally {
    await settings().update('apps', before, vscode.ConfigurationTarget.Workspace);
  }
});

it('is not confused by nonsense in the setting devmatrix.apps', async () => {
  const settings = vscode.workspace.getConfiguration('devmatrix', inWorkspace('shop'));
  const before = settings.get('apps');
  await settings.update('apps', { 'a.yaml': '', '': 'x', 'b.yaml': 5, 'c.yaml': '../../..', 'd.yaml': '\u0000', 'e.yaml': 'shop/shop.devmatrix.yaml', 'f.yaml': ['x'] }, vscode.ConfigurationTarget.Workspace);
  try {
    await vscode.commands.executeCommand('testing.refreshTests');
    const spec = inWorkspace('e.yaml');
    await vscode.workspace.fs.writeFile(spec, new TextEncoder().encode('devmatrix: 1\nname: e\nentities:\n  Note:\n    attributes:\n      text: { type: string }\n'));
    const inTheWay = inWorkspace('shop/shop.devmatrix.yaml').fsPath;
    const text = readFileSync(inTheWay, 'utf8');
    const result = await vscode.commands.executeCommand<{ readonly ok: boolean; readonly report: { readonly diagnostics: readonly { readonly code: string }[] } }>('devmatrix.generate', spec);
    assert.deepEqual({ ok: result.ok, codes: result.report.diagnostics.map(({ code }) => code) }, { ok: false, codes: ['DM3007'] });
    assert.equal(readFileSync(inTheWay, 'utf8'), text);
  } finally {
    await settings.update('apps', before, vscode.ConfigurationTarget.Workspace);
  }
});
