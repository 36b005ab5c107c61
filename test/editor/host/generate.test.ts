import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import * as vscode from 'vscode';
import { whileProbing } from './support/blockingProbe.ts';
import { measured } from './support/report.ts';
import { eventually, inWorkspace } from './support/workspace.ts';

const maxBlockedMs = 50;

it('generates a formatted app into the folder that the setting names, and never blocks the extension host', async () => {
  const spec = inWorkspace('shop/shop.devmatrix.yaml');
  const app = inWorkspace('generated/shop');
  const settings = vscode.workspace.getConfiguration('devmatrix', spec);
  await settings.update('apps', { 'shop/shop.devmatrix.yaml': 'generated/shop' }, vscode.ConfigurationTarget.Workspace);
  const { wallMs, computedMs } = await whileProbing(async () => { await vscode.commands.executeCommand('devmatrix.generate', spec); });
  measured('longest stop of the extension host during a generation, ms by the clock', wallMs);
  measured('longest stop of the extension host during a generation, ms computed by it', computedMs);
  for (const file of ['package.json', 'src/main.ts', '.devmatrix/manifest.json']) assert.ok(existsSync(vscode.Uri.joinPath(app, file).fsPath), file);
  const { fsPath } = vscode.Uri.joinPath(app, 'src/main.ts');
  const text = readFileSync(fsPath, 'utf8');
  assert.equal(text, await format(text, { filepath: fsPath }));
  assert.ok(computedMs <= maxBlockedMs, `blocked for ${computedMs} ms`);
});

it('shows the plan of a spec as a page, and writes nothing', async () => {
  const before = await vscode.workspace.findFiles('clinic/**');
  await vscode.commands.executeCommand('devmatrix.showPlan', inWorkspace('clinic/clinic.devmatrix.yaml'));
  const labels = (): readonly string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
  await eventually(() => labels().find((label) => /plan of clinic/i.test(label)), () => `the tabs are ${labels().join(', ')}`);
  assert.deepEqual((await vscode.workspace.findFiles('clinic/**')).map(String).sort(), before.map(String).sort());
});
