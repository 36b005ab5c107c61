import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inEditor, repository } from './editor.ts';

const generate = 'DevMatrix: Generate from Spec';
/** A verification takes 20 s on two idle processors. */
const verificationMs = 300_000;

it('generates an app by a right-click on its spec and verifies it in the Test Explorer, all green', () => inEditor({
  name: 'main-job', workspace: join(repository, 'examples', 'shop'), theme: 'Default Dark Modern',
}, async (editor) => {
  const { page } = editor;
  await editor.openMenu('shop.devmatrix.yaml', generate);
  await editor.screenshot('menu');
  await editor.chooseInExplorer('shop.devmatrix.yaml', generate, editor.quickPickItem('shop-app'));
  await editor.screenshot('choose-folder');
  await editor.pick('shop-app');
  const done = /files.*lines.*shop-app/;
  // Where the window is slower than the generation, its progress is never shown.
  await editor.notification(/shop\.devmatrix\.yaml.*(reading|generating|formatting|writing)/).or(editor.notification(done)).first().waitFor();
  await editor.screenshot('progress');
  await editor.notification(done).waitFor();
  await editor.screenshot('generated');
  assert.ok(existsSync(join(editor.folder, 'shop-app', 'src', 'main.ts')));

  const tests = page.locator('.test-explorer');
  await editor.pressInNotification(done, 'Verify', tests);
  await editor.screenshot('verifying');
  await page.locator('.test-explorer .result-summary, .testing-progress-message').filter({ hasText: /\d+\/\d+/ }).first().waitFor();
  await page.locator('.part.sidebar .codicon-testing-run-all-icon').first().waitFor({ timeout: verificationMs });
  await editor.expand(tests, 'Shop');
  await editor.expand(tests, 'Behavior');
  await editor.eventually(async () => {
    const states = await Promise.all((await tests.locator('.monaco-list-row .computed-state').all()).map((icon) => icon.getAttribute('class')));
    return states.length > 0 && states.every((state) => state?.includes('passed') === true);
  });
  await editor.screenshot('verified');
}));
