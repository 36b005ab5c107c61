import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Editor, repository } from './editor.ts';

it('generates an app by a right-click on its spec', async () => {
  const editor = await Editor.open({ workspace: join(repository, 'examples', 'shop') });
  try {
    await editor.screenshot('opened');
    await editor.chooseInExplorer('shop.devmatrix.yaml', 'DevMatrix: Generate from Spec');
    await editor.pick('shop-app');
    await editor.waitForNotification(/files/);
    await editor.screenshot('generated');
    assert.ok(existsSync(join(editor.folder, 'shop-app', 'package.json')));
  } catch (error) {
    await editor.screenshot('failed-generate');
    throw error;
  } finally {
    await editor.close();
  }
});
