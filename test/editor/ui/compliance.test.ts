import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { inEditor, repository, type EditorOptions } from './editor.ts';

type Editor = Parameters<Parameters<typeof inEditor>[1]>[0];

const priceLine = '    price: numeric("price", { precision: 12, scale: 2 }).notNull(),';
const entityPath = join('src', 'models', 'entities', 'product.ts');
const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;

for (const [name, theme] of Object.entries(themes)) {
  it(`tells gaps as problems and mends them by the lightbulb, in a ${name} theme`, () => inShop({ name: `compliance-${name}`, theme }, async (editor, app) => {
    const { page } = editor;
    const path = join(app, entityPath);
    const before = readFileSync(path, 'utf8');
    await openEntity(editor);
    await score(editor, '100 % spec').waitFor();
    await editor.goTo(lineOf(before, priceLine), 1);
    await page.keyboard.press('Control+Shift+k');
    const squiggle = page.locator('.squiggly-error').first();
    await squiggle.waitFor();
    await score(editor, '100 % spec').waitFor({ state: 'detached' });
    await editor.run('Problems: Focus on Problems View', page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'Product.price' }));
    await editor.screenshot('problems');

    const fix = page.locator('.action-widget .monaco-list-row').filter({ hasText: 'Restore Product.price' }).first();
    await editor.until(fix, async () => {
      await editor.goTo(lineOf(before, 'export const products = pgTable('), 18);
      await page.keyboard.press('Control+.');
    });
    await editor.screenshot('lightbulb');
    await editor.click(fix, async () => !await fix.isVisible());
    await squiggle.waitFor({ state: 'detached' });
    await score(editor, '100 % spec').waitFor();
    await editor.screenshot('mended');
    await page.keyboard.press('Control+z');
    await squiggle.waitFor();
    await score(editor, '100 % spec').waitFor({ state: 'detached' });
  }));
}

it('shows in its view what the code has of the spec, filters the gaps, and leads to both', () => inShop({ name: 'compliance-view', theme: 'Default Dark Modern' }, async (editor, app) => {
  const { page } = editor;
  const path = join(app, entityPath);
  const view = page.locator('.part.sidebar');
  await score(editor, '100 % spec').waitFor();
  await editor.click(score(editor, '100 % spec'), row(view, 'Entities'));
  await editor.screenshot('complete');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, before.replace(`${priceLine}\n`, ''));
  await row(view, /Product.*gap/).waitFor();
  await page.locator('.activitybar .badge').filter({ hasText: /\d/ }).first().waitFor();
  await editor.screenshot('gaps');
  const gap = row(view, 'has no column').first();
  // Beside another view, a view shows its actions while the mouse is over it.
  await editor.until(async () => await row(view, 'Category').count() === 0, async (timely) => {
    await view.locator('.pane-header').first().hover(timely);
    await page.getByRole('button', { name: 'DevMatrix: Show Only Gaps' }).click(timely);
  });
  await editor.screenshot('only-gaps');
  await editor.click(gap, page.locator('.tab.active').filter({ hasText: 'product.ts' }));
  await editor.until(page.locator('.tab.active').filter({ hasText: 'shop.devmatrix.yaml' }), async (timely) => {
    await gap.hover(timely);
    await gap.getByRole('button', { name: 'DevMatrix: Go to Spec' }).click(timely);
  });
  await page.locator('.codelens-decoration').filter({ hasText: '1 gap' }).first().waitFor();
  await editor.screenshot('spec');
  await editor.until(score(editor, '100 % spec'), async (timely) => {
    await gap.hover(timely);
    await gap.getByRole('button', { name: 'DevMatrix: Restore from Spec' }).click(timely);
  });
  await page.getByText('No gaps: the code does what the spec says.').waitFor();
  await editor.screenshot('restored');
}));

it('repairs the workspace after a preview', () => inShop({ name: 'compliance-repair', theme: 'Default Light Modern' }, async (editor, app) => {
  const { page } = editor;
  const path = join(app, entityPath);
  await score(editor, '100 % spec').waitFor();
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, before.replace(`${priceLine}\n`, '').replace('name: text("name").notNull()', 'name: text("name")'));
  rmSync(join(app, 'src', 'models', 'presenters', 'category.ts'));
  await score(editor, /\d % spec/).filter({ hasNotText: '100' }).waitFor();
  const question = /2 gaps can be closed|3 gaps can be closed/;
  await editor.run('DevMatrix: Repair Workspace', page.locator('.tab.active').filter({ hasText: 'Repair of' }));
  await editor.eventually(() => editor.notification(question).isVisible());
  await editor.screenshot('preview');
  assert.notEqual(readFileSync(path, 'utf8'), before);
  await editor.pressInNotification(question, 'Apply', score(editor, '100 % spec'));
  await editor.screenshot('repaired');
  await editor.until(() => Promise.resolve(readFileSync(path, 'utf8') === before), () => editor.run('File: Save All', page.locator('.statusbar')));
}));

it('compares in Restricted Mode, too', () => inShop({
  name: 'compliance-restricted', theme: 'Default Light Modern',
  settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.emptyWindow': false },
}, async (editor, app) => {
  await score(editor, '100 % spec').waitFor();
  const path = join(app, entityPath);
  writeFileSync(path, readFileSync(path, 'utf8').replace(`${priceLine}\n`, ''));
  await score(editor, '100 % spec').waitFor({ state: 'detached' });
  await editor.screenshot('gap');
}));

it('says in its view what to do when there is no app yet', () => inEditor({ name: 'compliance-empty', theme: 'Default Light Modern', workspace: join(repository, 'examples', 'shop') }, async (editor) => {
  const { page } = editor;
  await editor.click(page.locator('.activitybar .action-label[aria-label^="DevMatrix"]'), page.getByRole('button', { name: 'Generate from Spec' }));
  await editor.screenshot('no-app');
}));

/** The shop with its app, as the command line makes it. */
async function inShop(options: Pick<EditorOptions, 'name' | 'theme' | 'settings'>, act: (editor: Editor, app: string) => Promise<void>): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'devmatrix-shop-'));
  try {
    cpSync(join(repository, 'examples', 'shop'), workspace, { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(repository, 'dist', 'cli.js'), 'generate', join(workspace, 'shop.devmatrix.yaml'), '--out', join(workspace, 'shop-app')], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    mkdirSync(join(workspace, '.vscode'));
    writeFileSync(join(workspace, '.vscode', 'settings.json'), JSON.stringify({ 'devmatrix.apps': { 'shop.devmatrix.yaml': 'shop-app' } }));
    await inEditor({ ...options, workspace }, (editor) => act(editor, join(editor.folder, 'shop-app')));
  } finally {
    rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function openEntity(editor: Editor): Promise<void> {
  const { page } = editor;
  await editor.until(page.locator('.tab.active').filter({ hasText: 'product.ts' }), async (timely) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+p');
    await page.locator('.quick-input-widget input.input').fill('entities/product.ts', timely);
    await editor.quickPickItem('product.ts').click(timely);
  });
}

/** Counted from 1. */
function lineOf(text: string, line: string): number {
  const index = text.split('\n').indexOf(line);
  assert.ok(index >= 0, text);
  return index + 1;
}

function score({ page }: Editor, text: string | RegExp): Locator {
  return page.locator('.statusbar-item').filter({ hasText: text });
}

function row(view: Locator, text: string | RegExp): Locator {
  return view.locator('.monaco-list-row').filter({ hasText: text });
}
