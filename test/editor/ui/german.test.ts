import { join } from 'node:path';
import { inEditor, repository } from './editor.ts';

it('speaks German in a German window', () => inEditor({
  name: 'german', workspace: join(repository, 'examples', 'shop'), theme: 'Default Light Modern', language: 'de',
}, async (editor) => {
  const { page } = editor;
  await editor.openMenu('shop.devmatrix.yaml', 'DevMatrix: Aus Spezifikation erzeugen');
  await editor.screenshot('menu');
  await editor.run('Welcome: Open Walkthrough...', editor.quickPickItem('Von der Spezifikation zum laufenden Backend'));
  await editor.pick('Von der Spezifikation zum laufenden Backend');
  await page.locator('.getting-started-media').first().waitFor();
  await editor.screenshot('walkthrough');
  await editor.chooseInExplorer('shop.devmatrix.yaml', 'DevMatrix: Aus Spezifikation erzeugen', editor.quickPickItem('neuer Ordner neben der Spezifikation'));
  await editor.screenshot('choose-folder');
  await editor.pick('shop-app');
  const done = /Dateien.*Zeilen.*shop-app/;
  await editor.notification(done).waitFor();
  await editor.screenshot('generated');
  await editor.pressInNotification(done, 'Details', page.locator('.tab').filter({ hasText: 'Shop erzeugt' }));
  const shown = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await shown.getByText('der Spezifikation, nach Regeln').waitFor();
  await editor.screenshot('details');
}));
