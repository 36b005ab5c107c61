import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestResult } from '../../verify/ports.ts';
import { run } from './processes.ts';
import { jsonLinesReporter, testOrigins, TestLines } from './testReporter.ts';

it('counts tests in suites, with the message of each failure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reporter-'));
  try {
    await writeFile(join(folder, 'reporter.mjs'), jsonLinesReporter);
    await writeFile(join(folder, 'some.test.mjs'), `
      import { describe, it } from 'node:test';
      it('passes', () => { console.log('noise'); });
      it.skip('is left out', () => {});
      describe('suite', () => { it('fails', () => { throw new Error('because'); }); });
    `);
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const finished = await run(process.execPath, ['--test', `--test-reporter=${pathToFileURL(join(folder, 'reporter.mjs')).href}`, '--test-reporter-destination=stdout', join(folder, 'some.test.mjs')], { cwd: folder, env });
    const told: TestResult[] = [];
    const lines = new TestLines(folder, (test) => told.push(test));
    // In pieces, as a pipe gives them.
    for (let at = 0; at < finished.stdout.length; at += 7) lines.add(finished.stdout.slice(at, at + 7));
    const { failures, ...counts } = lines.end();
    assert.deepEqual(told.map(({ name, file, ok, skipped }) => ({ name, file, ok, skipped })), [
      { name: 'passes', file: 'some.test.mjs', ok: true, skipped: false },
      { name: 'is left out', file: 'some.test.mjs', ok: true, skipped: true },
      { name: 'fails', file: 'some.test.mjs', ok: false, skipped: false },
    ]);
    assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 1 });
    assert.deepEqual(failures.map(({ name, message }) => ({ name, message })), [{ name: 'fails', message: 'because' }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('tells the test file of tests that a helper registers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reporter-'));
  try {
    await writeFile(join(folder, 'reporter.mjs'), jsonLinesReporter);
    await writeFile(join(folder, 'origins.mjs'), testOrigins);
    await writeFile(join(folder, 'table.mjs'), `import { test } from 'node:test';\nexport const rows = (names) => { for (const name of names) test(name, () => {}); };`);
    await writeFile(join(folder, 'a.test.mjs'), `import { rows } from './table.mjs';\nrows(['one', 'same']);`);
    await writeFile(join(folder, 'b.test.mjs'), `import { it } from 'node:test';\nimport { rows } from './table.mjs';\nrows(['same']);\nit('two', () => {});`);
    const url = (name: string): string => pathToFileURL(join(folder, name)).href;
    const args = [`--import=${url('origins.mjs')}`, '--test', '--experimental-test-isolation=none', `--test-reporter=${url('reporter.mjs')}`, '--test-reporter-destination=stdout', 'a.test.mjs', 'b.test.mjs'];
    const finished = await run(process.execPath, args, { cwd: folder, env: { ...process.env, NODE_TEST_CONTEXT: undefined } });
    const told: string[] = [];
    const lines = new TestLines(folder, ({ file, name }) => told.push(`${file}: ${name}`));
    lines.add(finished.stdout);
    lines.end();
    assert.deepEqual(told, ['a.test.mjs: one', 'a.test.mjs: same', 'b.test.mjs: same', 'b.test.mjs: two']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
