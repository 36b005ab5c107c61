import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEditor, repository } from './editor.ts';

const original = readFileSync(join(repository, 'examples', 'shop', 'shop.devmatrix.yaml'), 'utf8');

it('marks a mistake in a spec and mends it by its quick fix', () => inEditor({
  name: 'mend', workspace: join(repository, 'examples', 'shop'), theme: 'Default Light Modern',
}, async (editor) => {
  const { page } = editor;
  const { line, column } = firstTypeOf(original);
  await editor.openFile('shop.devmatrix.yaml');
  await editor.goTo(line, column);
  await page.keyboard.press('Control+Shift+ArrowRight');
  await page.keyboard.type('strng');
  await page.locator('.squiggly-error').first().waitFor();
  await editor.screenshot('squiggle');
  const problems = await editor.problems();
  assert.ok(problems.some((problem) => problem.includes('strng')), problems.join('\n'));
  await editor.screenshot('problems');
  await editor.goTo(line, column + 1);
  await page.keyboard.press('Control+.');
  const fix = page.locator('.action-widget .monaco-list-row').filter({ hasText: 'string' }).first();
  await fix.waitFor();
  await editor.screenshot('quick-fix');
  await fix.click();
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  await page.keyboard.press('Control+s');
  await page.locator('.tab.active:not(.dirty)').waitFor();
  await editor.screenshot('mended');
  assert.equal(readFileSync(join(editor.folder, 'shop.devmatrix.yaml'), 'utf8'), original);
}));

/** Where the first `string` stands as a type; both counted from 1. */
function firstTypeOf(spec: string): { readonly line: number; readonly column: number } {
  const before = spec.slice(0, spec.indexOf('type: string') + 'type: '.length).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
