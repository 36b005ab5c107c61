import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestResult } from '../../verify/ports.ts';
import { run } from './processes.ts';
import { jsonLinesReporter, TestLines } from './testReporter.ts';

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
