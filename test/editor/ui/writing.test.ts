import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProviderServer } from '../../provider-server/providerServer.ts';
import type { ProviderServer } from '../../provider-server/types.ts';
import { askedQuestion, recordedAnswers } from '../../waves/recordedAnswers.ts';
import { inEditor, repository } from './editor.ts';

const model = 'house-coder';
const spec = 'rental.devmatrix.yaml';
/** Longer than the test: a run does not end before it was looked at. */
const neverMs = 3_600_000;
/** The units whose code is answered. */
const answered: ReadonlySet<string> = new Set(['guardCancel', 'guardHandOver', 'checkReasonableTime']);

/** A provider that says what was recorded; the code of most units never comes. */
function startHouse(): Promise<ProviderServer> {
  const recorded = recordedAnswers('rental');
  return startProviderServer({
    models: [{ id: model, contextTokens: 200_000, maxOutputTokens: 32_000, temperature: false }],
    rules: [{ answer: (request) => {
      const asked = askedQuestion(request);
      const answer = recorded.get(asked?.name ?? '');
      if (asked === undefined || answer === undefined || asked.ask === 'dispute') return 'HOLDS';
      return asked.ask === 'cases' ? answer.cases : { text: answer.code, delayMs: answered.has(asked.name) ? 0 : neverMs };
    } }],
  });
}

/** In the settings of the workspace: a window of a server takes settings of the machine from no other place that a person can write to. */
function configure(folder: string, server: ProviderServer): void {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  const house = { id: 'house', label: 'House', baseUrl: server.baseUrl.chat, key: 'env:HOUSE_KEY', models: [{ model, price: { input: 1, output: 5 } }] };
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'devmatrix.providers': [house] }));
}

it('shows what models are asked, has them write after plan and budget were agreed to, and pauses', async () => {
  const server = await startHouse();
  try {
    await inEditor({ name: 'writing', workspace: join(repository, 'examples', 'rental'), theme: 'Default Dark Modern', env: { HOUSE_KEY: server.key } }, async (editor) => {
      const { page } = editor;
      configure(editor.folder, server);
      await editor.openFile(spec);
      await page.locator('.statusbar-item[id="devmatrix.devmatrix.devmatrix.costs"]').waitFor();
      const line = 1 + readFileSync(join(editor.folder, spec), 'utf8').split('\n').findIndex((text) => text.includes('guard:'));
      await editor.goTo(line, 1);
      const lens = page.locator('.codelens-decoration a').filter({ hasText: 'preview prompt' }).first();
      await lens.waitFor();
      await editor.screenshot('lenses');
      await editor.click(lens, page.locator('.tab').filter({ hasText: 'Prompt of' }));
      await editor.shownPage().getByRole('heading', { name: 'Its code' }).waitFor();
      await editor.screenshot('prompt');
      await editor.run('DevMatrix: Preview Prompt…', editor.quickPickItem('guardHandOver'));
      await editor.screenshot('which-prompt');

      await editor.run('View: Close All Editors', async () => !await page.locator('.tab').first().isVisible());
      await editor.run('DevMatrix: Generate from Spec', editor.quickPickItem('rental-app'));
      await editor.pick('rental-app');
      const title = page.locator('.quick-input-title').filter({ hasText: /Have 15 units .* for about \$0\.\d+/ });
      await editor.pressInNotification(/files.*rental-app/, 'Have It Written…', title);
      await editor.shownPage().getByRole('heading', { name: /Plan: 15 units of .*about \$0/ }).waitFor();
      await editor.screenshot('plan');
      const calls = () => server.requests.filter(({ path }) => !path.endsWith('/models')).length;
      assert.equal(calls(), 0);

      await editor.pick('Start, at most');
      const status = page.locator('.statusbar-item[id="devmatrix.devmatrix.devmatrix.writing"]');
      await status.filter({ hasText: /[1-9] of 15 written/ }).waitFor();
      await editor.screenshot('running');
      await editor.run('DevMatrix: Pause Writing', status.filter({ hasText: /paused at \d+ of 15/ }));
      await editor.screenshot('paused');
      assert.ok(calls() > 0);
    });
  } finally {
    await server.close();
  }
});
