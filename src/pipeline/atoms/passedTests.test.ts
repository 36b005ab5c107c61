import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { PassedTests } from './passedTests.ts';

const hash = { sha256: (text: string) => createHash('sha256').update(text).digest('hex') };
const app = new Map([
  ['tests/generated/a.test.ts', "import { a } from '../../src/a.ts';\n"], ['tests/generated/b.test.ts', "const { b } = await import('../../src/b.ts');\n"],
  ['src/a.ts', "import { c } from './deep/c.ts';\n"], ['src/b.ts', 'export const b = 1;\n'], ['src/deep/c.ts', "import { a } from '../a.ts';\n"], ['openapi.json', '{}'],
]);
const files = ['tests/generated/a.test.ts', 'tests/generated/b.test.ts'];
const withText = (path: string, text: string): ReadonlyMap<string, string> => new Map([...app, [path, text]]);
const passing = (): PassedTests => {
  const passed = new PassedTests(hash);
  passed.note(files, { passed: 9, failed: 0, failures: [] }, app);
  return passed;
};

it('runs tests again only when a module that they lead to has changed', () => {
  assert.deepEqual(new PassedTests(hash).open(files, app), files);
  assert.deepEqual(passing().open(files, app), []);
  assert.deepEqual(passing().open(files, withText('src/deep/c.ts', 'export const c = 2;\n')), ['tests/generated/a.test.ts']);
  assert.deepEqual(passing().open(files, withText('src/b.ts', 'export const b = 2;\n')), ['tests/generated/b.test.ts']);
});

it('runs all of them again when a file that is no module has changed', () => {
  assert.deepEqual(passing().open(files, withText('openapi.json', '{ "a": 1 }')), files);
});

it('knows a text that was there before', () => {
  const passed = passing();
  passed.note(files, { passed: 8, failed: 1, failures: [{ name: 'x', file: 'tests/generated/b.test.ts', message: 'no' }] }, withText('src/b.ts', 'export const b = 3;\n'));
  assert.deepEqual(passed.open(files, withText('src/b.ts', 'export const b = 3;\n')), ['tests/generated/b.test.ts']);
  assert.deepEqual(passed.open(files, app), []);
});

it('learns nothing from a run that could not be done', () => {
  const passed = new PassedTests(hash);
  passed.note(files, { passed: 0, failed: 1, failures: [{ name: 'node --test', file: 'tests', message: 'no memory' }] }, app);
  passed.note(files, { passed: 0, failed: 0, failures: [] }, app);
  assert.deepEqual(passed.open(files, app), files);
});
