import type { TestCounts, TestFailure } from '../../verify/ports.ts';

/** Source of a reporter for `node --test`: one JSON line for each finished test that is not a suite. */
export const jsonLinesReporter = `
export default async function* report(source) {
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, file, details, skip, todo } = event.data;
    if (details?.type === 'suite') {
      if (event.type === 'test:pass' || details.error?.failureType === 'subtestsFailed') continue;
    }
    const cause = details?.error?.cause ?? details?.error;
    if (event.type === 'test:fail' && details?.error?.failureType === 'subtestsFailed') continue;
    yield JSON.stringify({
      outcome: skip !== undefined || todo !== undefined ? 'skipped' : event.type === 'test:pass' ? 'passed' : 'failed',
      name, file, message: event.type === 'test:fail' ? String(cause?.message ?? cause) : '',
    }) + '\\n';
  }
}
`;

/** Adds up what the reporter wrote; lines that are not the reporter's (a test printed them) are left out. */
export function parseTestLines(output: string): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: TestFailure[] = [];
  for (const line of output.split('\n')) {
    const result = readLine(line);
    if (result === undefined) continue;
    counts[result.outcome] += 1;
    if (result.outcome === 'failed') failures.push({ name: result.name, file: result.file ?? '', message: result.message });
  }
  return { ...counts, failures };
}

interface TestLine {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly name: string;
  readonly file?: string;
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
