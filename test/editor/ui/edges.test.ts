import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { inEditor, repository } from './editor.ts';

const shop = join(repository, 'examples', 'shop');

it('reads specs in Restricted Mode, but writes nothing', () => inEditor({
  name: 'restricted', workspace: shop, theme: 'Default Light Modern',
  settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.emptyWindow': false },
}, async (editor) => {
  const { page } = editor;
  await editor.openFile('shop.devmatrix.yaml');
  await editor.goTo(1, 1);
  await page.keyboard.type('nonsense');
  await page.locator('.squiggly-error').first().waitFor();
  await editor.chooseInExplorer('shop.devmatrix.yaml', 'DevMatrix: Generate from Spec');
  const told = await editor.waitForNotification('In Restricted Mode');
  await told.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
  await editor.screenshot('told');
  assert.ok(!existsSync(join(editor.folder, 'shop-app')));
}));

it('asks before it writes between other files, and starts and stops the app from the status bar', () => inEditor({
  name: 'edges', workspace: shop, theme: 'Default Dark Modern',
}, async (editor) => {
  const { page, folder } = editor;
  const app = join(folder, 'shop-app');
  mkdirSync(app);
  writeFileSync(join(app, 'notes.txt'), 'mine\n');
  const dialog = page.locator('.monaco-dialog-box');
  await editor.chooseInExplorer('shop.devmatrix.yaml', 'DevMatrix: Generate from Spec');
  await editor.pick('shop-app');
  await dialog.filter({ hasText: 'shop-app is not empty' }).waitFor();
  await editor.screenshot('not-empty');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(!existsSync(join(app, 'package.json')));
  await editor.chooseInExplorer('shop.devmatrix.yaml', 'DevMatrix: Generate from Spec');
  await editor.pick('shop-app');
  await dialog.getByRole('button', { name: 'Generate Here' }).click();
  await editor.waitForNotification(/files.*lines.*shop-app/);
  assert.equal(readFileSync(join(app, 'notes.txt'), 'utf8'), 'mine\n');

  const status = page.locator('.statusbar-item').filter({ hasText: 'shop-app' });
  await status.click();
  await status.filter({ hasText: /shop-app :\d+/ }).waitFor({ timeout: 60_000 });
  await status.click();
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Open the API documentation' }).waitFor();
  await editor.screenshot('running');
  await editor.pick('Stop');
  await status.filter({ hasNotText: /:|stopping/ }).waitFor({ timeout: 30_000 });
}));

it('shows what a broken route answers beside what was expected, with the request for a shell', () => inEditor({
  name: 'broken-route', workspace: shop, theme: 'Default Light Modern',
}, async (editor) => {
  const { page, folder } = editor;
  const spec = join(folder, 'shop.devmatrix.yaml');
  const app = join(folder, 'shop-app');
  const { status, stderr } = spawnSync(process.execPath, [join(repository, 'dist', 'cli.js'), 'generate', spec, '--out', app], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const routes = join(app, 'src', 'api', 'routes', 'categoryRoutes.ts');
  const text = readFileSync(routes, 'utf8');
  const broken = text.replace('items: rows.map(presentCategory)', 'items: rows.map(presentCategory).slice(1)');
  assert.notEqual(broken, text);
  writeFileSync(routes, broken);
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'devmatrix.apps': { 'shop.devmatrix.yaml': 'shop-app' } }));
  await page.locator('.statusbar-item').filter({ hasText: 'shop-app' }).waitFor();

  await editor.run('DevMatrix: Verify App');
  const tests = page.locator('.test-explorer');
  const failed = (label: string): Locator => tests.locator('.monaco-list-row').filter({ has: page.locator('.codicon-testing-failed-icon') }).filter({ hasText: label }).first();
  await failed('Behavior').waitFor({ timeout: 120_000 });
  await page.locator('.part.sidebar .codicon-testing-run-all-icon').first().waitFor({ timeout: 60_000 });
  await editor.expand(tests, 'Behavior');
  await failed('GET /categories').waitFor();
  await failed('GET /categories').dblclick();
  await page.getByText('See for yourself:').first().waitFor();
  await page.getByText(/curl /).first().waitFor();
  await editor.screenshot('expected-and-actual');
}));
