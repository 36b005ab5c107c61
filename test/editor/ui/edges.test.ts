import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { inEditor, repository } from './editor.ts';

const generate = 'DevMatrix: Generate from Spec';
/** A verification takes 20 s on two idle processors. */
const verificationMs = 300_000;
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
  const told = editor.notification('In Restricted Mode');
  await editor.chooseInExplorer('shop.devmatrix.yaml', generate, told);
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
  const dialog = page.locator('.monaco-dialog-box').filter({ hasText: 'shop-app is not empty' });
  await editor.chooseInExplorer('shop.devmatrix.yaml', generate, editor.quickPickItem('shop-app'));
  await editor.pick('shop-app');
  await dialog.waitFor();
  await editor.screenshot('not-empty');
  await editor.click(dialog.getByRole('button', { name: 'Cancel' }), async () => !await dialog.isVisible());
  assert.ok(!existsSync(join(app, 'package.json')));
  await editor.chooseInExplorer('shop.devmatrix.yaml', generate, editor.quickPickItem('shop-app'));
  await editor.pick('shop-app');
  await editor.click(dialog.getByRole('button', { name: 'Generate Here' }), editor.notification(/files.*lines.*shop-app/));
  assert.equal(readFileSync(join(app, 'notes.txt'), 'utf8'), 'mine\n');

  const status = page.locator('.statusbar-item').filter({ hasText: 'shop-app' });
  const idle = status.filter({ hasText: /^\s*shop-app\s*$/ });
  // Once it starts, a click would stop it.
  await editor.until(status.filter({ hasText: /shop-app :\d+/ }), async (timely) => {
    if (await idle.isVisible()) await idle.click(timely);
  });
  await editor.click(status, editor.quickPickItem('Open the API documentation'));
  await editor.screenshot('running');
  await editor.pick('Stop');
  await idle.waitFor();
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

  const tests = page.locator('.test-explorer');
  await editor.run('DevMatrix: Verify App', tests);
  const failed = (label: string): Locator => tests.locator('.monaco-list-row').filter({ has: page.locator('.codicon-testing-failed-icon') }).filter({ hasText: label }).first();
  await failed('Behavior').waitFor({ timeout: verificationMs });
  await page.locator('.part.sidebar .codicon-testing-run-all-icon').first().waitFor({ timeout: verificationMs });
  await editor.expand(tests, 'Behavior');
  const route = failed('GET /categories');
  await editor.until(page.getByText('See for yourself:'), (timely) => route.dblclick(timely));
  await page.getByText(/curl /).first().waitFor();
  await editor.screenshot('expected-and-actual');
}));
