import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fourModels } from '../../provider-server/fourModels.ts';
import { startProviderServer } from '../../provider-server/providerServer.ts';
import { inEditor, repository } from './editor.ts';

const secret = 'fake-secret-key-0123456789';

it('an answer arrives while it is read, its cost is on the meter, and the next one is cancelled without becoming part of the conversation', async () => {
  const server = await startProviderServer({ models: fourModels.map((model) => ({ ...model, latency: {} })), bills: true, keys: [secret] });
  const env = { DEVMATRIX_HOUSE_BASE_URL: server.baseUrl.chat, DEVMATRIX_HOUSE_API_KEY: secret };
  try {
    await inEditor({ name: 'ask', workspace: join(repository, 'examples', 'shop'), theme: 'Default Light Modern', env }, async (editor) => {
      const { page } = editor;
      const lines = page.locator('.editor-instance .view-lines');
      const box = page.locator('.quick-input-title');
      server.use({ user: 'mutex', answer: 'A mutex is a lock that one thread holds at a time.' });
      await editor.run('DevMatrix: Ask a Model', box.filter({ hasText: 'Ask a Model' }));
      await editor.screenshot('question');
      await editor.enter('What is a mutex?', page.locator('.tab').filter({ hasText: 'what-is-a-mutex' }));
      await lines.filter({ hasText: 'one thread holds at a time' }).waitFor();
      await page.locator('.statusbar-item[id="devmatrix.devmatrix.devmatrix.costs"]').filter({ hasText: /\$0\.0/ }).waitFor();
      await editor.screenshot('answer');

      server.use({ user: 'slowly', answer: { text: 'Slowly it goes on. '.repeat(2_000), pauseMs: 200 } });
      await editor.run('DevMatrix: Ask a Model', editor.quickPickItem('What is a mutex?'));
      await editor.screenshot('conversations');
      await editor.click(editor.quickPickItem('What is a mutex?'), box.filter({ hasText: 'Ask a Model' }));
      await editor.enter('Say it slowly', lines.filter({ hasText: 'Slowly it goes on.' }));
      await editor.screenshot('arriving');
      await editor.pressInNotification('asking a model', 'Cancel', lines.filter({ hasText: 'This answer was not finished' }));
      await editor.screenshot('cancelled');
      await editor.eventually(() => Promise.resolve(server.requests.at(-1)?.ended === 'left'));

      await editor.run('DevMatrix: Ask a Model', editor.quickPickItem('What is a mutex?'));
      await editor.click(editor.quickPickItem('What is a mutex?'), box.filter({ hasText: 'Ask a Model' }));
      await editor.enter('and a semaphore?', lines.filter({ hasText: 'You said: and a semaphore?' }));
      assert.ok(!(await lines.allInnerTexts()).join('\n').includes('Slowly'));
      assert.deepEqual(server.requests.at(-1)?.request?.messages.filter(({ role }) => role === 'user').map(({ text }) => text), ['What is a mutex?', 'and a semaphore?']);
    });
  } finally {
    await server.close();
  }
});
