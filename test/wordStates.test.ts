import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { targetNamed } from '../src/cli/targets.ts';
import type { WrittenUnit } from '../src/ir/atom.ts';
import type { Target } from '../src/ir/target.ts';
import { nodePorts } from '../src/node/nodePorts.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { loadSpec } from '../src/pipeline/loadSpec.ts';
import { taskDigest } from '../src/pipeline/unitBook.ts';
import { type WordState, wordStates } from '../src/pipeline/wordStates.ts';

const { hash } = nodePorts;
const { application } = loadSpec(specFiles(join(fileURLToPath(new URL('..', import.meta.url)), 'examples', 'rental', 'rental.devmatrix.yaml')));
assert.ok(application !== undefined);

/** What the app of an example has of what its spec states in words, by the book and by the texts of its files. */
async function states(book: (target: Target) => readonly WrittenUnit[], change: (text: string) => string = (text) => text): Promise<readonly WordState[]> {
  assert.ok(application !== undefined);
  const lazy = targetNamed('typescript');
  const empty = await lazy.load(new Map());
  const written = new Map(book(empty).map((unit) => [unit.unit, unit]));
  const target = await lazy.load(written);
  const texts = new Map([...target.emit(application, 'app', written)].map(({ file }) => [file.path, change(file.text)]));
  return wordStates({ application, target, written, hash })((file) => texts.get(file)).map(({ state }) => state);
}

/** The first unit, written for its words or others. */
const first = (task: 'now' | 'older', status: WrittenUnit['status']) => (target: Target): readonly WrittenUnit[] => target.atoms(application).slice(0, 1).map(({ id, task: asked }) => ({
  unit: id, task: task === 'now' ? taskDigest(asked, hash) : 'older', code: `${asked.signature} {\n  throw ${status === 'partial' ? 'notImplemented("a", "b")' : 'new Error("never")'};\n}`, helpers: [], cases: [], status, model: 'test/test',
}));

it('says of what is stated in words whether it is written', async () => {
  const open = await states(() => []);
  assert.ok(open.length > 1);
  assert.deepEqual([...new Set(open)], ['unwritten']);
  const changes = await Promise.all([first('now', 'complete'), first('older', 'complete'), first('now', 'partial')].map(async (book) => (await states(book)).filter((state) => state !== 'unwritten')));
  assert.deepEqual(changes, [['written'], ['stale'], ['partial']]);
});

it('takes for written what a person wrote in the place of what answers 501', async () => {
  const byHand = await states(() => [], (text) => text.replaceAll(/throw notImplemented\([^]*?\);\n/g, 'return undefined as never;\n'));
  assert.deepEqual([...new Set(byHand)], ['written']);
});

it('takes for unwritten what is not there', async () => {
  assert.deepEqual([...new Set(await states(() => [], () => ''))], ['unwritten']);
});
