import { writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Gap } from '../compliance/gap.ts';
import type { CheckJson, CheckTimings } from '../compliance/report/complianceJson.ts';
import { formatCompliance } from '../compliance/report/formatCompliance.ts';
import { junitOf } from '../compliance/report/junit.ts';
import { locateGaps } from '../compliance/report/locatedGap.ts';
import { sarifOf } from '../compliance/report/sarif.ts';
import { LineIndex } from '../base/span.ts';
import type { AppChecker } from '../pipeline/appChecker.ts';
import { parseSpecArguments } from './arguments.ts';
import { openApp, type OpenedApp, stopwatch } from './openApp.ts';
import { type ExitCode, printJson } from './terminal.ts';

/** `devmatrix check`: compares the code of an app with its spec; nothing is written but the reports that are asked for. */
export async function checkCommand(args: readonly string[]): Promise<ExitCode> {
  const { spec, values } = parseSpecArguments(args, {
    app: { type: 'string' },
    target: { type: 'string', default: 'typescript' },
    sarif: { type: 'string' },
    junit: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const total = stopwatch();
  const opened = await openApp(spec, values.app, values.target);
  if (opened === undefined) return 2;
  const clock = stopwatch();
  const report = opened.checker.check();
  const checkMs = clock();
  const fixable = fixableGaps(opened.checker);
  const gaps = locateGaps(report, {
    appText: (file) => opened.texts.get(file),
    locateSpec: (span) => opened.spec.locate(span),
    isFixable: (gap) => fixable.has(gap),
  });
  const timingMs: CheckTimings = { ...opened.timingMs, check: checkMs, repairs: clock(), total: total() };
  const app = values.app ?? '.';
  if (values.sarif !== undefined) writeJson(values.sarif, sarifOf(gaps, { app: fromHere(app), spec: fromHere, version: version() }));
  if (values.junit !== undefined) writeFileSync(values.junit, junitOf(report, gaps, timingMs.total / 1000));
  if (values.json) {
    const { strict, relaxed, expected, implemented } = report;
    printJson({ strict, relaxed, expected, implemented, gaps, timingMs, app, spec, unreadable: unreadable(opened) } satisfies CheckJson);
  } else process.stdout.write(formatCompliance(report, gaps));
  opened.checker.keep();
  return gaps.length === 0 && report.unreadable.length === 0 ? 0 : 1;
}

/** Time to find out what can be repaired; what is not tried by then counts as repairable when the spec says what to put there. */
const patienceMs = 5_000;

function fixableGaps(checker: AppChecker): ReadonlySet<Gap> {
  const until = performance.now() + patienceMs;
  return new Set(checker.check().gaps.filter((gap) =>
    (performance.now() < until ? checker.repair(gap).kind === 'edits' : gap.expected !== undefined)));
}

function unreadable({ checker, texts }: OpenedApp): CheckJson['unreadable'] {
  return checker.check().unreadable.map(({ file, start, message }) => ({ file, message, ...new LineIndex(texts.get(file) ?? '').positionAt(start) }));
}

/** The path from where the command runs, with `/`. */
function fromHere(path: string): string {
  return relative('.', path).split(sep).join('/');
}

/** Set by the build. */
declare const DEVMATRIX_VERSION: string | undefined;

function version(): string {
  return typeof DEVMATRIX_VERSION === 'string' ? DEVMATRIX_VERSION : '0.0.0';
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
