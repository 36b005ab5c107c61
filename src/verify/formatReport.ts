import type { SourceProblem, TestFailure } from './ports.ts';
import type { CheckFailure, OperationReport, SmokeReport, VerifyPart, VerifyReport } from './report.ts';

const shownFailures = 20;

/** The report as text for people: what failed first, then the tables, then the verdict. */
export function formatReport(report: VerifyReport): string {
  return [failureText(report), stageTable(report), operationTable(report.smoke), skippedText(report.smoke), verdict(report)].filter((part) => part !== '').join('\n\n') + '\n';
}

function failureText(report: VerifyReport): string {
  const sections = [
    ...(report.crash === undefined ? [] : [`The app did not run as it should\n${indent(report.crash)}`]),
    ...problemSection('Type errors', report.typecheck.errors),
    ...problemSection('Lint findings', report.lint.errors),
    ...testSection(report.tests.failures),
    ...report.smoke.operations.filter((operation) => operation.failures.length > 0).map(operationFailures),
  ];
  return sections.join('\n\n');
}

function problemSection(title: string, problems: readonly SourceProblem[]): readonly string[] {
  if (problems.length === 0) return [];
  const lines = problems.slice(0, shownFailures).map((problem) => `  ${problem.file}:${problem.line}:${problem.column}  ${problem.code}  ${problem.message}`);
  return [[`${title} (${problems.length})`, ...lines, ...more(problems.length)].join('\n')];
}

function testSection(failures: readonly TestFailure[]): readonly string[] {
  if (failures.length === 0) return [];
  const lines = failures.slice(0, shownFailures).map((failure) => `  ✗ ${failure.name}\n${indent(failure.message, '      ')}`);
  return [[`Generated tests that fail (${failures.length})`, ...lines, ...more(failures.length)].join('\n')];
}

function operationFailures(operation: OperationReport): string {
  const lines = operation.failures.slice(0, shownFailures).map(failureLines);
  return [`${operation.operation} (${operation.failures.length} of ${operation.checks} checks fail)`, ...lines, ...more(operation.failures.length)].join('\n');
}

function failureLines(failure: CheckFailure): string {
  const lines = [`  ✗ ${failure.check}`];
  if (failure.after !== undefined) lines.push(`      after     ${failure.after}`);
  lines.push(`      expected  ${failure.expected}`);
  if (failure.because !== undefined) lines.push(`      because   ${failure.because}`);
  lines.push(`      came      ${failure.actual}`);
  if (failure.curl !== undefined) lines.push(`      ${failure.curl}`);
  if (failure.token !== undefined) lines.push(`      ${failure.token}`);
  return lines.join('\n');
}

function more(count: number): readonly string[] {
  return count > shownFailures ? [`  ... and ${count - shownFailures} more`] : [];
}

function stageTable(report: VerifyReport): string {
  const { timingMs: ms, tests, smoke, leftOut = [] } = report;
  const rows: (readonly [string, string, number, VerifyPart?])[] = [
    ['types', report.typecheck.ok ? 'no errors' : `${report.typecheck.errors.length} errors`, ms.typecheck, 'typecheck'],
    ['lint', report.lint.ran ? `${report.lint.errors.length} findings` : 'no linter', ms.lint, 'lint'],
    ['database', report.database, ms.database],
    ['tests', `${tests.passed} passed${tests.failed > 0 ? `, ${tests.failed} failed` : ''}${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`, ms.tests, 'tests'],
    ['start', 'ready', ms.boot, 'smoke'],
    ['smoke', `${smoke.passed} checks passed${smoke.failed > 0 ? `, ${smoke.failed} failed` : ''}, ${smoke.requests} requests`, ms.smoke, 'smoke'],
  ];
  return table(rows.map(([stage, result, took, part]) => (part !== undefined && leftOut.includes(part) ? [stage, 'left out', ''] : [stage, result, duration(took)])));
}

function operationTable(smoke: SmokeReport): string {
  if (smoke.operations.length === 0) return '';
  const rows = smoke.operations.map((operation) => [
    operation.failures.length === 0 ? '✓' : '✗',
    operation.operation,
    `${operation.passed}/${operation.checks}`,
    duration(operation.ms),
  ]);
  return table(rows);
}

function skippedText(smoke: SmokeReport): string {
  if (smoke.skipped.length === 0) return '';
  return ['Not exercised', ...smoke.skipped.map((entry) => `  ${entry.operation}: ${entry.check}: ${entry.reason}`)].join('\n');
}

function verdict(report: VerifyReport): string {
  const took = duration(report.timingMs.total);
  const { leftOut = [] } = report;
  if (report.ok && leftOut.length > 0) return `Verified in ${took}, without ${leftOut.join(', ')}: what was looked at is as the spec says.`;
  return report.ok ? `Verified in ${took}: the app does what the spec says.` : `Not verified (${took}): see the failures above.`;
}

/** Columns padded to their widest cell; the last two right-aligned when numeric. */
function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => { widths[column] = Math.max(widths[column] ?? 0, width(cell)); });
  const last = widths.length - 1;
  return rows.map((row) => `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0, column === last ? 'left' : 'right')).join('  ')}`.trimEnd()).join('\n');
}

function pad(cell: string, columns: number, side: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - width(cell)));
  return side === 'left' ? space + cell : cell + space;
}

/** Columns that the text takes; the texts here are of single-width characters. */
function width(text: string): number {
  return Array.from(text).length;
}

function duration(ms: number): string {
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}

function indent(text: string, by = '  '): string {
  return text.split('\n').map((line) => by + line).join('\n');
}
