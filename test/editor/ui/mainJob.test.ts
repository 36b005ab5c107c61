import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inEditor, repository } from './editor.ts';

it('generates an app by a right-click on its spec and verifies it in the Test Explorer, all green', () => inEditor({
  name: 'main-job', workspace: join(repository, 'examples', 'shop'), theme: 'Default Dark Modern',
}, async (editor) => {
  const entry = await editor.openMenu('shop.devmatrix.yaml', 'DevMatrix: Generate from Spec');
  await editor.screenshot('menu');
  await entry.click();
  await editor.screenshot('choose-folder');
  await editor.pick('shop-app');
  await editor.waitForNotification(/shop\.devmatrix\.yaml.*(reading|generating|formatting|writing)/);
  await editor.screenshot('progress');
  const done = await editor.waitForNotification(/files.*lines.*shop-app/);
  await editor.screenshot('generated');
  assert.ok(existsSync(join(editor.folder, 'shop-app', 'src', 'main.ts')));

  await done.getByRole('button', { name: 'Verify' }).click();
  const tests = editor.page.locator('.test-explorer');
  await tests.waitFor();
  await editor.screenshot('verifying');
  await editor.page.locator('.test-explorer .result-summary, .testing-progress-message').filter({ hasText: /\d+\/\d+/ }).first().waitFor({ timeout: 60_000 });
  const idle = editor.page.locator('.part.sidebar .codicon-testing-run-all-icon').first();
  await idle.waitFor({ timeout: 150_000 });
  await editor.expand(tests, 'Shop');
  await editor.expand(tests, 'Behavior');
  await editor.screenshot('verified');
  const icons = await tests.locator('.monaco-list-row .computed-state').all();
  const states = await Promise.all(icons.map((icon) => icon.getAttribute('class')));
  assert.ok(states.length > 0 && states.every((state) => state?.includes('passed') === true), states.join('\n'));
}));
