import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './processes.ts';
import { jsonLinesReporter, parseTestLines } from './testReporter.ts';

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
    const { failures, ...counts } = parseTestLines(finished.stdout);
    assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 1 });
    assert.deepEqual(failures.map(({ name, message }) => ({ name, message })), [{ name: 'fails', message: 'because' }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
