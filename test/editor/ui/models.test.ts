import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { standardSuite } from '../../../src/llm/benchmark/suite/standardSuite.ts';
import { benchmarkAnswers } from '../../models/benchmarkAnswers.ts';
import { fourModels } from '../../provider-server/fourModels.ts';
import { startProviderServer } from '../../provider-server/providerServer.ts';
import { inEditor, repository } from './editor.ts';

const workspace = join(repository, 'examples', 'shop');
const secret = 'fake-secret-key-0123456789';

it('adds a provider with its key, tests one of its models, and shows what it cost', async () => {
  const server = await startProviderServer({ models: fourModels, bills: true, keys: [secret] });
  try {
    await inEditor({ name: 'models', workspace, theme: 'Default Dark Modern' }, async (editor) => {
      const { page } = editor;
      const view = page.locator('.pane').filter({ hasText: 'Models' });
      await editor.run('DevMatrix: Focus on Models View', view.getByText('No provider of models is configured.'));
      await editor.screenshot('empty');

      const title = page.locator('.quick-input-title');
      await editor.run('DevMatrix: Manage Providers', editor.quickPickItem('Add a provider'));
      await editor.screenshot('manage');
      await editor.pick('Add a provider');
      await editor.quickPickItem('Anthropic').waitFor();
      await editor.screenshot('add');
      await editor.pick('Another server that speaks as OpenAI does');
      await title.filter({ hasText: 'Address of the server' }).waitFor();
      await editor.enter('http://llm.example.com/v1', page.locator('.quick-input-message').filter({ hasText: 'is not https' }));
      await editor.screenshot('refused-address');
      await editor.enter(server.baseUrl.chat, editor.quickPickItem('Unknown'));
      await editor.screenshot('prices');
      await editor.pick('Unknown');
      await title.filter({ hasText: '127.0.0.1' }).waitFor();
      await editor.screenshot('key');
      const configured = editor.notification('is configured');
      await editor.enter(secret, configured);
      await editor.screenshot('configured');

      await editor.pressInNotification('is configured', 'Test', editor.quickPickItem('fake-small'));
      await editor.screenshot('which-model');
      await editor.pick('fake-small');
      await editor.notification(/fake-small answered in .*\$0\.0000.*tokens in/).waitFor();
      await editor.screenshot('tested');
      const meter = page.locator('.statusbar-item[id="devmatrix.devmatrix.devmatrix.costs"]');
      await meter.filter({ hasText: /\$0\.0000/ }).waitFor();
      await view.locator('.monaco-list-row').filter({ hasText: 'fake-small' }).filter({ hasText: '$0.0000' }).waitFor();
      await editor.screenshot('view');

      await editor.click(meter, page.locator('.tab').filter({ hasText: 'Costs of Models' }));
      await editor.shownPage().getByRole('heading', { name: 'By model' }).waitFor();
      await editor.screenshot('costs');
      assert.ok(!(await page.content()).includes(secret));

      await editor.run('DevMatrix: Manage Providers', editor.quickPickItem('127.0.0.1'));
      await editor.screenshot('manage-one');
      await editor.click(editor.quickPickItem('127.0.0.1'), editor.quickPickItem('Change the address'));
      await editor.screenshot('one');
      await goThrough(editor, ['127.0.0.1', 'Change the address'], title.filter({ hasText: 'Address of the server' }));
      const moved = server.baseUrl.chat.replace('127.0.0.1', 'localhost');
      await editor.enter(moved, async () => !await title.filter({ hasText: 'Address of the server' }).isVisible());

      const dialog = page.locator('.monaco-dialog-box').filter({ hasText: 'with its key' });
      await goThrough(editor, [moved, 'Remove'], dialog);
      await editor.screenshot('remove');
      await editor.click(dialog.getByRole('button', { name: 'Remove' }), view.getByText('No provider of models is configured.'));
    });
  } finally {
    await server.close();
  }
});

it('measures models after telling the price, shows why a provider is not asked, and stops at the budget', async () => {
  const server = await startProviderServer({
    models: fourModels.map((model) => ({ ...model, latency: {} })), keys: [secret],
    rules: standardSuite.tasks.map(({ id, category, prompt }) => ({ user: prompt, answer: { category, right: benchmarkAnswers[id]?.right ?? '', wrong: benchmarkAnswers[id]?.wrong ?? '' } })),
  });
  const env = { DEVMATRIX_HOUSE_BASE_URL: server.baseUrl.chat, DEVMATRIX_HOUSE_API_KEY: secret };
  try {
    await inEditor({ name: 'models-use', workspace, theme: 'Default Light Modern', env, settings: { 'devmatrix.budget.month': 20 } }, async (editor) => {
      const { page } = editor;
      const row = (words: string) => page.locator('.pane .monaco-list-row').filter({ hasText: words });
      await editor.run('DevMatrix: Focus on Models View', row('fake-coder'));
      await editor.screenshot('view');

      await editor.run('DevMatrix: Run Model Benchmark', page.locator('.quick-input-title').filter({ hasText: '(1/2)' }));
      await editor.screenshot('which-models');
      await editor.until(page.locator('.quick-input-title').filter({ hasText: '(2/2)' }), () => page.keyboard.press('Enter'));
      await editor.screenshot('in-what');
      const dialog = page.locator('.monaco-dialog-box');
      await editor.until(dialog, () => page.keyboard.press('Enter'));
      assert.match(await dialog.innerText(), /Ask 192 questions to 4 models for about \$\d/);
      await editor.screenshot('price');
      await editor.click(dialog.getByRole('button', { name: 'Start' }), async () => !await dialog.isVisible());
      await page.locator('.tab').filter({ hasText: 'Model Benchmark' }).waitFor();
      await editor.shownPage().getByRole('heading', { name: 'Coding' }).waitFor();
      await editor.screenshot('benchmark');

      server.setFault('overloaded');
      await editor.run('DevMatrix: Manage Providers', editor.quickPickItem('House'));
      await editor.screenshot('providers');
      await goThrough(editor, ['House', 'Test'], editor.quickPickItem('fake-coder'));
      await editor.pick('fake-coder');
      await row('fake-coder').filter({ hasText: 'paused' }).waitFor();
      await editor.notification(/could not answer/).waitFor();
      await row('fake-coder').hover();
      await editor.screenshot('paused');
      server.setFault(undefined);

      mkdirSync(join(editor.folder, '.vscode'), { recursive: true });
      writeFileSync(join(editor.folder, '.vscode', 'settings.json'), JSON.stringify({ 'devmatrix.budget.workspace': 0.0001 }));
      const meter = page.locator('.statusbar-item[id="devmatrix.devmatrix.devmatrix.costs"]');
      await meter.filter({ hasText: '$0.00 left' }).waitFor();
      const before = server.requests.length;
      await editor.until(editor.notification(/was not made/), async () => {
        await goThrough(editor, ['House', 'Test'], editor.quickPickItem('fake-small'));
        await editor.pick('fake-small');
      });
      await editor.screenshot('budget');
      assert.deepEqual(server.requests.slice(before).map(({ path }) => path).filter((path) => !path.endsWith('/models')), []);
      await editor.pressInNotification(/was not made/, 'Show Costs', page.locator('.tab').filter({ hasText: 'Costs of Models' }));
      await editor.shownPage().getByRole('heading', { name: 'Budgets' }).waitFor();
      await editor.screenshot('costs');
    });
  } finally {
    await server.close();
  }
});

/** Chooses from the lists of "Manage Providers", from the start again when another list came between. */
async function goThrough(editor: Parameters<Parameters<typeof inEditor>[1]>[0], choices: readonly string[], sight: Locator): Promise<void> {
  await editor.until(sight, async (timely) => {
    await editor.page.keyboard.press('Escape');
    await editor.run('DevMatrix: Manage Providers', editor.quickPickItem(choices[0] ?? ''));
    for (const choice of choices) await editor.quickPickItem(choice).click(timely);
  });
}
