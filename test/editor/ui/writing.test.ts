import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePorts } from '../../../src/node/nodePorts.ts';
import { manifestPath, nextManifestPath, parseManifest } from '../../../src/pipeline/manifest.ts';
import { emptyBook, parseUnitBook, unitBookPath } from '../../../src/pipeline/unitBook.ts';
import { inEditor, repository } from './editor.ts';
import { askedOf, configureHouse, startHouse } from './house.ts';

const rental = 'rental.devmatrix.yaml';
const desk = 'desk.devmatrix.yaml';
/** The units of rental whose code is answered: a run does not end before it was looked at. */
const answered: ReadonlySet<string> = new Set(['guardCancel', 'guardHandOver', 'checkReasonableTime']);

const statusItem = (id: string): string => `.statusbar-item[id="devmatrix.devmatrix.devmatrix.${id}"]`;

it('shows what models are asked, has them write after plan and budget were agreed to, pauses, goes on, and is cancelled', async () => {
  const server = await startHouse('rental', ({ ask, name }) => ask === 'code' && !answered.has(name));
  try {
    await inEditor({ name: 'writing', workspace: join(repository, 'examples', 'rental'), theme: 'Default Dark Modern', env: { HOUSE_KEY: server.key } }, async (editor) => {
      const { page } = editor;
      configureHouse(editor.folder, server);
      await editor.openFile(rental);
      await page.locator(statusItem('costs')).waitFor();
      const line = 1 + readFileSync(join(editor.folder, rental), 'utf8').split('\n').findIndex((text) => text.includes('guard:'));
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
      const calls = () => server.requests.filter(({ path }) => !path.endsWith('/models'));
      assert.equal(calls().length, 0);

      await editor.pick('three times what is expected');
      const status = page.locator(statusItem('writing'));
      const running = editor.notification('writing what the spec states in words');
      await status.filter({ hasText: '3 of 15 written' }).waitFor();
      await editor.eventually(() => Promise.resolve(server.concurrency.now === 12));
      await running.waitFor();
      await editor.screenshot('running');
      await editor.run('DevMatrix: Pause Writing', status.filter({ hasText: 'paused at 3 of 15' }));
      await running.waitFor({ state: 'hidden' });
      await editor.screenshot('paused');
      await editor.click(status, editor.quickPickItem('Resume'));
      await editor.screenshot('actions');
      await editor.pick('Resume');
      await status.filter({ hasText: '3 of 15 written' }).waitFor();

      await editor.click(status, editor.quickPickItem('Pause'));
      await editor.pick('Cancel');
      await editor.notification(/3 written, 12 not written, .*It was cancelled and can go on later/).waitFor();
      await editor.shownPage().getByRole('heading', { name: 'rental: cancelled' }).waitFor();
      await editor.screenshot('cancelled');
      await status.waitFor({ state: 'hidden' });
      assert.equal(server.concurrency.now, 0);
      assert.ok(calls().filter(({ ended }) => ended === 'left').length >= 12);
      checkWhole(join(editor.folder, 'rental-app'), [...answered]);

      await editor.click(page.locator(statusItem('costs')), page.locator('.tab').filter({ hasText: 'Costs of Models' }));
      await editor.shownPage().getByRole('heading', { name: 'By model' }).waitFor();
      assert.equal(await editor.shownPage().getByText('Reserved for calls under way').count(), 0);
    });
  } finally {
    await server.close();
  }
});

it('offers to go on with a run that its window was closed over, that was declined, or that used its budget up', async () => {
  const server = await startHouse('desk', ({ ask }) => ask === 'code');
  try {
    await inEditor({ name: 'writing-again', workspace: join(repository, 'test', 'editor', 'desk'), theme: 'Default Light Modern', env: { HOUSE_KEY: server.key }, closedAfterSeconds: 5 }, async (editor) => {
      const { page } = editor;
      configureHouse(editor.folder, server);
      const app = join(editor.folder, 'desk-app');
      const status = page.locator(statusItem('writing'));
      const title = (words: RegExp) => page.locator('.quick-input-title').filter({ hasText: words });
      const offered = editor.notification('Models were cut off while they wrote');
      const nobodyAsked = () => editor.eventually(() => Promise.resolve(server.concurrency.now === 0));
      await editor.chooseInExplorer(desk, 'Generate from Spec', editor.quickPickItem('desk-app'));
      await editor.pick('desk-app');
      await editor.pressInNotification(/files.*desk-app/, 'Have It Written…', title(/Have 3 units/));
      await editor.shownPage().getByRole('heading', { name: /Plan: 3 units/ }).waitFor();
      await editor.screenshot('plan');
      await editor.pick('three times what is expected');
      await editor.eventually(() => Promise.resolve(askedOf(server, 'code').length >= 3 && server.concurrency.now === 3));
      await status.filter({ hasText: '0 of 3 written' }).waitFor();

      await editor.reopen(nobodyAsked);
      await offered.waitFor();
      await editor.screenshot('offered');
      await editor.pressInNotification('Models were cut off', 'Go On', title(/Go on: 0 of 3 are written, 3 are left/));
      await editor.screenshot('go-on');
      await editor.pick('three times what is expected');
      await editor.eventually(() => Promise.resolve(askedOf(server, 'code').length >= 6 && server.concurrency.now === 3));
      assert.equal(askedOf(server, 'cases').length, 3);

      await editor.reopen(nobodyAsked);
      // What was not heard to its end was asked once more; a call that took too long on a slow machine perhaps twice.
      const asked = askedOf(server, 'code').length;
      await editor.until(async () => !await offered.isVisible() && await page.locator('.explorer-folders-view').isVisible(), async (timely) => {
        await offered.hover(timely);
        await offered.getByRole('button', { name: 'Clear Notification' }).click(timely);
      });
      await editor.run('DevMatrix: Write What the Spec States in Words', title(/Go on: 0 of 3/));
      await editor.pick('Other Budget…');
      await editor.enter('0.0001', editor.notification('The budget is used up; with more it can go on'));
      await editor.shownPage().getByRole('heading', { name: 'desk: out of budget' }).waitFor();
      await editor.screenshot('out-of-budget');
      assert.deepEqual([askedOf(server, 'cases').length, askedOf(server, 'code').length], [3, asked]);
      checkWhole(app, []);

      await editor.pressInNotification('The budget is used up', 'Go On', title(/Go on: 0 of 3/));
      await editor.screenshot('go-on-with-more');
    });
  } finally {
    await server.close();
  }
});

/** Whether an app is as a generation leaves it, with the code of these functions. */
function checkWhole(app: string, functions: readonly string[]): void {
  const read = (path: string): string => readFileSync(join(app, path), 'utf8');
  const manifest = parseManifest(read(manifestPath));
  assert.ok(manifest !== undefined);
  assert.ok(!existsSync(join(app, nextManifestPath)));
  for (const [path, { sha256 }] of Object.entries(manifest.files)) assert.equal(nodePorts.hash.sha256(read(path)), sha256, path);
  const book = existsSync(join(app, unitBookPath)) ? parseUnitBook(read(unitBookPath)) : emptyBook;
  assert.ok(book !== undefined);
  assert.deepEqual([...book.values()].filter(({ status }) => status === 'complete').map(({ unit }) => unit.slice(unit.indexOf('#') + 1)).sort(), [...functions].sort());
}
