import { groupBy } from '../../base/groupBy.ts';
import { type ComplianceReport, countedKinds } from '../gap.ts';
import type { LocatedGap } from './locatedGap.ts';

/** The report as text for people: gaps by file, the table of counts, the verdict. */
export function formatCompliance(report: ComplianceReport, gaps: readonly LocatedGap[]): string {
  const unreadable = report.unreadable.map(({ file, message }) => `${file} does not parse: ${message}`);
  return [...[...groupBy(gaps, ({ file }) => file)].map(([file, own]) => fileText(file, own)), ...unreadable, table(report), verdict(report, gaps)].join('\n\n') + '\n';
}

function fileText(file: string, gaps: readonly LocatedGap[]): string {
  const isThere = gaps.some(({ fileExists }) => fileExists);
  const lines = gaps.map(({ line, column, code, kind, message, specFile, specLine, fileExists }) =>
    `  ${fileExists ? `${String(line)}:${String(column)}`.padEnd(7) : ' '.repeat(7)}  ${code}  ${kind.padEnd(11)}  ${message}  (${specFile}:${String(specLine)})`);
  return [isThere ? file : `${file} (does not exist)`, ...lines].join('\n');
}

function table({ expected, implemented }: ComplianceReport): string {
  const rows = countedKinds.filter((kind) => expected[kind] > 0).map((kind) =>
    `${implemented[kind] === expected[kind] ? '✓' : '✗'} ${kind.padEnd(12)}${`${String(implemented[kind])}/${String(expected[kind])}`.padStart(10)}`);
  return rows.join('\n');
}

function verdict({ strict, relaxed }: ComplianceReport, gaps: readonly LocatedGap[]): string {
  if (gaps.length === 0) return 'The code does what the spec asks for: 100 % compliance.';
  const fixable = gaps.filter((gap) => gap.fixable).length;
  return `${String(gaps.length)} ${gaps.length === 1 ? 'gap' : 'gaps'}, ${String(fixable)} can be repaired: ${percent(strict)} strict, ${percent(relaxed)} relaxed compliance.`;
}

/** Never rounded up to 100 %. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
