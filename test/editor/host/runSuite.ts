import Mocha from 'mocha';
import { report } from './support/report.ts';

/** Runs the tests that `load` declares, in the extension host, and reports each. Rejects when one fails. */
export async function runSuite(load: () => Promise<void>): Promise<void> {
  process.setSourceMapsEnabled(true);
  const { DEVMATRIX_SUITE_GREP: grep } = process.env;
  const mocha = new Mocha({ ui: 'bdd', timeout: 300_000, reporter: Mocha.reporters.Base, ...(grep === undefined ? {} : { grep }) });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  try {
    await load();
  } catch (error) {
    report({ kind: 'failed', title: 'the suite loads', durationMs: 0, error: wordError(error) });
    throw error;
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => { report({ kind: 'passed', title: test.fullTitle(), durationMs: test.duration ?? 0 }); });
    runner.on('fail', (test, error) => { report({ kind: 'failed', title: test.fullTitle(), durationMs: test.duration ?? 0, error: wordError(error) }); });
  });
  if (failures > 0) throw new Error(`${failures} failing in the extension host`);
}

function wordError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
