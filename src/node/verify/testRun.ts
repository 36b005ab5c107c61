import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { VerifyError, type TestCounts, type TestRun } from '../../verify/ports.ts';
import { cleanEnvironment } from './cleanEnvironment.ts';
import { findNodeRuntime } from './nodeRuntime.ts';
import { run } from './processes.ts';
import { jsonLinesReporter, testOrigins, TestLines } from './testReporter.ts';

/** The app's test files, relative to its folder, sorted; empty when it has none. */
export async function testFiles(appDir: string): Promise<readonly string[]> {
  if (!existsSync(join(appDir, 'tests'))) return [];
  const paths = await readdir(join(appDir, 'tests'), { recursive: true });
  return paths.filter((path) => path.endsWith('.test.ts')).map((path) => `tests/${path.replaceAll('\\', '/')}`).sort();
}

/** Runs the app's tests with Node's own runner; undefined when the app has none. */
export async function runTests(appDir: string, { environment, files, onResult }: TestRun, signal: CancelSignal): Promise<TestCounts | undefined> {
  if (!existsSync(join(appDir, 'tests'))) return undefined;
  const node = await findNodeRuntime();
  if (!node.native) throw new VerifyError(`The generated tests need Node 22.18 or newer; this is ${node.version}. Put a newer node on PATH.`);
  const folder = await mkdtemp(join(tmpdir(), 'devmatrix-tests-'));
  try {
    const reporter = join(folder, 'reporter.mjs');
    await writeFile(reporter, jsonLinesReporter);
    const origins = join(folder, 'origins.mjs');
    await writeFile(origins, testOrigins);
    const lines = new TestLines(appDir, onResult);
    const args = [`--import=${pathToFileURL(origins).href}`, '--test', `--test-reporter=${pathToFileURL(reporter).href}`, '--test-reporter-destination=stdout', ...(await testArguments(appDir, files))];
    const finished = await run(node.command, args, { cwd: appDir, env: { ...cleanEnvironment(), ...environment }, timeoutMs: 300_000, priority: 'low', signal, onStdout: (text) => { lines.add(text); } });
    const counts = lines.end();
    if (finished.exitCode === 0 || counts.failed > 0) return counts;
    return { ...counts, failed: 1, failures: [{ name: 'node --test', file: 'tests', message: (finished.stderr || finished.stdout).trim().slice(-4000) }] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The options and patterns of the app's own `test` script, or the usual ones when it is not a plain `node --test`; `files` in the place of its patterns. */
async function testArguments(appDir: string, files: readonly string[] | undefined): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(appDir, 'package.json'), 'utf8')) as { readonly scripts?: Readonly<Record<string, string>> };
  const script = manifest.scripts?.['test'] ?? '';
  const match = /^node\s+(.*)$/.exec(script);
  const words: readonly string[] = (match?.[1] ?? '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  if (!words.includes('--test')) return files ?? ['tests/**/*.test.ts'];
  const own = words.map((word) => word.replace(/^['"]|['"]$/g, '')).filter((word) => word !== '--test' && !word.startsWith('--test-reporter'));
  return files === undefined ? own : [...own.filter((word) => word.startsWith('--')), ...files];
}
