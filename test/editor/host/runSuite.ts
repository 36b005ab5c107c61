import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { SuiteEvent } from '../../../scripts/vscode/suiteEvents.ts';

/** Runs the tests that `load` declares, in the extension host, and reports each to the file that the caller reads. Rejects when one fails. */
export async function runSuite(load: () => Promise<void>): Promise<void> {
  const { DEVMATRIX_SUITE_REPORT: report = '', DEVMATRIX_SUITE_GREP: grep } = process.env;
  const tell = (event: SuiteEvent): void => { if (report !== '') appendFileSync(report, `${JSON.stringify(event)}\n`); };
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: Mocha.reporters.Base, ...(grep === undefined ? {} : { grep }) });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  try {
    await load();
  } catch (error) {
    tell({ kind: 'failed', title: 'the suite loads', durationMs: 0, error: wordError(error) });
    throw error;
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => { tell({ kind: 'passed', title: test.fullTitle(), durationMs: test.duration ?? 0 }); });
    runner.on('fail', (test, error) => { tell({ kind: 'failed', title: test.fullTitle(), durationMs: test.duration ?? 0, error: wordError(error) }); });
  });
  if (failures > 0) throw new Error(`${failures} failing in the extension host`);
}

function wordError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
