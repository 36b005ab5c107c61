import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestCounts, TestFailure, TestResult } from '../../verify/ports.ts';

/** Where the preloaded module leaves, for the reporter, which files registered the tests of a name, in order. */
const originsKey = 'devmatrix.testOrigins';

/**
 * Source of a module to load before the tests. Node tells for a test the place of the call of `test`, which is a helper
 * for tests that come from tables: this remembers the test file that called the helper.
 */
export const testOrigins = `
import { syncBuiltinESMExports, createRequire } from 'node:module';
const runner = createRequire(import.meta.url)('node:test');
const origins = globalThis[Symbol.for('${originsKey}')] = new Map();
const remembering = (register) => Object.assign((...call) => {
  const name = typeof call[0] === 'string' ? call[0] : typeof call[0] === 'function' ? call[0].name : '';
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const file = /file:[^\\s()]*?\\.test\\.[cm]?[jt]s/.exec(new Error().stack ?? '')?.[0];
  Error.stackTraceLimit = limit;
  const files = origins.get(name) ?? [];
  files.push(file);
  origins.set(name, files);
  return register(...call);
}, register);
runner.test = remembering(runner.test);
runner.it = remembering(runner.it);
syncBuiltinESMExports();
`;

/** Source of a reporter for `node --test`: one JSON line for each finished test that is not a suite. */
export const jsonLinesReporter = `
export default async function* report(source) {
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, details, skip, todo } = event.data;
    if (details?.type === 'suite') {
      if (event.type === 'test:pass' || details.error?.failureType === 'subtestsFailed') continue;
    }
    const file = globalThis[Symbol.for('${originsKey}')]?.get(name)?.shift() ?? event.data.file;
    const cause = details?.error?.cause ?? details?.error;
    if (event.type === 'test:fail' && details?.error?.failureType === 'subtestsFailed') continue;
    yield JSON.stringify({
      outcome: skip !== undefined || todo !== undefined ? 'skipped' : event.type === 'test:pass' ? 'passed' : 'failed',
      name, file, ms: details?.duration_ms ?? 0, message: event.type === 'test:fail' ? String(cause?.message ?? cause) : '',
    }) + '\\n';
  }
}
`;

/** Reads what the reporter writes, as it comes; lines that are not the reporter's (a test printed them) are left out. */
export class TestLines {
  readonly #folder: string;
  readonly #onResult: (test: TestResult) => void;
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  readonly #failures: TestFailure[] = [];
  #rest = '';

  /** Files are told relative to `folder`. */
  constructor(folder: string, onResult: (test: TestResult) => void = () => undefined) {
    this.#folder = folder;
    this.#onResult = onResult;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
  }

  /** The sum of all results. */
  end(): TestCounts {
    this.#read(this.#rest);
    this.#rest = '';
    return { ...this.#counts, failures: this.#failures };
  }

  #read(text: string): void {
    const line = readLine(text);
    if (line === undefined) return;
    const { name, outcome, message, ms } = line;
    const file = relativeTo(this.#folder, line.file ?? '');
    this.#counts[outcome] += 1;
    if (outcome === 'failed') this.#failures.push({ name, file, message });
    this.#onResult({ name, file, ok: outcome !== 'failed', skipped: outcome === 'skipped', ms: Math.round(ms * 10) / 10, message });
  }
}

/** Node gives paths or `file:` URLs, by version. */
function relativeTo(folder: string, file: string): string {
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  return (isAbsolute(path) ? relative(folder, path) : path).replaceAll('\\', '/');
}

interface TestLine {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly name: string;
  readonly file?: string;
  readonly ms: number;
  readonly message: string;
}

function readLine(line: string): TestLine | undefined {
  if (!line.startsWith('{"outcome":')) return undefined;
  try {
    return JSON.parse(line) as TestLine;
  } catch {
    return undefined;
  }
}
